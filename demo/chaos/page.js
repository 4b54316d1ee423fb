import { chip, evidence, pageHead, pane, terminal, toggle } from '../app/controls.js';
import { el } from '../app/words.js';
import { createJournal } from '../witness/journal.js';
import { fact, until } from '../witness/witness.js';
import { watch } from '../witness/watched.js';
import { createFaultList, LINE } from './faults.js';
import { measureFault } from './measure.js';
import { createPanel } from './panel.js';

const URL_OF_LINE = `/line/${LINE}`;
const KEPT_WARM = 8;

/** Two terminals on a line that everything can be done to, each with an undisturbed twin. */
export function createPage(context) {
  const { registry, control, token: key, profiles } = context;
  // New shells for each load of the page: a twin has to see everything from the first byte on.
  const run = Date.now().toString(36);
  const shell = ['bash', 'sh'].find(name => profiles.includes(name)) ?? 'default';
  const refs = [['pulse', 'pulse', 'Pulse'], ['shell', shell, 'Shell']].map(([name, profile, label]) => ({ url: URL_OF_LINE, project: 'bench', environment: 'chaos', sessionId: `${name}-${run}`, profile, label }));
  const token = { mode: 'run', asked: 0 };
  registry.setTokenProvider(URL_OF_LINE, giveToken);

  const options = { code: 1006, direction: 'both', seconds: 5 };
  const { root: proof, verdict, history } = evidence('What the last fault cost');
  const journal = createJournal({
    verdict, history, key: 'environments/chaos-journal',
    invitation: 'Choose a fault. What it cost is shown here: how long until both terminals were live again, which bytes were lost or came twice, and whether the screens are those of twins that nobody has disturbed.',
  });
  const rooms = refs.map(ref => pane(ref, el('div')));
  const elements = [];
  const watched = [];
  const retries = toggle('Press Retry where somebody must', undefined, true);
  const panel = createPanel({ faults: createFaultList({ options }), options, control, line: LINE, onFault: runFault, onCheck: check, onPlant: plant, extra: retries.root });
  const root = el('div', { class: 'page chaos' },
    pageHead('Chaos', 'Real faults between this page and a real server. The pulse prints a numbered line 25 times a second, so that something is always under way.', chip(refs[0], 'full', { 'show-idle': true })),
    el('div', { class: 'chaos-room' }, el('div', { class: 'chaos-terminals' }, ...rooms), proof, panel.root));
  let busy = false;
  let starting;

  async function giveToken() {
    token.asked += 1;
    if (token.mode === 'wrong') return 'not-the-key-of-this-run';
    if (token.mode === 'down') throw new Error('the token service is down');
    return token.mode === 'pass' ? (await control('pass', { ttlMs: 3_000 })).token : key;
  }

  function show() {
    refs.forEach((ref, at) => {
      elements[at] = terminal(ref, { 'keep-warm': true });
      rooms[at].querySelector('.term-body').replaceChildren(elements[at]);
    });
    starting ??= Promise.all(refs.map((ref, at) => watch({ registry, ref, element: elements[at] }))).then(list => watched.push(...list));
    return starting;
  }

  const tools = {
    control, token, watched,
    line: (action, details = {}) => control(`line.${action}`, { line: LINE, ...details }),
    get shell() {
      return watched[1];
    },
    retry() {
      if (retries.input.checked) for (const element of elements) element.retry();
    },
    /** Parked for a moment with room for no parked screen. */
    async evict() {
      for (const { session } of watched) session.keepWarm = false;
      for (const element of elements) element.remove();
      await until(() => watched.every(({ session }) => !session.state.shown), 2_000);
      registry.configure({ maxWarm: 0 });
      const freed = await until(() => watched.every(({ session }) => !session.state.warm), 2_000);
      registry.configure({ maxWarm: KEPT_WARM });
      await new Promise(resolve => setTimeout(resolve, 700));
      await show();
      await Promise.all(watched.map((one, at) => one.shownBy(elements[at])));
      return { since: 'end', facts: [['Screens', freed ? 'freed' : 'still there', freed]] };
    },
    resize(percent) {
      for (const room of rooms) {
        if (percent === undefined) room.style.removeProperty('--share');
        else room.style.setProperty('--share', `${percent}%`);
      }
    },
    async cutsMeanwhile(cut, times, everyMs) {
      for (let at = 0; at < times; at++) {
        await new Promise(resolve => setTimeout(resolve, everyMs));
        await cut();
        await until(() => watched.every(({ session }) => session.status === 'connected'), 30_000);
      }
    },
  };

  /** The server's own word; it hears of new shells from their host, half a second late. */
  const pids = async () => {
    let found = [];
    for (let attempt = 0; attempt < 20 && found.length < watched.length; attempt++) {
      if (attempt > 0) await new Promise(resolve => setTimeout(resolve, 150));
      const { sessions } = await control('stats', { server: 'lab' }).catch(() => ({ sessions: [] }));
      found = watched.map(({ session }) => sessions.find(({ sessionId }) => sessionId === session.state.sessionId)?.pid).filter(pid => pid !== undefined);
    }
    return found;
  };

  async function exclusively(action) {
    if (busy) return;
    busy = true;
    panel.setBusy(true);
    try {
      await starting;
      await action();
    } catch (error) {
      journal.add('That did not work', [fact('Reason', error instanceof Error ? error.message : String(error), false)]);
    } finally {
      busy = false;
      panel.setBusy(false);
    }
  }

  function runFault(fault) {
    return exclusively(async () => {
      if (!watched.every(({ session }) => session.status === 'connected')) throw new Error('Both terminals must be connected first.');
      const progress = journal.begin(fault.describe(), 'under way…');
      journal.add(fault.describe(), await measureFault({ fault, tools, watched, registry, pids, progress }));
    });
  }

  function check() {
    return exclusively(async () => {
      journal.begin('Exactly the same screen?', 'comparing with the twins…');
      const results = await Promise.all(watched.map(one => one.compare()));
      journal.add(results.every(({ identical }) => identical) ? 'Exactly the same screens' : 'The screens differ', results.map(({ identical, differences, rows }, at) => fact(
        refs[at].label, identical ? `identical, ${rows} rows: cells, attributes, cursor, modes, scroll position` : differences.join('; '), identical)));
    });
  }

  /** Written into the shown terminal only, as a fault would: for those who want to see the check fail. */
  async function plant() {
    const xterm = await elements[1].terminal;
    await new Promise(resolve => xterm.write('\x1b7\x1b[1;1H\x1b[31mX\x1b[m\x1b8', resolve));
    journal.begin('A difference was planted', 'One red X in the first cell of the shell. Check again; “clear” in the shell takes it away on both.', { waiting: false });
  }

  return {
    root,
    enter({ part }) {
      if (elements.length === 0 || !elements[0].isConnected) void show().then(() => Promise.all(watched.map((one, at) => one.shownBy(elements[at]))));
      panel.reveal(part);
    },
    leave() {
      for (const element of elements) element.remove();
    },
  };
}
