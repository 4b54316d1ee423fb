import { button, range, select } from '../app/controls.js';
import { rewriteAddress } from '../app/router.js';
import { bytes, el } from '../app/words.js';
import { CLOSE_CODES } from './close-codes.js';
import { words } from './faults.js';

/** Lines as people meet them. */
const LINES = [
  { id: 'fine', title: 'Fine', latencyMs: 0, jitterMs: 0, bytesPerSecond: 0 },
  { id: 'train', title: 'Train', latencyMs: 150, jitterMs: 250, bytesPerSecond: 50_000 },
  { id: 'hotel', title: 'Hotel', latencyMs: 60, jitterMs: 120, bytesPerSecond: 200_000 },
  { id: 'satellite', title: 'Satellite', latencyMs: 300, jitterMs: 20, bytesPerSecond: 1_000_000 },
  { id: 'crawl', title: 'Crawl', latencyMs: 40, jitterMs: 0, bytesPerSecond: 4_000 },
];
const RATES = [0, 1_000_000, 200_000, 50_000, 10_000, 4_000, 1_000];

/** The controls of the chaos page, in groups. */
export function createPanel({ faults, options, control, line, onFault, onCheck, onPlant, extra }) {
  const byId = new Map(faults.map(fault => [fault.id, fault]));
  const buttons = new Map();

  function press(id, kind) {
    const fault = byId.get(id);
    const one = button(fault.title, () => {
      rewriteAddress('chaos', id);
      void onFault(fault);
    }, { kind });
    if (fault.hint) one.title = fault.hint;
    buttons.set(id, one);
    return one;
  }

  const group = (title, ...children) => el('fieldset', { class: 'group' }, el('legend', {}, title), ...children);

  // The close code
  const meaning = el('p', { class: 'hint' });
  const codes = el('select', { 'aria-label': 'Close code', onchange: () => choose(Number(codes.value)) }, ...CLOSE_CODES.map(([band, list]) =>
    el('optgroup', { label: band }, ...list.map(([code, text]) => el('option', { value: code, selected: code === options.code }, `${code} · ${text}`)))));
  function choose(code) {
    options.code = code;
    const [band] = CLOSE_CODES.find(([, list]) => list.some(([other]) => other === code));
    meaning.textContent = `${band}.`;
  }
  choose(options.code);

  // The line
  const tell = details => void control('line.set', { line, direction: options.direction, ...details });
  const latency = range('Latency', { min: 0, max: 2_000, step: 10, value: 0 }, value => `${value} ms`, latencyMs => tell({ latencyMs }));
  const jitter = range('Jitter', { min: 0, max: 1_000, step: 10, value: 0 }, value => `${value} ms`, jitterMs => tell({ jitterMs }));
  const rate = select('Bandwidth', RATES.map(value => ({ value: String(value), text: value === 0 ? 'no limit' : `${bytes(value)}/s` })), value => tell({ bytesPerSecond: Number(value) }), '0');
  const presets = LINES.map(preset => button(preset.title, () => apply(preset), { kind: 'quiet' }));
  const direction = select('Which way', ['both', 'down', 'up'].map(value => ({ value, text: words(value) })), value => (options.direction = value), 'both');
  const duration = select('For', [3, 5, 10, 20].map(value => ({ value: String(value), text: `${value} s` })), value => (options.seconds = Number(value)), '5');

  function apply({ latencyMs, jitterMs, bytesPerSecond }) {
    void control('line.heal', { line }).then(() => control('line.set', { line, direction: 'both', latencyMs, jitterMs, bytesPerSecond }));
    latency.value = latencyMs;
    jitter.value = jitterMs;
    rate.input.value = String(bytesPerSecond);
  }

  const surprise = button('Surprise me', () => {
    const short = faults.filter(({ id }) => !['paste', 'flood', 'black-hole'].includes(id));
    const fault = short[Math.floor(Math.random() * short.length)];
    rewriteAddress('chaos', fault.id);
    void onFault(fault);
  }, { kind: 'primary' });

  const root = el('aside', { class: 'chaos-panel', 'aria-label': 'Faults' },
    group('Proof', el('div', { class: 'row' }, button('Exactly the same screen?', onCheck), button('Plant a difference', onPlant, { kind: 'quiet' }), surprise)),
    group('Close the socket', el('div', { class: 'row code-row' }, codes, press('close')), meaning),
    group('The line, at once and for good', el('div', { class: 'row' }, ...presets), latency.root, jitter.root, rate.root),
    group('Cut, freeze, vanish', el('div', { class: 'row' }, press('cut'), press('cut-frame')), el('div', { class: 'pair' }, direction.root, duration.root), el('div', { class: 'row' }, press('freeze'), press('black-hole'))),
    group('The server', el('div', { class: 'row' }, press('restart'), press('crash'), press('server-freeze'))),
    group('The page', el('div', { class: 'row' }, press('offline'), press('evict'), press('resize'))),
    group('The token', el('div', { class: 'row' }, press('token-expires'), press('token-wrong'), press('token-down'))),
    group('Load, with cuts', el('div', { class: 'row' }, press('flood'), press('paste'))),
    extra);

  return {
    root,
    setBusy(isBusy) {
      for (const one of [...buttons.values(), surprise]) {
        if (isBusy) one.setAttribute('aria-disabled', 'true');
        else one.removeAttribute('aria-disabled');
      }
    },
    /** Named in the address. */
    reveal(id) {
      for (const [name, one] of buttons) one.classList.toggle('chosen', name === id);
      buttons.get(id)?.scrollIntoView({ block: 'nearest' });
      if (buttons.has(id)) buttons.get(id).focus({ preventScroll: true });
      else if (id !== '') rewriteAddress('chaos');
    },
  };
}
