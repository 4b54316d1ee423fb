import { compareScreens, findFingerprint, fingerprint, readScreen } from './screen.js';
import { bytes, count, seconds } from '../app/words.js';

/**
 * Takes a reading of one terminal (shell, sockets, screen, offsets) and later says, fact by fact, what has changed. The figures come from
 * three places that do not know of each other: the registry, xterm.js's own buffer, and the server's list of shells.
 * @param shells asks a server for that list
 */
export function createWitness({ registry, shells }) {
  async function shellOf(state) {
    return (await shells()).find(shell => shell.sessionId === state.sessionId);
  }

  /** Without an element on the page the screen is not read. */
  async function read(terminal, element) {
    const session = registry.get(terminal.ref);
    if (!session) return undefined;
    const xterm = await loaded(element);
    await parsed(session);
    const shell = await shellOf(session.state).catch(() => undefined);
    return { ...quick(terminal, xterm, session), pid: shell?.pid };
  }

  /** The part of a reading that needs no answer from the server, for moments that cannot wait. */
  function quick(terminal, xterm, session = registry.get(terminal.ref)) {
    const { epoch, sessionId, offset, parsedOffset } = session.state;
    const metrics = registry.metrics();
    return {
      at: performance.now(), epoch, sessionId, offset, parsedOffset, sockets: metrics.socketsOpened, gapBytes: metrics.gapBytes, switches: metrics.switchTimesMs.length,
      screen: xterm ? readScreen(xterm) : undefined,
    };
  }

  /** Until what has arrived is on the screen, so that a reading is not taken in the middle of a flood's slice. */
  async function parsed(session, limitMs = 2000) {
    await until(() => session.state.parsedOffset >= session.state.offset, limitMs);
  }

  function compare(before, after) {
    const facts = [shellFact(before, after), socketsFact(after.sockets - before.sockets), ...screenFacts(before.screen, after.screen, after.offset - before.offset)];
    const arrived = after.offset - before.offset;
    if (before.epoch === after.epoch) {
      facts.push(fact('Arrived meanwhile', arrived > 0 ? bytes(arrived) : 'nothing was printed'), lossFact(after.gapBytes - before.gapBytes));
    }
    return facts;
  }

  /** The last measured re-insertion, if one happened since `before`. */
  function paintFact(before) {
    const times = registry.metrics().switchTimesMs;
    const last = times.at(-1);
    const isNew = times.length !== before.switches || times.length === 100;
    return last === undefined || !isNew ? [] : [fact('Painted after', `${last.toFixed(1)} ms`)];
  }

  return { read, quick, parsed, compare, paintFact, shellOf };
}

export const fact = (label, value, ok) => ({ label, value, ok });

export function shellFact(before, after) {
  const same = before.epoch !== undefined && before.epoch === after.epoch;
  if (before.pid !== undefined && after.pid !== undefined) {
    const samePid = before.pid === after.pid;
    return fact('Shell', samePid && same ? `same, pid ${after.pid}` : `another: pid ${before.pid} → ${after.pid}`, samePid && same);
  }
  return fact('Shell', same ? 'same' : 'another', same);
}

export const socketsFact = opened => fact('Sockets opened', String(opened), opened === 0);

export const lossFact = lost => fact('Lost', bytes(lost), lost === 0);

function screenFacts(before, after, arrived) {
  if (!before || !after) return [];
  const result = compareScreens(before, after, arrived > 0);
  const facts = [screenFact(result)];
  if (!before.alternate && result.kind !== 'changed' && result.kind !== 'scrolled') facts.push(scrollFact(before, after));
  return facts;
}

function screenFact({ kind, lines, line }) {
  if (kind === 'equal') return fact('Screen', lines === 1 ? '1 line, equal' : `${count(lines)} lines, all equal`, true);
  if (kind === 'repainted') return fact('Screen', lines ? `${count(lines)} lines equal, the rest repainted by the program` : 'repainted by the program');
  if (kind === 'scrolled') return fact('Screen', 'scrolled on past everything');
  return kind === 'changed' ? fact('Screen', 'cleared or switched by the program') : fact('Screen', `differs from line ${count(line)}`, false);
}

function scrollFact(before, after) {
  if (before.atBottom) return fact('Scroll position', after.atBottom ? 'at the end, as before' : 'left the end', after.atBottom);
  if (before.cols !== after.cols) return fact('Scroll position', 'rewrapped to a new width');
  const same = before.viewportY === after.viewportY;
  if (!same && after.full) return fact('Scroll position', 'moved with the trimmed top');
  return fact('Scroll position', same ? `row ${count(after.viewportY + 1)}, as before` : `row ${count(before.viewportY + 1)} → ${count(after.viewportY + 1)}`, same);
}

/** What survives a reload in storage: numbers and a fingerprint, no text. */
export function forStorage(reading) {
  const { screen, ...rest } = reading;
  const tail = screen?.lines.slice(-TAIL) ?? [];
  return { ...rest, wallTime: Date.now(), tail: tail.length, print: fingerprint(tail) };
}

export function reloadFacts(before, after) {
  const facts = [shellFact(before, after)];
  const away = (Date.now() - before.wallTime) / 1000;
  if (before.tail > 0 && after.screen) {
    const found = findFingerprint(after.screen.lines, before.print, before.tail);
    const movedOn = after.offset !== before.offset;
    if (found) facts.push(fact('Screen', before.tail === 1 ? 'last line is back' : `last ${count(before.tail)} lines are back`, true));
    else facts.push(fact('Screen', movedOn ? 'the program has moved on' : 'differs', movedOn ? undefined : false));
  }
  facts.push(fact('Lines brought back', count(after.screen?.lines.length ?? 0)), fact('Took', seconds(away)));
  return facts;
}

const TAIL = 20;

/** xterm.js of an element; undefined when there is no element, or when it does not show its session within `limitMs`. */
export async function loaded(element, limitMs = 3000) {
  if (!element) return undefined;
  return Promise.race([element.terminal.catch(() => undefined), new Promise(resolve => setTimeout(resolve, limitMs))]);
}

/** Looks every 30 ms: the demo watches from outside and waits for conditions that several parts together make true. */
export function until(condition, limitMs) {
  const end = performance.now() + limitMs;
  return new Promise(resolve => {
    const look = () => {
      if (condition()) resolve(true);
      else if (performance.now() > end) resolve(false);
      else setTimeout(look, 30);
    };
    look();
  });
}
