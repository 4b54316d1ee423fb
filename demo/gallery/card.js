import { chip, terminal } from '../app/controls.js';
import { addressOf } from '../app/router.js';
import { el } from '../app/words.js';
import { printed } from './states.js';

const VARIANTS = ['full', 'label', 'dot'];
const LOOK_MS = 250;
/** A state that is over for so long begins again. */
const OVER_MS = 2_500;

let nonce = Date.now() % 1e9;

/** One state: its name, the element, what it means, and the chip of its session in every variant. Nothing happens before `start()`. */
export function createCard(state, { registry, control, token, isAlone = false }) {
  const room = el('div', { class: 'gallery-room' });
  const chips = el('div', { class: 'gallery-chips' });
  const title = isAlone ? el('h2', {}, state.title) : el('h2', {}, el('a', { href: addressOf('gallery', state.id) }, state.title));
  const root = el('article', { class: 'gallery-card', id: `state-${state.id}` }, title, room, chips, el('p', { class: 'hint' }, state.meaning));
  let refs = [];
  let timer;
  let overSince;

  function start() {
    if (timer !== undefined) return;
    mount();
    timer = setInterval(look, LOOK_MS);
  }

  function mount() {
    root.removeAttribute('data-there');
    if (state.frame !== undefined) return room.replaceChildren(el('iframe', { class: 'gallery-frame', src: `/gallery/frame.html#${state.frame}`, title: state.title }));
    const name = `${state.id}-${(nonce += 1).toString(36)}`;
    const url = state.url.startsWith('/bad/') ? `${state.url}/${name}` : state.url;
    const ref = { url, project: 'bench', environment: 'gallery', sessionId: name, label: 'Build', ...state.ref };
    const first = terminal(ref, state.attributes);
    room.replaceChildren(first);
    if (state.isBare) return;
    refs.push(ref);
    registry.setTokenProvider(url, () => token);
    chips.replaceChildren(...VARIANTS.map(variant => chip(ref, variant)));
    if (state.isTwice) void first.terminal.then(() => room.isConnected && room.append(terminal(ref)));
    // It may be gone before its shell has printed anything.
    begin(first, url).catch(() => {});
  }

  /** A server that is good at first turns when there is something to see; then follows what a person does. */
  async function begin(element, url) {
    if (state.turns) {
      await printed(element);
      state.prepare?.({ element });
      await new Promise(resolve => setTimeout(resolve, 400));
      await control('bad.turn', { path: url });
    }
    await state.begin?.({ element });
  }

  function look() {
    const element = room.querySelector('persistent-terminal');
    const isThere = state.frame === undefined ? state.isThere({ element }) : frameIsThere();
    if (isThere) {
      overSince = undefined;
      root.dataset.there = '';
      return;
    }
    if (!('there' in root.dataset) || !state.renews) return;
    overSince ??= performance.now();
    if (performance.now() - overSince < OVER_MS) return;
    overSince = undefined;
    close();
    mount();
  }

  const frameIsThere = () => room.firstElementChild?.contentDocument?.documentElement?.dataset.there !== undefined;

  function close() {
    room.replaceChildren();
    chips.replaceChildren();
    for (const ref of refs) void leave(ref);
    refs = [];
  }

  /** To end its shell the page must reach the server once more, and would try for ever. */
  async function leave(ref) {
    if (ref.url.startsWith('/bad/')) {
      await control('bad.mend', { path: ref.url }).catch(() => {});
      registry.get(ref)?.retry();
    }
    registry.close(ref);
  }

  return {
    root, start,
    stop() {
      clearInterval(timer);
      timer = undefined;
      close();
      root.removeAttribute('data-there');
    },
  };
}
