import { pageHead } from '../app/controls.js';
import { addressOf } from '../app/router.js';
import { el } from '../app/words.js';
import { createCard } from './card.js';
import { findState, STATES } from './states.js';

/** Every state of terminals and chips, all of them real. `#gallery/<state>` shows one alone. */
export function createPage({ registry, control, token }) {
  const cards = new Map();
  const body = el('div', { class: 'stack' });
  const root = el('div', { class: 'page gallery' },
    pageHead('Gallery', 'Every state, as a real element in front of a real server that behaves like that. A card begins when it is first seen; open one to see it alone.'), body);
  // Shells and sockets for what is looked at.
  const seen = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) cards.get(target)?.start();
  }, { rootMargin: '80px' });
  let shown;

  function add(state, isAlone) {
    const card = createCard(state, { registry, control, token, isAlone });
    cards.set(card.root, card);
    if (isAlone) card.start();
    else seen.observe(card.root);
    return card.root;
  }

  function showAll() {
    const groups = Map.groupBy ? Map.groupBy(STATES, ({ group }) => group) : new Map([['All', STATES]]);
    body.replaceChildren(chipsAtRest(), ...[...groups].map(([name, states]) => el('section', { class: 'gallery-group', 'aria-label': name }, el('h2', { class: 'gallery-title' }, name), el('div', { class: 'gallery-grid' }, ...states.map(state => add(state, false))))));
  }

  function showOne(state) {
    const at = STATES.indexOf(state);
    const link = (step, text) => {
      const other = STATES[(at + step + STATES.length) % STATES.length];
      return el('a', { class: 'button', href: addressOf('gallery', other.id), title: other.title }, text);
    };
    body.replaceChildren(el('nav', { class: 'row', 'aria-label': 'States' }, el('a', { class: 'button', href: '#gallery' }, 'All states'), link(-1, 'Previous'), link(1, 'Next')), el('div', { class: 'gallery-alone' }, add(state, true)));
  }

  function empty() {
    seen.disconnect();
    for (const card of cards.values()) card.stop();
    cards.clear();
    body.replaceChildren();
  }

  return {
    root,
    enter({ part }) {
      const state = findState(part);
      const next = state?.id ?? '';
      if (shown === next) return;
      empty();
      shown = next;
      if (state === undefined) showAll();
      else showOne(state);
    },
    leave() {
      empty();
      shown = undefined;
    },
  };
}

/** A chip needs no terminal in the page, and says nothing without a connection unless it is asked to. */
function chipsAtRest() {
  const chips = ['full', 'label', 'dot'].map(variant => el('terminal-status-chip', { 'session-id': 'nobody', label: 'Nobody', variant, 'show-idle': true }));
  return el('p', { class: 'hint gallery-rest' }, 'Chips of a session that is not open, with show-idle: ', ...chips);
}

