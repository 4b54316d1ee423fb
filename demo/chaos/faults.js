import { until } from '../witness/witness.js';
import { isBreaker, isStop } from './close-codes.js';

export const LINE = 'chaos';

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const ms = value => value * 1000;

/**
 * What can be done to the two terminals. Every fault: `id` (of its address), `title`, `hint`, and `act(tools)`, which does it, resolves when it is over, and may tell facts. `within`:
 * the longest it may take until all is well again, seconds. `since: 'end'`: that is counted from the end of the fault. `freesScreens`: bytes may come within a new screen.
 */
export function createFaultList({ options }) {
  return [
    {
      id: 'close', title: 'Close', within: 75,
      describe: () => `Closed with ${options.code}`,
      async act({ line, watched, retry }) {
        const { code } = options;
        await (code === 1006 ? line('reset') : line('close', { code, reason: 'chosen on the chaos page' }));
        if (!isStop(code) && !isBreaker(code)) return undefined;
        const wanted = isStop(code) ? 'failed' : 'suspended';
        const stopped = await until(() => watched.every(({ session }) => session.status === wanted), 5_000);
        // To be seen, and read.
        await pause(1_500);
        retry();
        return { since: 'end', facts: [['In between', stopped ? `${wanted}, as the code asks; then Retry` : 'did not stop', stopped]] };
      },
    },
    { id: 'cut', title: 'Cut', hint: 'Both ends see a reset.', describe: () => 'Line cut', within: 45, act: ({ line }) => line('reset') },
    { id: 'cut-frame', title: 'Cut in a frame', hint: 'The reset comes in the middle of a WebSocket frame.', describe: () => 'Cut in the middle of a frame', within: 45, act: ({ line }) => line('reset', { inFrame: true }) },
    {
      id: 'freeze', title: 'Freeze', hint: 'Nothing passes, nothing is lost; then all of it arrives.', within: 60,
      describe: () => `Frozen ${words(options.direction)} for ${options.seconds} s`,
      async act({ line }) {
        await line('freeze', { direction: options.direction });
        await pause(ms(options.seconds));
        await line('freeze', { direction: options.direction, frozen: false });
        return { since: 'end' };
      },
    },
    {
      id: 'black-hole', title: 'Black hole', hint: 'From now on what is sent vanishes, and nobody is told. The page has to find out: 25 s without a word, or 33 s on a slow line.', within: 75,
      describe: () => `Everything ${words(options.direction)} vanishes`, act: ({ line }) => line('swallow', { direction: options.direction }),
    },
    {
      id: 'offline', title: 'Offline for 5 s', hint: 'The line is cut and refuses. That the browser says “offline” is pretended: pages cannot do it.', describe: () => 'Offline for 5 s', within: 45,
      async act({ line }) {
        await line('set', { admission: 'refuse' });
        await line('reset');
        pretendOffline(true);
        await pause(5_000);
        await line('set', { admission: 'accept' });
        pretendOffline(false);
        return { since: 'end' };
      },
    },
    {
      id: 'token-expires', title: 'Token expires', hint: 'The server closes when the token is no longer good; the page asks for another one.', describe: () => 'Token expired', within: 60,
      async act({ line, token, watched }) {
        token.mode = 'pass';
        await line('reset');
        await until(() => token.asked > 0 && watched.every(({ session }) => session.status === 'connected'), 20_000);
        token.mode = 'run';
        const { asked } = token;
        // The server says so; nothing here does.
        const said = await until(() => token.asked > asked, 10_000);
        return { since: 'end', facts: [['Asked for another', said ? 'yes' : 'no', said]] };
      },
    },
    {
      id: 'token-wrong', title: 'Token refused', hint: 'The service gives a token that the server does not accept; asked again, it still does. Somebody must act.', describe: () => 'Token refused', within: 60,
      async act({ line, token, watched, retry }) {
        token.mode = 'wrong';
        await line('reset');
        const stopped = await until(() => watched.every(({ session }) => session.status === 'failed'), 20_000);
        await pause(1_500);
        token.mode = 'run';
        retry();
        return { since: 'end', facts: [['In between', stopped ? 'failed, and said why; then Retry' : 'did not stop', stopped]] };
      },
    },
    {
      id: 'token-down', title: 'Token service down', hint: 'For 6 s the page gets no token at all.', describe: () => 'Token service down for 6 s', within: 60,
      async act({ line, token }) {
        token.mode = 'down';
        await line('reset');
        await pause(6_000);
        token.mode = 'run';
        return { since: 'end' };
      },
    },
    { id: 'restart', title: 'Restart', hint: 'The server says when to come back and stops; the next one finds the shells in their host.', describe: () => 'Server restarted', within: 60, act: ({ control }) => control('lab.restart', { how: 'stop', downMs: 700 }) },
    { id: 'crash', title: 'Crash', hint: 'SIGKILL. The shells live in a host of their own.', describe: () => 'Server killed with SIGKILL', within: 60, act: ({ control }) => control('lab.restart', { how: 'kill', downMs: 700 }) },
    {
      id: 'server-freeze', title: 'Freeze it for 5 s', hint: 'SIGSTOP: sockets stay open and nothing answers.', describe: () => 'Server stood still for 5 s', within: 60,
      async act({ control }) {
        await control('lab.freeze', { ms: 5_000 });
        return { since: 'end' };
      },
    },
    {
      id: 'evict', title: 'Evict', hint: 'Both screens are freed, and made anew from what the server holds.', describe: () => 'Screens evicted and shown again', within: 30, freesScreens: true,
      act: ({ evict }) => evict(),
    },
    {
      id: 'resize', title: 'Resize storm', hint: '120 sizes in three seconds.', describe: () => '120 sizes in 3 s', within: 30,
      async act({ resize }) {
        for (let at = 0; at < 120; at++) {
          resize(55 + 45 * Math.cos(at / 3));
          await pause(25);
        }
        resize(undefined);
        return { since: 'end' };
      },
    },
    {
      id: 'flood', title: 'Flood', hint: 'The shell counts to 300,000.', describe: () => 'Flood of 300,000 lines', within: 180,
      async act({ shell, line, cutsMeanwhile }) {
        const began = performance.now();
        const before = shell.ledger.totals.compared;
        shell.session.send('seq 1 300000; echo flooded=$?\r');
        await cutsMeanwhile(() => line('reset'), 3, 400);
        const done = await until(() => shell.said(/flooded=0/), 150_000);
        const took = (performance.now() - began) / 1000;
        const mib = (shell.ledger.totals.compared - before) / 1024 / 1024;
        return { since: 'end', facts: [['Flood', done ? `${mib.toFixed(1)} MiB at ${(mib / took).toFixed(1)} MiB/s, cut three times meanwhile` : 'did not end', done]] };
      },
    },
    {
      id: 'paste', title: 'Paste 10 MB', hint: 'Into a program that takes its SHA-256, with three cuts meanwhile.', describe: () => 'Pasted 10 MB', within: 240,
      async act({ shell, line, cutsMeanwhile }) {
        const text = longText(10_000_000);
        const expected = await sha256(text);
        shell.session.send(`stty -echo; (sha256sum || shasum -a 256) | cut -c1-64; stty echo; echo pasted=$?\r`);
        await pause(400);
        const transfer = shell.session.transmit(text);
        await cutsMeanwhile(() => line('reset'), 3, 500);
        const { outcome, delivered } = await transfer;
        shell.session.send('\x04');
        const done = await until(() => shell.said(/pasted=0/), 60_000);
        const equal = done && (expected === undefined || shell.said(new RegExp(expected)));
        return { since: 'end', facts: [['Paste', `${outcome}, ${(delivered / 1e6).toFixed(1)} MB`, outcome === 'delivered'], ['SHA-256', expected === undefined ? 'not taken: no secure context' : equal ? 'equal on both ends' : 'not equal', equal]] };
      },
    },
  ];
}

export const words = direction => ({ both: 'both ways', up: 'to the server', down: 'to the page' })[direction];

/** The browser's own word is only changed for this page, and given back. */
function pretendOffline(isOffline) {
  if (isOffline) Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
  else delete navigator.onLine;
  dispatchEvent(new Event(isOffline ? 'offline' : 'online'));
}

function longText(length) {
  let state = 12345;
  const line = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return `${state.toString(36).padStart(8, '0').repeat(8)}\n`;
  };
  const lines = [];
  for (let size = 0; size < length; size += 65) lines.push(line());
  return lines.join('').slice(0, length - 1) + '\n';
}

/** Undefined where the browser does not offer it: on plain HTTP from another machine. */
async function sha256(text) {
  if (crypto.subtle === undefined) return undefined;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
