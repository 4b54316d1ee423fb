import { el, icon } from './words.js';

let ids = 0;
const nextId = prefix => `${prefix}-${++ids}`;

/** @param {{ icon?: string, kind?: 'quiet' | 'primary' }} [look] */
export function button(text, onclick, { icon: name, kind = '' } = {}) {
  return el('button', { class: `button ${kind}`, type: 'button', onclick }, name ? icon(name) : undefined, el('span', {}, text));
}

/** A row of links of which one is current; `mark(id)` says which. */
export function segments(label, entries, hrefOf) {
  const links = new Map(entries.map(({ id, title }) => [id, el('a', { href: hrefOf(id) }, title)]));
  const list = el('ul', { class: 'segments' }, ...[...links.values()].map(link => el('li', {}, link)));
  return {
    root: el('nav', { 'aria-label': label }, list),
    mark(current) {
      for (const [id, link] of links) {
        if (id === current) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
      const item = links.get(current)?.parentElement;
      if (item) list.scrollTo({ left: item.offsetLeft - 16, behavior: 'instant' });
    },
  };
}

/** @param {{ value: string, text: string }[]} options */
export function select(label, options, onChange, value) {
  const id = nextId('select');
  const input = el('select', { id, onchange: () => onChange?.(input.value) }, ...options.map(option => el('option', { value: option.value, selected: option.value === value }, option.text)));
  return { root: el('div', { class: 'field' }, el('label', { for: id }, label), input), input };
}

/** A slider that says its value. @param {(value: number) => string} words */
export function range(label, { min, max, step, value }, words, onChange) {
  const id = nextId('range');
  const output = el('output', { for: id }, words(value));
  const input = el('input', { id, type: 'range', min, max, step, value, oninput: () => (show(), onChange?.(Number(input.value))) });
  const show = () => {
    output.textContent = words(Number(input.value));
    input.setAttribute('aria-valuetext', output.textContent);
  };
  show();
  return {
    root: el('div', { class: 'field' }, el('label', { for: id }, label), output, input),
    get value() {
      return Number(input.value);
    },
    set value(next) {
      input.value = next;
      show();
    },
  };
}

export function number(label, { min, max, step = 1, value }) {
  const id = nextId('number');
  const input = el('input', { id, type: 'number', min, max, step, value });
  return {
    root: el('div', { class: 'field' }, el('label', { for: id }, label), input),
    get value() {
      const typed = Number(input.value);
      return Number.isFinite(typed) && input.value !== '' ? Math.min(max, Math.max(min, typed)) : value;
    },
    set value(next) {
      input.value = next;
    },
  };
}

export function toggle(label, onChange, checked = false) {
  const input = el('input', { type: 'checkbox', onchange: () => onChange?.(input.checked), checked });
  return { root: el('label', { class: 'toggle' }, input, el('span', {}, label)), input };
}

/** A choice among few, all of them in sight. */
export function radios(label, options, onChange, value) {
  const name = nextId('radio');
  return el('fieldset', { class: 'radios' }, el('legend', {}, label), ...options.map(option => el('label', { class: 'toggle' },
    el('input', { type: 'radio', name, value: option.value, checked: option.value === value, onchange: () => onChange(option.value) }), el('span', {}, option.text))));
}

/** Where a journal writes. */
export function evidence(label) {
  const verdict = el('div', { role: 'status' });
  const history = el('ol', { class: 'history' });
  const root = el('div', { class: 'evidence' },
    el('div', { class: 'verdict', role: 'region', 'aria-label': label, tabindex: 0 }, verdict),
    el('div', { class: 'history-box', role: 'region', 'aria-label': 'Earlier', tabindex: 0 }, history));
  return { root, verdict, history };
}

export function pageHead(title, about, ...more) {
  return el('header', { class: 'page-head' }, el('div', {}, el('h1', {}, title), el('p', { class: 'muted' }, about)), ...more);
}

/** A `<persistent-terminal>` for a ref. */
export function terminal({ url, project, environment, sessionId, profile, label }, more = {}) {
  return el('persistent-terminal', { url, project, environment, 'session-id': sessionId, profile, label, ...more });
}

export function chip({ url, project, environment, sessionId }, variant = 'dot', more = {}) {
  return el('terminal-status-chip', { url, project, environment, 'session-id': sessionId, variant, ...more });
}

/** A terminal's place on a page: its name and state, and below them a box. */
export function pane(ref, body, ...more) {
  const title = ref.label ?? ref.sessionId;
  return el('section', { class: 'term-pane', 'aria-label': title }, el('header', { class: 'term-head' }, chip(ref), el('h2', {}, title), ...more), el('div', { class: 'term-body' }, body));
}
