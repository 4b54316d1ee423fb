import { chip } from '../app/controls.js';
import { el, icon } from '../app/words.js';
import { moveInto, nextFrames } from './kit.js';

const BOARDS = ['Left', 'Right'];

/** Two boards; terminals are dragged from one to the other, with a pointer or with the arrow keys. */
export const boards = {
  id: 'boards', title: 'Boards', about: 'Take a terminal by its handle and drag it to the other board, or focus the handle and press an arrow key. The shell, its scrollback and the focus go with it.',
  create(kit) {
    const said = el('p', { class: 'visually-hidden', role: 'status' });
    const mark = el('li', { class: 'drop-mark', 'aria-hidden': 'true' });
    const lists = BOARDS.map(name => el('ol', { class: 'board-list', 'aria-label': name }));
    kit.terminals.forEach((one, at) => lists[at < 2 ? 0 : 1].append(makeCard(one)));
    const root = el('div', { class: 'boards' }, ...lists.map((list, at) => el('section', { class: 'board', 'aria-label': BOARDS[at] }, el('h2', {}, BOARDS[at]), list)), said);

    function makeCard(one) {
      const handle = el('button', { class: 'handle', type: 'button', 'aria-label': `Move ${one.label}`, title: 'Drag, or press an arrow key' }, icon('grip'));
      const card = el('li', { class: 'card' }, el('div', { class: 'term-head' }, chip(one.ref), el('h3', {}, one.label), handle), el('div', { class: 'term-body' }, kit.elementOf(one)));
      handle.addEventListener('keydown', event => onKey(event, one, card, handle));
      handle.addEventListener('pointerdown', event => beginDrag(event, one, card, handle));
      return card;
    }

    const places = list => [...list.children].filter(node => node !== mark);

    async function place(one, card, list, before, handle) {
      if (card.parentElement === list && (card.nextElementSibling === before || card === before)) return;
      await kit.measure(`Moved to the ${BOARDS[lists.indexOf(list)].toLowerCase()} board`, [one], async () => {
        const hadFocus = card.contains(document.activeElement);
        moveInto(list, card, before);
        if (hadFocus && !card.contains(document.activeElement)) handle.focus();
        await nextFrames();
      });
      said.textContent = `${one.label} is at place ${places(list).indexOf(card) + 1} of ${places(list).length} on the ${BOARDS[lists.indexOf(list)].toLowerCase()} board.`;
    }

    function onKey(event, one, card, handle) {
      const list = card.parentElement;
      const other = { ArrowLeft: lists[0], ArrowRight: lists[1] }[event.key];
      const at = places(list).indexOf(card);
      if (other !== undefined && other !== list) void place(one, card, other, places(other)[at] ?? null, handle);
      else if (event.key === 'ArrowUp' && at > 0) void place(one, card, list, places(list)[at - 1], handle);
      else if (event.key === 'ArrowDown' && at < places(list).length - 1) void place(one, card, list, places(list)[at + 2] ?? null, handle);
      else return;
      event.preventDefault();
    }

    function beginDrag(event, one, card, handle) {
      if (event.button !== 0) return;
      const start = { x: event.clientX, y: event.clientY };
      const boxes = lists.map(list => ({ list, box: list.parentElement.getBoundingClientRect() }));
      handle.setPointerCapture(event.pointerId);
      let target;

      const move = ({ clientX, clientY }) => {
        const [dx, dy] = [clientX - start.x, clientY - start.y];
        if (target === undefined && Math.hypot(dx, dy) < 6) return;
        card.classList.add('dragged');
        card.style.setProperty('--dx', `${dx}px`);
        card.style.setProperty('--dy', `${dy}px`);
        const nearest = boxes.reduce((best, one) => (distance(one.box, clientX, clientY) < distance(best.box, clientX, clientY) ? one : best));
        const { list } = nearest;
        const before = places(list).find(node => node !== card && clientY < middle(node)) ?? null;
        target = { list, before };
        if (mark.parentElement !== list || mark.nextElementSibling !== before) list.insertBefore(mark, before);
      };
      const end = cancelled => {
        handle.removeEventListener('pointermove', move);
        for (const [type, listener] of listeners) handle.removeEventListener(type, listener);
        mark.remove();
        card.classList.remove('dragged');
        card.style.removeProperty('--dx');
        card.style.removeProperty('--dy');
        if (!cancelled && target !== undefined) void place(one, card, target.list, target.before, handle);
      };
      const listeners = [
        ['pointerup', () => end(false)], ['pointercancel', () => end(true)],
        ['keydown', key => key.key === 'Escape' && end(true)],
      ];
      handle.addEventListener('pointermove', move);
      for (const [type, listener] of listeners) handle.addEventListener(type, listener);
    }

    return { root };
  },
};

const middle = node => {
  const { top, height } = node.getBoundingClientRect();
  return top + height / 2;
};

function distance({ left, right, top, bottom }, x, y) {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}
