import { button, pageHead, pane, terminal } from '../app/controls.js';
import { bytes, count, el } from '../app/words.js';
import { until } from '../witness/witness.js';
import { createChart, median } from './chart.js';
import { untilPainted } from './painted.js';

const ROUNDS = 20;
const LINES = 10_000;
const ECHO_EVERY_MS = 500;
const RATE_EVERY_MS = 250;
const MEMORY_EVERY_MS = 1_000;
/** What servers of hand-made pages keep of a terminal. */
const REPLAYED = 256 * 1024;

/** Figures, measured on this page while one looks. */
export function createPage({ registry, token, profiles, onScheme }) {
  const shell = ['bash', 'sh'].find(name => profiles.includes(name)) ?? 'default';
  const ref = { url: '/lab', project: 'bench', environment: 'plots', sessionId: 'shell', profile: shell, label: 'Shell' };
  // No terminal shows this one: sessions need none.
  const pulseRef = { url: '/lab', project: 'bench', environment: 'plots', sessionId: 'echo', profile: 'pulse', label: 'Echo' };
  registry.setTokenProvider('/lab', () => token);

  const compare = button('Compare 20 visits', () => void compareSwitches(), { kind: 'primary' });
  const flood = button('Flood', () => element?.send('seq 1 1000000\r'));
  const precise = button('Measure precisely', () => void measureMemory());
  const switches = createChart({ title: 'Back on the page: to painted', unit: 'ms', isTime: false, series: [{ name: 'this package', colour: '--accent', points: true }, { name: 'new terminal + replay of 256 KiB', colour: '--bad', points: true }], actions: [compare] });
  const echo = createChart({ title: 'Round trip of a typed word', unit: 'ms', series: [{ name: 'typed to answered', colour: '--accent' }] });
  const rate = createChart({ title: 'Throughput', unit: 'MiB/s', series: [{ name: 'received', colour: '--accent' }], actions: [flood] });
  const memory = createChart({ title: 'Memory of this page', unit: 'MiB', series: [{ name: 'JavaScript heap', colour: '--accent' }], actions: 'measureUserAgentSpecificMemory' in performance ? [precise] : [] });
  const charts = [switches, echo, rate, memory];
  const home = pane(ref, el('span'));
  const naive = el('iframe', { class: 'naive-frame', title: 'A hand-made page, which makes its terminal anew', src: '/plots/naive.html' });
  const root = el('div', { class: 'page' },
    pageHead('Plots', 'Measured here and now, on this machine. On the right what hand-made pages do at every visit: a new terminal, filled from what the server has kept.'),
    el('div', { class: 'plots-terminals' }, home, el('section', { class: 'term-pane', 'aria-label': 'A hand-made page' }, el('header', { class: 'term-head' }, el('h2', {}, 'A hand-made page')), naive)),
    el('div', { class: 'charts' }, ...charts.map(chart => chart.root)));
  let element;
  let timers = [];
  let leave = [];
  let began = 0;
  let busy = false;

  const now = () => (performance.now() - began) / 1000;

  function enter() {
    if (element?.isConnected) return;
    element = terminal(ref, { renderer: 'dom', scrollback: 60_000 });
    home.querySelector('.term-body').replaceChildren(element);
    began = performance.now();
    for (const chart of charts) chart.begin();
    timers = [setInterval(typeWord, ECHO_EVERY_MS), setInterval(readRate, RATE_EVERY_MS), setInterval(readMemory, MEMORY_EVERY_MS)];
    leave = [onScheme(() => requestAnimationFrame(() => charts.forEach(chart => chart.redraw()))), listenForEcho()];
  }

  // Round trip

  const waiting = new Map();
  let word = 0;

  function typeWord() {
    const session = registry.open(pulseRef);
    if (session.status !== 'connected' || document.visibilityState === 'hidden') return;
    word += 1;
    waiting.set(`e${word}`, performance.now());
    session.send(`e${word}\r`);
  }

  function listenForEcho() {
    const decoder = new TextDecoder('latin1');
    let tail = '';
    return registry.open(pulseRef).subscribe({
      onOutput(chunk) {
        tail = (tail + decoder.decode(chunk)).slice(-2_000);
        for (const [name, at] of waiting) {
          if (!tail.includes(`got ${name}\x1b`)) continue;
          waiting.delete(name);
          const took = performance.now() - at;
          echo.add(now(), [took], `Last ${took.toFixed(1)} ms, median ${median([...echo.values(0), took]).toFixed(1)} ms.`);
        }
      },
    });
  }

  // Throughput and memory

  let received = 0;
  let readAt = 0;
  function readRate() {
    const { bytesIn } = registry.metrics();
    const at = performance.now();
    if (readAt > 0) {
      const perSecond = ((bytesIn - received) / (at - readAt)) * 1000;
      rate.add(now(), [perSecond / 1024 / 1024], `${bytes(Math.round(perSecond))} a second; ${bytes(bytesIn)} since the page was opened.`);
    }
    received = bytesIn;
    readAt = at;
  }

  function readMemory() {
    const used = performance.memory?.usedJSHeapSize;
    if (used === undefined) return memory.say('This browser does not tell the size of its heap.');
    const { sessions, warm } = registry.metrics();
    memory.add(now(), [used / 1024 / 1024], `${(used / 1024 / 1024).toFixed(1)} MiB of heap; ${count(sessions)} sessions open, ${count(warm)} screens warm.`);
  }

  async function measureMemory() {
    memory.say('Measuring; the browser waits for its next clean-up…');
    try {
      const { bytes: all } = await performance.measureUserAgentSpecificMemory();
      memory.say(`${(all / 1024 / 1024).toFixed(1)} MiB in all, frames and workers included, as the browser measured it.`);
    } catch (error) {
      memory.say(`The browser did not measure: ${error.message}`);
    }
  }

  // Switching

  async function compareSwitches() {
    if (busy) return;
    busy = true;
    compare.setAttribute('aria-disabled', 'true');
    try {
      await fillScrollback();
      switches.clear();
      const replayed = new TextEncoder().encode(Array.from({ length: 6_000 }, (_, at) => `line ${at} ${'x'.repeat(48)}\r\n`).join('')).subarray(0, REPLAYED);
      const { cols, rows } = await element.terminal;
      for (let round = 1; round <= ROUNDS && element.isConnected; round++) {
        const ours = await visit();
        const theirs = await naive.contentWindow.measureVisit(replayed, cols, rows);
        switches.add(round, [ours, theirs], `Round ${round} of ${ROUNDS}…`);
      }
      const [ours, theirs] = [median(switches.values(0)), median(switches.values(1))];
      switches.say(`Median ${ours.toFixed(1)} ms with ${count(LINES)} lines kept, against ${theirs.toFixed(1)} ms for the last 256 KiB made anew: ${(theirs / ours).toFixed(1)} times as long. Times come in steps of a frame.`);
    } catch (error) {
      switches.say(`That did not work: ${error.message}`);
    } finally {
      busy = false;
      compare.removeAttribute('aria-disabled');
    }
  }

  async function fillScrollback() {
    const term = await element.terminal;
    if (term.buffer.active.length >= LINES) return;
    switches.say(`Printing ${count(LINES)} lines first…`);
    element.send(`seq 1 ${LINES}\r`);
    await until(() => term.buffer.active.length >= LINES, 30_000);
  }

  /** Milliseconds from just before the element is put in to painted. It was away for long enough to be parked. */
  async function visit() {
    const term = await element.terminal;
    const parent = element.parentElement;
    element.remove();
    await new Promise(resolve => setTimeout(resolve, 60));
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    parent.append(element);
    await untilPainted(term, element.shadowRoot);
    return performance.now() - start;
  }

  return {
    root, enter,
    leave() {
      timers.forEach(clearInterval);
      for (const end of leave) end();
      for (const chart of charts) chart.end();
      element?.remove();
      readAt = 0;
    },
  };
}
