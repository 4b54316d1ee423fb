import { fact, loaded, lossFact, shellFact, until } from '../witness/witness.js';
import { bytes, count, named, seconds } from '../app/words.js';

const FLOOD_LINES = 1_000_000;
const DOWN_MS = 1500;
const TYPED_WHILE_DOWN = 'echo typed while the server was down\r';

const FLOODS = {
  python: `for i in range(1, ${FLOOD_LINES + 1}): print(i)\r\r`,
  node: `for (let i = 1; i <= ${FLOOD_LINES}; i++) console.log(i)\r`,
  htop: undefined,
  top: undefined,
};
export const floodFor = profile => (profile in FLOODS ? FLOODS[profile] : `seq 1 ${FLOOD_LINES}\r`);

/** What networks, servers and busy programs do, each with its proof. */
export function createFaults({ registry, control, witness, journal }) {
  async function cut(terminal, element) {
    const before = await witness.read(terminal, element);
    if (!before) return;
    const session = registry.get(terminal.ref);
    const where = named(terminal);
    const progress = journal.begin('Socket cut', 'waiting for the way back…', { where });
    const start = performance.now();
    const first = session.state.offset;
    const { cut: sockets } = await control('cut');
    const reopened = await until(() => registry.metrics().socketsOpened > before.sockets && session.status === 'connected', 45_000);
    const connectedAfter = performance.now() - start;
    if (!reopened) {
      const facts = [fact('Waited', '45 s', false), fact('Status', `${session.status}. ${session.state.reason}`, false)];
      return journal.add('Socket cut, and it did not come back', facts, { where });
    }
    progress(`connected again after ${seconds(connectedAfter / 1000)}, catching up…`);

    // Caught up: everything the shell had printed by now has been parsed here, however much comes after it.
    const shell = await witness.shellOf(session.state).catch(() => undefined);
    const goal = shell?.offset ?? session.state.offset;
    const caughtUp = await until(() => session.state.parsedOffset >= goal, 30_000);
    const took = performance.now() - start;
    const after = { ...witness.quick(terminal, await loaded(element)), pid: shell?.pid };
    const idle = after.offset === before.offset;
    journal.add(`Socket cut and back in ${seconds(connectedAfter / 1000)}`, [
      fact('Caught up after', caughtUp ? seconds(took / 1000) : 'not within 30 s', caughtUp),
      shellFact(before, after),
      fact('Went on from byte', count(first)),
      fact('Resumed', idle ? 'nothing was due' : bytes(goal - first)),
      lossFact(after.gapBytes - before.gapBytes),
      fact('Sockets', `${count(sockets)} cut, ${count(after.sockets - before.sockets)} opened`),
      ...(idle ? witness.compare(before, after).filter(({ label }) => label === 'Screen') : []),
    ], { where, note: idle ? 'Start Flood first to cut the line in the middle of a stream.' : undefined });
  }

  async function restart(terminal, element) {
    const before = await witness.read(terminal, element);
    if (!before) return;
    const session = registry.get(terminal.ref);
    const where = named(terminal);
    const discarded = [];
    const unsubscribe = session.subscribe({ onError: error => { if (error.code === 'input_discarded') discarded.push(error); } });
    const progress = journal.begin('Server restarting', 'closing all shells…', { where });
    const start = performance.now();
    try {
      const done = control('restart', { downMs: DOWN_MS });
      done.catch(() => {});
      const noticed = await until(() => session.status !== 'connected', 3000);
      let typed = 0;
      if (noticed && session.status !== 'closed') {
        session.send(TYPED_WHILE_DOWN);
        typed = TYPED_WHILE_DOWN.length;
        progress(`down; typed ${typed} bytes into it meanwhile…`);
      }
      await done;
      progress('up again, waiting for a new shell…');
      const renewed = await until(() => session.status === 'connected' && session.state.epoch !== before.epoch, 45_000);
      const took = performance.now() - start;
      await until(() => session.state.offset > 0 && session.state.parsedOffset >= session.state.offset, 3000);
      const after = await witness.read(terminal, element);
      const divider = after?.screen?.lines.some(line => /new shell/i.test(line));
      journal.add(renewed ? `Server restarted, a new shell in ${seconds(took / 1000)}` : 'Server restarted, and no shell came', [
        fact('Shell', `pid ${before.pid ?? '?'} ended, ${renewed ? `pid ${after?.pid ?? '?'} is new` : session.status}`, renewed),
        fact('Divider', divider ? 'shown between old and new' : 'not found', divider === true),
        ...typedFacts(typed, discarded, after),
        ...oldTextFact(before, after),
        fact('Sockets opened', String((after?.sockets ?? 0) - before.sockets)),
      ], { where, note: 'A new shell never gets what was typed for the old one.' });
    } finally {
      unsubscribe();
    }
  }

  /** Lets the shell count to a million, and counts along: each line must be the one before plus one. */
  async function flood(terminal, element) {
    const command = floodFor(terminal.ref.profile);
    const session = registry.get(terminal.ref);
    if (!command || !session) return;
    const before = await witness.read(terminal, element);
    const counter = createLineCounter();
    let lastProgress = performance.now();
    let lost = 0;
    let received = 0;
    const unsubscribe = session.subscribe({
      onOutput(chunk) {
        received += chunk.length;
        counter.push(chunk);
        lastProgress = performance.now();
      },
      onGap({ from, to }) {
        lost += to - from;
      },
    });
    const progress = journal.begin('Flood', `asking for ${count(FLOOD_LINES)} lines…`, { where: named(terminal) });
    const frames = watchFrames(() => progress(`${count(counter.lines)} of ${count(FLOOD_LINES)} lines in order`));
    const start = performance.now();
    try {
      session.send(command);
      await until(() => counter.lines >= FLOOD_LINES || performance.now() - lastProgress > 15_000, 180_000);
      await witness.parsed(session, 10_000);
      const took = (performance.now() - start) / 1000;
      const complete = counter.lines === FLOOD_LINES;
      journal.add(complete ? `Flood of ${bytes(received)} in ${seconds(took)}` : `Flood stopped at line ${count(counter.lines)}`, [
        fact('Lines in order', `${count(counter.lines)} of ${count(FLOOD_LINES)}`, complete),
        lossFact(lost),
        fact('Rate', `${(received / 1024 / 1024 / took).toFixed(1)} MiB/s`),
        fact('Longest pause of the page', `${Math.round(frames.longest())} ms`),
        fact('Sockets opened', String(registry.metrics().socketsOpened - before.sockets)),
      ], { where: named(terminal) });
    } finally {
      frames.stop();
      unsubscribe();
    }
  }

  return { cut, restart, flood };
}

