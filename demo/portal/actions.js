import { createFaults, floodFor } from './faults.js';
import { fact, forStorage, loaded, reloadFacts, until } from '../witness/witness.js';
import { bytes, named, seconds } from '../app/words.js';

const RELOAD_KEY = 'environments/reload';

/** What the buttons do: each takes a reading, does it, takes another, and writes down what has changed. */
export function createActions({ stage, registry, witness, journal, control, onRunning }) {
  const faults = createFaults({ registry, control, witness, journal });
  const readings = new Map();
  let running;

  const elementOf = terminal => stage.elementOf(terminal);

  /** One measurement at a time: two would count each other's sockets. */
  async function exclusively(name, action) {
    if (running || !stage.current) return;
    running = name;
    onRunning(name);
    try {
      await action(stage.current);
    } catch (error) {
      journal.add('That did not work', [fact('Reason', error instanceof Error ? error.message : String(error), false)]);
    } finally {
      running = undefined;
      onRunning(undefined);
    }
  }

  async function verdict(title, terminal, before, extra = []) {
    const element = elementOf(terminal);
    if (!before || !element) return;
    const after = await witness.read(terminal, element);
    if (after) journal.add(title, [...witness.compare(before, after), ...witness.paintFact(before), ...extra], { where: named(terminal) });
  }

  async function takeOut(terminal) {
    const before = await witness.read(terminal, elementOf(terminal));
    if (!before) return;
    readings.set(terminal.id, { ...before, at: performance.now() });
    stage.takeOut(terminal);
    journal.begin('Removed from the page', 'Its element is gone. Bring it back to see what that cost.', { waiting: false, where: named(terminal) });
  }

  async function bringBack(terminal) {
    const before = readings.get(terminal.id);
    readings.delete(terminal.id);
    stage.bringBack(terminal);
    const away = before ? (performance.now() - before.at) / 1000 : 0;
    await verdict(`Removed for ${seconds(away)}, and back`, terminal, before);
  }

  async function hide(terminal) {
    const before = await witness.read(terminal, elementOf(terminal));
    if (!before) return;
    readings.set(terminal.id, { ...before, at: performance.now() });
    stage.setHidden(terminal, true);
    journal.begin('Hidden', 'Show it again to see what that cost.', { waiting: false, where: named(terminal) });
  }

  async function show(terminal) {
    const before = readings.get(terminal.id);
    readings.delete(terminal.id);
    stage.setHidden(terminal, false);
    const { cols, rows } = registry.get(terminal.ref)?.state ?? {};
    const isSame = cols === before?.screen?.cols && rows === before?.screen?.rows;
    const size = before?.screen ? [fact('Size told to the shell', `${cols} × ${rows}${isSame ? ', as before' : ''}`, isSame)] : [];
    const hidden = before ? seconds((performance.now() - before.at) / 1000) : 'a while';
    await verdict(`Hidden for ${hidden}, and shown`, terminal, before, size);
  }

  async function move(terminal, splitFirst) {
    const before = await witness.read(terminal, elementOf(terminal));
    if (stage.layout === 'single') splitFirst();
    const focusBefore = document.activeElement;
    stage.swap();
    await nextFrames();
    const kept = document.activeElement === focusBefore;
    const focus = focusBefore === elementOf(terminal) ? [fact('Focus', kept ? 'kept' : 'lost', kept)] : [];
    await verdict(`Moved to the ${stage.sideOf(terminal)} pane`, terminal, before, focus);
  }

  /** Called before an environment's elements leave the document; nobody should wait for it. */
  async function remember(terminals) {
    for (const terminal of terminals) {
      const element = elementOf(terminal);
      const session = registry.get(terminal.ref);
      if (!element || !session?.state.sessionId) continue;
      const reading = witness.quick(terminal, await loaded(element, 50));
      readings.set(terminal.id, reading);
      void witness.shellOf(session.state).then(shell => { reading.pid = shell?.pid; }, () => {});
    }
  }

  async function returned(terminal) {
    const before = readings.get(terminal.id);
    readings.delete(terminal.id);
    if (!before) return;
    await nextFrames();
    await verdict(`Back after ${seconds((performance.now() - before.at) / 1000)}`, terminal, before);
  }

  async function reload(terminal) {
    const reading = await witness.read(terminal, elementOf(terminal));
    if (reading) sessionStorage.setItem(RELOAD_KEY, JSON.stringify({ id: terminal.id, ...forStorage(reading) }));
    location.reload();
  }

  /** After a reload: did the shell and its last lines come back? */
  async function afterReload(terminals) {
    const stored = sessionStorage.getItem(RELOAD_KEY);
    sessionStorage.removeItem(RELOAD_KEY);
    if (!stored) return;
    const before = JSON.parse(stored);
    const terminal = terminals.find(({ id }) => id === before.id);
    if (!terminal) return;
    stage.place(terminal);
    const session = registry.open(terminal.ref);
    journal.begin('Page reloaded', 'waiting for the terminal…');
    const back = await until(() => session.state.offset >= before.offset && session.state.parsedOffset >= session.state.offset, 20_000);
    if (!back) return journal.add('Page reloaded, and the terminal did not come back', [fact('Status', session.status, false)]);
    const after = await witness.read(terminal, elementOf(terminal));
    journal.add('Page reloaded', reloadFacts(before, after), {
      note: 'Only numbers and a fingerprint crossed the reload; the text came from the server.', where: named(terminal),
    });
  }

  /** Words for the card of a terminal that is off the page. */
  function awayText(terminal) {
    const before = readings.get(terminal.id);
    const state = registry.state(terminal.ref);
    if (!before || !state) return '';
    const shell = before.pid === undefined ? '' : `pid ${before.pid} · `;
    return `${shell}away ${seconds((performance.now() - before.at) / 1000)} · ${bytes(state.offset - before.offset)} received meanwhile`;
  }

  return {
    get running() {
      return running;
    },
    exclusively, takeOut, bringBack, hide, show, move, remember, returned, reload, afterReload, awayText,
    cut: terminal => faults.cut(terminal, elementOf(terminal)),
    restart: terminal => faults.restart(terminal, elementOf(terminal)),
    flood: terminal => faults.flood(terminal, elementOf(terminal)),
    canFlood: terminal => floodFor(terminal.ref.profile) !== undefined,
  };
}

function nextFrames() {
  return new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
