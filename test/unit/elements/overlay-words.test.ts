import { describe, expect, it } from 'vitest';
import type { Status } from '../../../src/client/connection/status.js';
import type { CloseReason } from '../../../src/protocol/messages.js';
import type { OverlayInput } from '../../../src/elements/overlay-model.js';
import { OVERLAY_STRINGS } from '../../../src/elements/overlay-strings.js';
import { overlayModel } from '../../../src/elements/overlay-words.js';
import { strings as german } from '../../../src/elements/strings/de.js';
import { TerminalError, type TerminalErrorCode } from '../../../src/protocol/errors.js';

const BASE: OverlayInput = { phase: 'shown', error: undefined, detail: undefined, exit: undefined, lastError: undefined, hasContent: true };
const say = (input: Partial<OverlayInput>) => overlayModel({ ...BASE, ...input }, OVERLAY_STRINGS);
const status = (name: Status, rest: object = {}) => ({ status: name, reason: '', attempt: 0, retryAt: undefined, ...rest });
const failed = (code: TerminalErrorCode) => {
  const fault = new TerminalError(code, 'What is wrong.', { action: 'What to do.' });
  return say({ detail: status('failed', { reason: 'What is wrong.', fault }) });
};
const exited = (exitCode: number | null, signal: number | null, reason: CloseReason = 'exited') => ({ detail: status('closed'), exit: { exitCode, signal, reason } });

describe('[NT2] what is said of a state', () => {
  it.each([
    ['auth_failed', 'auth', 'Sign-in needed'], ['token_failed', 'auth', 'Sign-in needed'], ['forbidden', 'auth', 'No access'],
    ['connection_refused', 'failed', 'Not connected'], ['bad_url', 'failed', 'This terminal is not set up correctly'], ['load_failed', 'failed', 'Not connected'],
  ] as const)('failed because of %s: told by the category of its fault, with reason and action (R37, R41)', (code, kind, title) => {
    expect(failed(code)).toMatchObject({ kind, title, detail: 'What is wrong. What to do.', actions: ['retry'], layout: 'bar' });
  });

  it('without text to hide it is a panel (R41)', () => {
    for (const name of ['connecting', 'reconnecting', 'suspended', 'offline', 'failed', 'closed'] as const) {
      expect(say({ detail: status(name), hasContent: false })?.layout).toBe('panel');
      expect(say({ detail: status(name) })?.layout).toBe('bar');
    }
  });

  it('a line that has just been lost gives no reason, one that stays lost does (R41)', () => {
    expect(say({ detail: status('reconnecting', { reason: 'Why.', attempt: 2 }) })?.detail).toBe('');
    expect(say({ detail: status('reconnecting', { reason: 'Why.', attempt: 3 }) })?.detail).toBe('Why.');
  });

  it.each([
    [9, 'Ended by signal 9 (SIGKILL)'], [15, 'Ended by signal 15 (SIGTERM)'], [11, 'Ended by signal 11 (SIGSEGV)'], [10, 'Ended by signal 10'], [64, 'Ended by signal 64'],
  ])('[EL9] signal %i by its name, if that is the same on every system (R41)', (signal, title) => {
    expect(say(exited(null, signal))).toMatchObject({ kind: 'exited', title, actions: ['restart'] });
  });

  it('[EL9] a shell that could not be started says so, although its session has failed (R41)', () => {
    const lastError = new TerminalError('spawn_failed', 'No such program.');
    expect(say({ detail: status('failed'), exit: { exitCode: null, signal: null, reason: 'failed' }, lastError })).toMatchObject({ title: 'The shell could not be started', detail: 'No such program.', actions: ['restart'] });
  });

  it('shown in another window is told from another place on the page (R41, R71)', () => {
    expect(say({ phase: 'elsewhere' })?.detail).toContain('on this page');
    expect(say({ phase: 'elsewhere', otherWindow: true })?.detail).toContain('in another window');
  });

  it('[NT6] who may not type starts no shell either (R41)', () => {
    expect(say({ ...exited(0, null), readOnly: true })).toMatchObject({ actions: [], enter: undefined, said: '' });
    expect(say({ detail: status('failed'), readOnly: true })?.actions).toEqual(['retry']);
  });

  it('[NT3] Enter restarts and retries where nothing can be typed, and never where what is typed is kept (R21, R41)', () => {
    expect(say(exited(0, null))?.enter).toBe('restart');
    expect(failed('auth_failed')?.enter).toBe('retry');
    for (const name of ['idle', 'connecting', 'reconnecting', 'suspended', 'offline'] as const) expect(say({ detail: status(name, { attempt: 5, retryAt: 1 }) })?.enter).toBe(undefined);
  });

  it('[NT4] what was skipped does not hide what is the case (R41)', () => {
    const notice = { kind: 'skipped', tone: 'neutral', text: '3 kB were skipped' } as const;
    expect(say({ detail: status('connected'), notice })).toMatchObject({ kind: 'skipped', title: '3 kB were skipped', actions: ['dismiss'], layout: 'bar' });
    expect(say({ detail: status('reconnecting', { attempt: 3, reason: 'Why.' }), notice })).toMatchObject({ kind: 'reconnecting', detail: 'Why.', aside: '3 kB were skipped', news: '3 kB were skipped' });
  });

  it('a failure comes before the reason of a lost line (R41)', () => {
    const notice = { kind: 'notice', tone: 'error', text: 'Not typed' } as const;
    expect(say({ detail: status('reconnecting', { attempt: 3, reason: 'Why.' }), notice })).toMatchObject({ kind: 'reconnecting', detail: 'Not typed', news: 'Not typed' });
  });
});

it('[NT1] the German texts are German, every one, and take the same values (R41)', () => {
  const compare = (group: object, other: object, path: string): void => {
    for (const [key, text] of Object.entries(group)) {
      const theirs = (other as Record<string, unknown>)[key];
      if (typeof text === 'object') compare(text as object, theirs as object, `${path}.${key}`);
      else if (typeof text === 'string') expect([`${path}.${key}`, theirs === text]).toEqual([`${path}.${key}`, key === 'diagnose']);
      else expect([`${path}.${key}`, (theirs as (...values: unknown[]) => string)(7, 9)]).toEqual([`${path}.${key}`, expect.stringMatching(/\d|sofort|läuft/)]);
    }
  };
  compare(OVERLAY_STRINGS, german.overlay, 'overlay');
});
