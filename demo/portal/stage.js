import { el, icon } from '../app/words.js';

const SIDES = ['left', 'right'];

/**
 * Two places for terminals, and nothing more: which terminal is in which place, which one is taken out or hidden. The elements are made and
 * thrown away freely, as a portal's router does; whatever outlives them is the package's doing.
 */
export class Stage {
  /** @param onChange called after every change of places, focus or elements */
  constructor(root, { onChange, onBringBack }) {
    this.onChange = onChange;
    this.onBringBack = onBringBack;
    this.layout = 'single';
    this.focused = 'left';
    this.slots = { left: undefined, right: undefined };
    this.elements = new Map();
    this.away = new Set();
    this.hidden = new Set();
    this.theme = 'auto';
    this.panes = Object.fromEntries(SIDES.map(side => [side, this.#makePane(side)]));
    root.append(this.panes.left.root, this.panes.right.root);
    this.root = root;
  }

  get current() {
    return this.slots[this.focused];
  }

  get sides() {
    return this.layout === 'split' ? SIDES : ['left'];
  }

  elementOf(terminal) {
    return terminal && this.elements.get(terminal.id);
  }

  sideOf(terminal) {
    return this.sides.find(side => this.slots[side]?.id === terminal.id);
  }

  /** Another environment: every element of the old one leaves the document for good. */
  show(terminals, layout = this.layout) {
    for (const id of [...this.elements.keys()]) this.#discard(id);
    this.away.clear();
    this.hidden.clear();
    this.layout = layout;
    this.focused = 'left';
    this.slots = { left: terminals[0], right: terminals[1] };
    this.#render();
  }

  /** Shows `terminal` in the focused place; what was there trades places if `terminal` was in the other. */
  place(terminal) {
    const side = this.sideOf(terminal);
    if (side) this.focused = side;
    else this.slots[this.focused] = terminal;
    this.#render();
  }

  setLayout(layout, other) {
    this.layout = layout;
    if (layout === 'single') {
      this.slots = { left: this.current, right: undefined };
      this.focused = 'left';
    } else if (!this.slots.right) this.slots.right = other;
    this.#render();
  }

  /** Each goes into the other's place; the focus goes with its terminal. */
  swap() {
    this.slots = { left: this.slots.right, right: this.slots.left };
    this.focused = this.focused === 'left' ? 'right' : 'left';
    this.#render();
  }

  takeOut(terminal) {
    this.away.add(terminal.id);
    this.hidden.delete(terminal.id);
    this.#discard(terminal.id);
    this.#render();
  }

  bringBack(terminal) {
    this.away.delete(terminal.id);
    this.#render();
  }

  setHidden(terminal, hidden) {
    if (hidden) this.hidden.add(terminal.id);
    else this.hidden.delete(terminal.id);
    this.#render();
  }

  setTheme(theme) {
    this.theme = theme;
    for (const element of this.elements.values()) element.setAttribute('color-scheme', theme);
  }

  setAwayText(terminal, text) {
    const side = this.sideOf(terminal);
    const line = side && this.panes[side].root.querySelector('.away-live');
    if (line) line.textContent = text;
  }

  #makePane(side) {
    const title = el('span', { class: 'pane-title' });
    const body = el('div', { class: 'pane-body' });
    const cover = el('div', { class: 'pane-cover' });
    const root = el('div', { class: 'pane', 'data-side': side, role: 'group' }, el('div', { class: 'pane-head' }, title), body, cover);
    root.addEventListener('focusin', () => this.#focus(side));
    root.addEventListener('pointerdown', () => this.#focus(side));
    return { root, title, body, cover };
  }

  #focus(side) {
    if (this.focused === side) return;
    this.focused = side;
    this.#mark();
    this.onChange();
  }

  #render() {
    const shown = new Set(this.sides.map(side => this.slots[side]?.id));
    for (const id of [...this.elements.keys()]) if (!shown.has(id)) this.#discard(id);
    for (const side of SIDES) this.#renderPane(side);
    this.root.dataset.layout = this.layout;
    this.#mark();
    this.onChange();
  }

  #renderPane(side) {
    const { root, title, body, cover } = this.panes[side];
    const terminal = this.sides.includes(side) ? this.slots[side] : undefined;
    root.hidden = !this.sides.includes(side);
    title.textContent = terminal?.label ?? '';
    root.setAttribute('aria-label', terminal ? `${terminal.environment.name}, ${terminal.label}` : 'Empty pane');
    const isAway = terminal !== undefined && this.away.has(terminal.id);
    const isHidden = terminal !== undefined && this.hidden.has(terminal.id);
    if (terminal && !isAway) insert(body, this.elements.get(terminal.id) ?? this.#make(terminal));
    body.hidden = isHidden || isAway || !terminal;
    cover.hidden = !body.hidden;
    if (isAway) cover.replaceChildren(...this.#awayCard(terminal));
    else if (isHidden) cover.replaceChildren(...note('Hidden', 'On the page with display: none. Its size and its shell do not notice.'));
    else if (!terminal) cover.replaceChildren(...note('Nothing here', 'Choose a terminal above, or add one.'));
  }

  #awayCard(terminal) {
    return [
      ...note('Not on the page', 'The element is gone from the document. The shell runs on, and what it prints is still received.'),
      el('p', { class: 'away-live' }),
      el('button', { class: 'button primary', type: 'button', onclick: () => this.onBringBack(terminal) }, icon('back'), el('span', {}, 'Bring back')),
    ];
  }

  #mark() {
    for (const side of SIDES) this.panes[side].root.classList.toggle('focused', this.layout === 'split' && side === this.focused);
  }

  #make(terminal) {
    const { project, environment, sessionId, profile, label } = terminal.ref;
    const element = el('persistent-terminal', { project, environment, 'session-id': sessionId, profile, label, 'color-scheme': this.theme });
    this.elements.set(terminal.id, element);
    return element;
  }

  #discard(id) {
    this.elements.get(id)?.remove();
    this.elements.delete(id);
  }
}

function note(title, text) {
  return [el('p', { class: 'cover-title' }, title), el('p', {}, text)];
}

/** Where the browser can, a move that is one step and keeps focus; else taking out and putting in. */
function insert(parent, element) {
  if (element.parentNode === parent) return;
  if (element.isConnected && parent.isConnected && 'moveBefore' in parent) parent.moveBefore(element, null);
  else parent.append(element);
}
