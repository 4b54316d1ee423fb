import { clock, el, icon } from '../app/words.js';

const KEPT = 30;
const INVITATION = 'Type something, scroll up a little, then press a button. What came back, and what it cost, is shown here.';

/** The last verdict, large, and those before it, one line each. Holds figures only, never terminal text, so it may survive a reload. */
export function createJournal({ verdict, history, key, invitation = INVITATION }) {
  const entries = load(key);
  let running;

  function render() {
    const [latest, ...earlier] = entries;
    verdict.replaceChildren(...(running ? [progressCard(running)] : latest ? card(latest) : [el('p', { class: 'verdict-empty' }, invitation)]));
    history.replaceChildren(...(running ? entries : earlier).map(row));
  }

  render();
  return {
    /** Something that takes a while, or (not `waiting`) until the reader goes on; returns a function that updates the words. The next `add` ends it. */
    begin(title, text = '', { waiting = true, where } = {}) {
      running = { title, text, waiting, where };
      render();
      return update => {
        if (!running) return;
        running.text = update;
        const line = verdict.querySelector('.verdict-progress');
        if (line) line.textContent = update;
      };
    },
    cancel() {
      running = undefined;
      render();
    },
    add(title, facts, { note, where } = {}) {
      running = undefined;
      const judged = facts.filter(({ ok }) => ok !== undefined);
      const ok = judged.length === 0 ? undefined : judged.every(entry => entry.ok);
      entries.unshift({ title, facts, note, where, ok, time: clock() });
      entries.length = Math.min(entries.length, KEPT);
      sessionStorage.setItem(key, JSON.stringify(entries));
      render();
    },
  };
}

function card({ title, facts, note, where, ok }) {
  return [
    el('p', { class: 'verdict-title' }, mark(ok), el('span', {}, title), place(where)),
    el('dl', { class: 'facts' }, ...facts.map(({ label, value, ok: good }) =>
      el('div', { class: good === false ? 'fact bad' : 'fact' }, el('dt', {}, label), el('dd', {}, value)))),
    note ? el('p', { class: 'verdict-note' }, note) : undefined,
  ].filter(Boolean);
}

function progressCard({ title, text, waiting, where }) {
  return el('div', {}, el('p', { class: 'verdict-title' }, el('span', { class: waiting ? 'mark busy' : 'mark', 'aria-hidden': 'true' }), el('span', {}, title), place(where)),
    el('p', { class: 'verdict-progress' }, text));
}

function row({ title, facts, where, ok, time }) {
  return el('li', {}, el('time', {}, time), mark(ok), el('span', { class: 'history-title' }, title), place(where),
    el('span', { class: 'history-facts' }, facts.map(({ label, value }) => `${label.toLowerCase()}: ${value}`).join(' · ')));
}

function place(where) {
  return where ? el('span', { class: 'where' }, where) : undefined;
}

function mark(ok) {
  if (ok === undefined) return el('span', { class: 'mark' });
  return el('span', { class: ok ? 'mark good' : 'mark bad', role: 'img', 'aria-label': ok ? 'As promised:' : 'Not as promised:' }, icon(ok ? 'yes' : 'no'));
}

function load(key) {
  try {
    const stored = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    const isFact = entry => typeof entry?.label === 'string' && typeof entry.value === 'string';
    return Array.isArray(stored) ? stored.filter(entry => typeof entry?.title === 'string' && Array.isArray(entry.facts) && entry.facts.every(isFact)).slice(0, KEPT) : [];
  } catch {
    return [];
  }
}