function typedFacts(typed, discarded, after) {
  if (typed === 0) return [fact('Typed while down', 'nothing was accepted')];
  const ran = after?.screen?.lines.some(line => line.includes('typed while the server was down') && !/discard|not sent|dropped/i.test(line)) ?? false;
  const reported = discarded.length > 0;
  const fate = ran ? 'reached a shell it was not meant for' : reported ? 'discarded and reported' : 'discarded without a word';
  return [fact('Typed while down', `${count(typed)} B, ${fate}`, reported && !ran)];
}

function oldTextFact(before, after) {
  if (!before.screen || !after?.screen || before.screen.alternate) return [];
  const kept = before.screen.lines.every((line, index) => after.screen.full || after.screen.lines[index] === line);
  return [fact('Text of the old shell', kept ? `${count(before.screen.lines.length)} lines, kept` : 'changed', kept)];
}

function createLineCounter() {
  const decoder = new TextDecoder('latin1');
  // eslint-disable-next-line no-control-regex -- escape sequences are what is taken out
  const escapes = /\x1b\[[?0-9;]*[a-zA-Z]|\r/g;
  let rest = '';
  let expected = 1;
  return {
    get lines() {
      return expected - 1;
    },
    push(chunk) {
      const pieces = (rest + decoder.decode(chunk)).split('\n');
      rest = pieces.pop();
      for (const piece of pieces) if (piece.replace(escapes, '') === String(expected)) expected += 1;
    },
  };
}

function watchFrames(onFrame) {
  let last = performance.now();
  let longest = 0;
  let handle = requestAnimationFrame(function frame(now) {
    longest = Math.max(longest, now - last);
    last = now;
    onFrame();
    handle = requestAnimationFrame(frame);
  });
  return { longest: () => longest, stop: () => cancelAnimationFrame(handle) };
}
