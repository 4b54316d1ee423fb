import { DROP_GRACE_MS } from '../../../src/protocol/limits.js';
import { isAttach, isAttached, json, rewrite } from './fault-wire.js';
import type { Tamper } from './world.js';

/** Planted faults in who lives how long, and in who is told. */
export const FAULTS_OF_LIFE: Record<string, Tamper> = {
  'two pages that ask for one session get two shells': rewrite('serverReads', (data) =>
    isAttach(data) ? { ...data, sessionId: `${String(data['sessionId']).slice(0, 60)}-${String(data['client']).slice(0, 20)}` } : undefined),

  'a new size is lost': rewrite('serverReads', (data) => (data['type'] === 'resize' ? null : undefined)),

  'the size of who attaches is swapped': rewrite('serverReads', (data) => (isAttach(data) ? { ...data, cols: data['rows'], rows: data['cols'] } : undefined)),

  'the end of the output is told one byte too late': rewrite('serverSends', (data) => (data['type'] === 'session_closed' && data['offset'] !== undefined ? { ...data, offset: Number(data['offset']) + 1 } : undefined)),

  'every shell seems to have ended well': rewrite('serverSends', (data) => (data['type'] === 'session_closed' && Number(data['exitCode']) > 0 ? { ...data, exitCode: 0 } : undefined)),

  'nobody is told that a shell has ended': rewrite('serverSends', (data) => (data['type'] === 'session_closed' && data['reason'] === 'exited' ? null : undefined)),

  'the end of one session ends all on its socket': () => ({
    toClient: (message) => {
      const data = json(message);
      if (data?.['type'] !== 'session_closed' || data['channel'] === undefined) return [message];
      return [message, ...[1, 2, 3, 4].filter((channel) => channel !== data['channel']).map((channel) => JSON.stringify({ ...data, channel }))];
    },
  }),

  'closing one session ends its neighbours': (world) => ({
    serverReads: (message) => {
      if (json(message)?.['type'] === 'close_session') for (const shell of world.invariants.shells) shell.kill();
      return [message];
    },
  }),

  'the epoch of a shell changes with every attach': () => {
    let attaches = 0;
    return {
      serverSends: (message) => {
        const data = json(message);
        return [isAttached(data) ? JSON.stringify({ ...data, epoch: `epoch-${++attaches}` }) : message];
      },
    };
  },

  'a place is given up as soon as its socket drops': () => ({ serverDelay: (ms) => (ms === DROP_GRACE_MS ? 0 : ms) }),

  'a session without viewers is never given up': () => ({ serverDelay: (ms) => (ms > 20 * 60_000 ? 100 * 3_600_000 : ms) }),

  'a session without viewers is given up at once': () => ({ serverDelay: (ms) => (ms > 20 * 60_000 ? 10 : ms) }),

  'an attempt may take for ever': () => ({ clientDelay: (ms) => (ms > 9_000 && ms <= 10_000 ? 3_600_000 : ms) }),

  'waiting between attempts never ends': () => {
    let timers = 0;
    return { clientDelay: (ms) => (ms > 0 && ms < 1_000 && ++timers % 25 === 0 ? 3_600_000 : ms) };
  },
};
