import { evidence, pageHead, segments } from '../app/controls.js';
import { addressOf } from '../app/router.js';
import { el } from '../app/words.js';
import { createJournal } from '../witness/journal.js';
import { boards } from './boards.js';
import { createKit } from './kit.js';
import { details, dialog, frame, hidden, popOut, route, shadow } from './places.js';
import { grid, split, tabs } from './rooms.js';
import { virtualList } from './virtual-list.js';

const LAYOUTS = [grid, tabs, split, boards, virtualList, dialog, details, hidden, frame, shadow, route, popOut];

/** Terminals in the places where portals put them. */
export function createPage(context) {
  const { root: proof, verdict, history } = evidence('What the last change cost');
  const journal = createJournal({
    verdict, history, key: 'environments/layouts-journal',
    invitation: 'Type something into a terminal, then choose another layout, or move a terminal. What came back, and what it cost, is shown here.',
  });
  const kit = createKit({ ...context, journal });
  const choice = segments('Layouts', LAYOUTS, id => addressOf('layouts', id));
  const about = el('p', { class: 'hint' });
  const room = el('div', { class: 'layout-room' });
  const root = el('div', { class: 'page' }, pageHead('Layouts', 'The same shells in every layout. Elements are thrown away and made anew; shells, screens and scroll positions stay.'), choice.root, about, room, proof);
  let current;
  let layout;

  async function enter({ part }) {
    const [id, ...rest] = part.split('/');
    const next = LAYOUTS.find(one => one.id === id) ?? LAYOUTS[0];
    choice.mark(next.id);
    if (current === next.id) return layout.follow?.(rest.join('/'));
    const isFirst = current === undefined;
    current = next.id;
    const readings = isFirst ? [] : await kit.readAll(kit.terminals);
    // Chosen another one meanwhile.
    if (current !== next.id) return;
    empty();
    layout = next.create(kit);
    about.textContent = next.about;
    room.dataset.layout = next.id;
    room.append(layout.root);
    layout.follow?.(rest.join('/'));
    if (!isFirst) await kit.judge(`Layout changed to ${next.title.toLowerCase()}`, readings.filter(([one]) => kit.isShown(one)));
  }

  function empty() {
    layout?.dispose?.();
    kit.discardAll();
    room.replaceChildren();
  }

  function leave() {
    empty();
    layout = undefined;
    current = undefined;
  }

  return { root, enter, leave };
}
