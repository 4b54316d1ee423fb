import { terminal } from '../app/controls.js';
import { moveInto } from '../layouts/kit.js';
import { until } from '../witness/witness.js';
import { watch } from '../witness/watched.js';
import { chooseAction } from './actions.js';
import { seededRandom } from './random.js';

export const LINE = 'soak';
const URL_OF_LINE = `/line/${LINE}`;
const NAMES = ['a', 'b', 'c', 'd'];
/** A page that is cut every second would wait longer and longer, and the soak would be a soak of waiting. */
const BRISK = { minMs: 40, maxMs: 800, breakerFailures: 1_000 };
const USUAL = { minMs: 1_000, maxMs: 30_000, breakerFailures: 5 };
const KEPT_WARM = 8;
const SETTLE_MS = 60_000;

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

/**
 * One soak: four terminals (two pulses, two shells), each with a twin nobody disturbs, and actions by chance. `begin` makes them, `go` acts until the time is
 * over or `stop` is called, and gives the verdict.
 * @param slots four boxes of the same size, so that a move changes no size
 */
export function createRun({ registry, control, shell, seed, slots, onAction }) {
  const random = seededRandom(seed);
  const name = `${seed}-${Date.now().toString(36)}`;
  const refs = NAMES.map((id, at) => ({ url: URL_OF_LINE, project: 'bench', environment: 'soak', sessionId: `${id}-${name}`, profile: at < 2 ? 'pulse' : shell, label: `${at < 2 ? 'Pulse' : 'Shell'} ${id.toUpperCase()}` }));
  const elements = [];
  const places = [0, 1, 2, 3];
  const typed = refs.map(() => []);
  const heard = refs.map(() => []);
  const counts = { actions: 0, cuts: 0, crashes: 0, discarded: 0, gaps: 0 };
  /** Whose screen was taken away: its bytes come within a new one. */
  const freed = [false, false, false, false];
  const leave = [];
  let watched = [];
  let pids = [];
  let stopped = false;
  let words = 0;

  const line = (action, details = {}) => control(`line.${action}`, { line: LINE, ...details });
  const isMounted = at => elements[at]?.isConnected === true;

  async function begin() {
    await line('heal');
    registry.configure({ reconnect: BRISK });
    refs.forEach((_ref, at) => mount(at));
    watched = await Promise.all(refs.map((ref, at) => watch({ registry, ref, element: elements[at] })));
    registry.configure({ reconnect: USUAL });
    await until(() => watched.every(({ session, shadow }) => session.status === 'connected' && shadow?.status === 'connected' && session.state.offset > 0), 20_000);
    watched.forEach(({ session, shadow }, at) => leave.push(listen(shadow, heard[at]), session.subscribe({
      onError({ code }) {
        if (code === 'input_discarded') counts.discarded += 1;
      },
      onGap({ from, to }) {
        if (!freed[at]) counts.gaps += to - from;
      },
    })));
    pids = await askPids();
  }

  function mount(at) {
    elements[at] = terminal(refs[at], { 'key-bar': 'off' });
    slots[places[at]].append(elements[at]);
    // The first time there is nobody yet who watches.
    void watched[at]?.shownBy(elements[at]);
  }

  const tools = {
    type(at) {
      words += 1;
      const word = `w${words}-${NAMES[at]}`;
      try {
        watched[at].session.send(at < 2 ? `${word}\r` : `echo ${word}\r`);
        typed[at].push(word);
      } catch {
        return `${word} was refused`;
      }
      return `${word} into ${refs[at].label}`;
    },
    takeOutOrPutIn(at) {
      if (!isMounted(at)) return mount(at), `${refs[at].label} put in`;
      elements[at].remove();
      return `${refs[at].label} taken out`;
    },
    /** Trades places with its neighbour. */
    move(at) {
      const other = (at + 1) % 4;
      [places[at], places[other]] = [places[other], places[at]];
      for (const one of [at, other]) if (isMounted(one)) moveInto(slots[places[one]], elements[one]);
      return `${refs[at].label} and ${refs[other].label} trade places`;
    },
    hideOrShow(at) {
      if (!isMounted(at)) return `${refs[at].label} is not in the page`;
      elements[at].hidden = !elements[at].hidden;
      return `${refs[at].label} ${elements[at].hidden ? 'hidden' : 'shown'}`;
    },
    flood(at, lines) {
      try {
        watched[at].session.send(`seq 1 ${lines}\r`);
      } catch {
        return 'flood refused';
      }
      return `${refs[at].label} counts to ${lines}`;
    },
    async cut(inFrame) {
      counts.cuts += 1;
      await line('reset', { inFrame });
      return inFrame ? 'cut in a frame' : 'cut';
    },
    async close(code) {
      counts.cuts += 1;
      await line('close', { code });
      return `closed with ${code}`;
    },
    async freeze(direction, ms) {
      await line('freeze', { direction });
      await pause(ms);
      await line('freeze', { direction, frozen: false });
      return `frozen (${direction}) for ${ms} ms`;
    },
    async slow(latencyMs, ms) {
      await line('set', { latencyMs, jitterMs: latencyMs / 2 });
      await pause(ms);
      await line('set', { latencyMs: 0, jitterMs: 0 });
      return `${latencyMs} ms of latency for ${ms} ms`;
    },
    evict() {
      registry.configure({ maxWarm: 0 });
      watched.forEach(({ session }, at) => (freed[at] ||= !session.state.warm));
      registry.configure({ maxWarm: KEPT_WARM });
      return 'every parked screen freed';
    },
    async restart(how) {
      counts.crashes += 1;
      await control('lab.restart', { how, downMs: 200 });
      return how === 'kill' ? 'server killed and started' : 'server restarted';
    },
  };

  async function go(ms) {
    const end = performance.now() + ms;
    while (performance.now() < end && !stopped) {
      const action = chooseAction(random);
      const wait = 120 + random.whole(480);
      const what = await action.act(tools, random);
      counts.actions += 1;
      onAction(what, progress());
      await pause(wait);
    }
    return settle();
  }

  /** As if nothing had happened: all of them in the page and seen, the line whole, everything caught up. */
  async function settle() {
    await line('heal');
    refs.forEach((_ref, at) => {
      if (!isMounted(at)) mount(at);
      elements[at].hidden = false;
    });
    await Promise.all(watched.map((one, at) => one.shownBy(elements[at])));
    const isWell = await until(() => watched.every(({ session, shadow, ledger }) => {
      if (session.state.input.held !== undefined) session.sendHeld();
      return session.status === 'connected' && shadow.status === 'connected' && session.state.pendingInput === 0 && ledger.received.live >= ledger.received.twin - 4_096;
    }), SETTLE_MS);
    await until(() => typed.every((list, at) => heard[at].length >= list.length), SETTLE_MS);
    const screens = await Promise.all(watched.map(one => one.compare()));
    return verdict(isWell, screens, await askPids());
  }

  function verdict(isWell, screens, now) {
    const sum = field => watched.reduce((total, { ledger }) => total + ledger.totals[field], 0);
    const pulses = watched.flatMap(({ pulse }) => (pulse === undefined ? [] : [pulse.totals]));
    const strays = heard.reduce((count, list, at) => count + list.filter(word => !word.endsWith(`-${NAMES[at]}`)).length, 0);
    const others = now.filter((pid, at) => pid !== pids[at]).length + Math.abs(now.length - pids.length);
    const typedWell = typed.filter((list, at) => String(list) === String(heard[at])).length;
    const equal = screens.filter(({ identical }) => identical).length;
    const result = {
      seed, ...counts, bytes: sum('compared'), different: sum('different'),
      told: sum('told'), lost: sum('lost') + counts.gaps + pulses.reduce((total, { missing }) => total + missing, 0), repeated: sum('repeated') + pulses.reduce((total, { repeated }) => total + repeated, 0),
      words: typed.reduce((total, list) => total + list.length, 0), wrongShell: strays + others, typedWell, screens: equal, of: refs.length, isWell,
      differences: screens.flatMap(({ identical, differences }, at) => (identical ? [] : [`${refs[at].label}: ${differences.join('; ')}`])),
    };
    return { ...result, good: isWell && result.different === 0 && result.lost === 0 && result.repeated === 0 && result.wrongShell === 0 && typedWell === refs.length && equal === refs.length && counts.discarded === 0 };
  }

  async function askPids() {
    for (let attempt = 0; attempt < 20; attempt++) {
      const { sessions } = await control('stats', { server: 'lab' }).catch(() => ({ sessions: [] }));
      const found = watched.map(({ session }) => sessions.find(({ sessionId }) => sessionId === session.state.sessionId)?.pid).filter(pid => pid !== undefined);
      if (found.length === refs.length) return found;
      await pause(200);
    }
    return [];
  }

  const progress = () => ({ ...counts, bytes: watched.reduce((total, { ledger }) => total + ledger.totals.compared, 0) });

  return {
    begin, go,
    stop: () => (stopped = true),
    /** The shells end. */
    dispose() {
      stopped = true;
      for (const end of leave) end();
      for (const one of watched) one.dispose(true);
      for (const element of elements) element.remove();
    },
  };
}

/** Words that a pulse says it was sent, or that a shell has echoed, in the order in which they were printed. On the undisturbed line: what arrived in the shell is the question. */
function listen(session, heard) {
  const decoder = new TextDecoder('latin1');
  let rest = '';
  return session.subscribe({
    onOutput(bytes) {
      const lines = (rest + decoder.decode(bytes)).split('\n');
      rest = lines.pop().slice(-1_000);
      for (const line of lines) {
        // eslint-disable-next-line no-control-regex -- escape sequences are what is taken out
        const word = /^(?:got )?(w\d+-[a-d])$/.exec(line.replace(/\x1b\[[?0-9;]*[a-zA-Z]|\r/g, ''));
        if (word !== null) heard.push(word[1]);
      }
    },
  });
}
