import { describe, expect, it } from 'vitest';
import type { SessionState } from '../../../src/client/session/contract.js';
import { cardModel, type CardFacts } from '../../../src/elements/chip-details/card-model.js';
import { durationText, latencyText } from '../../../src/elements/chip-details/durations.js';
import { itemForKey } from '../../../src/elements/chip-details/menu-keys.js';
import { placePopup } from '../../../src/elements/chip-details/placement.js';
import { CHIP_DETAILS_STRINGS } from '../../../src/elements/chip-details/strings.js';
import { CHIP_MARK_STRINGS } from '../../../src/elements/chip-mark-strings.js';
import { chipModel } from '../../../src/elements/chip-model.js';
import { strings as german } from '../../../src/elements/strings/de.js';
import { TerminalError } from '../../../src/protocol/errors.js';

const state = (fields: Partial<SessionState>): SessionState => ({
  status: 'connected', reason: '', attempt: 0, retryAt: undefined, statusSince: 0, key: 'k', url: 'ws://x/', ref: {}, active: false, label: undefined, lastError: undefined, exit: undefined,
  activity: { unread: false, bell: false, progress: undefined, title: '' }, ...fields,
} as SessionState);

describe('what a chip says (R40)', () => {
  const said = (fields: Partial<SessionState>): unknown[] => {
    const { tone, shape, text, idle } = chipModel(state(fields), '');
    return [tone, shape, text, idle];
  };
  const exited = (exitCode: number | null, signal: number | null = null, reason: 'exited' | 'failed' | 'expired' | 'shutdown' | 'closed' = 'exited') => said({ status: 'closed', exit: { exitCode, signal, reason } });

  it('[CH1] a shell that ended by itself: its code or signal, and whether that is bad', () => {
    expect(exited(0)).toEqual(['idle', 'ended', 'Exited with 0', false]);
    expect(exited(2)).toEqual(['error', 'ended', 'Exited with 2', false]);
    expect(exited(null, 9)).toEqual(['error', 'ended', 'Ended by signal 9', false]);
    expect(exited(null, null, 'failed')).toEqual(['error', 'ended', 'Ended', false]);
    expect(exited(null, null, 'expired')).toEqual(['idle', 'ended', 'Ended', false]);
    expect(exited(null, null, 'shutdown')).toEqual(['idle', 'ended', 'Ended', false]);
  });

  it('[CH1] one that was closed on purpose is nothing to speak of; a code of long ago neither', () => {
    expect(exited(null, null, 'closed')[3]).toBe(true);
    expect(said({ status: 'closed' })[3]).toBe(true);
    expect(said({ status: 'connected', exit: { exitCode: 1, signal: null, reason: 'exited' } })).toEqual(['background', 'background', 'Connected', false]);
  });

  it('[NT6] one that the server lets be looked at only says so while it is connected (R52)', () => {
    expect(said({ readOnly: true })).toEqual(['background', 'background', 'Connected, read-only', false]);
    expect(said({ readOnly: true, active: true })).toEqual(['active', 'active', 'Active, read-only', false]);
    expect(said({ readOnly: true, status: 'reconnecting' })[2]).toBe('Reconnecting');
  });

  it('[CH1] a failure that a sign-in would end has a word and a shape of its own', () => {
    for (const code of ['auth_failed', 'token_failed'] as const) expect(said({ status: 'failed', lastError: new TerminalError(code, 'no') })).toEqual(['error', 'locked', 'Sign-in needed', false]);
    expect(said({ status: 'failed', lastError: new TerminalError('forbidden', 'no') })).toEqual(['error', 'error', 'Failed', false]);
    expect(said({ status: 'reconnecting', lastError: new TerminalError('auth_failed', 'no') })[2]).toBe('Reconnecting');
  });

  it('[CH1] the name it is given wins over the session’s label, that over the key', () => {
    expect(chipModel(state({ label: 'Build' }), 'Mine').name).toBe('Mine');
    expect(chipModel(state({ label: 'Build' }), '').name).toBe('Build');
    expect(chipModel(state({ label: 'Build' }), '', undefined, { label: 'Other', sessionId: 'x' }).name).toBe('Build');
    expect(chipModel(undefined, '', undefined, { project: 'web', environment: 'staging' }).name).toBe('web / staging');
    expect(chipModel(undefined, '', undefined, { label: 'Build', sessionId: 'x' }).name).toBe('Build');
    expect(chipModel(state({ ref: { project: 'web', environment: 'staging' } }), '').name).toBe('web / staging');
    expect(chipModel(undefined, '').name).toBe('default');
  });
});

describe('what the card of a chip says (R40)', () => {
  const card = (fields: Partial<SessionState>, facts: Partial<CardFacts> = {}, words = CHIP_DETAILS_STRINGS as Parameters<typeof cardModel>[1], marks = CHIP_MARK_STRINGS as Parameters<typeof cardModel>[2]) => {
    const its = state(fields);
    const { status, rows, trouble } = cardModel({ model: chipModel(its, ''), state: its, connection: undefined, info: undefined, now: 125_000, wallNow: 1e12, ...facts }, words, marks);
    return { status, trouble, rows: Object.fromEntries(rows.map(({ term, text }) => [term, text])) };
  };
  const connection = { status: 'connected', connectedAt: 5_000, roundTripMs: 11.6, reconnects: 2 } as CardFacts['connection'];

  it('[NT6] that the server allows looking only, in either language, while connected (R52)', () => {
    expect(card({ readOnly: true }).rows).toEqual({ Typing: 'The server allows looking only' });
    expect(card({ readOnly: true }, {}, german.chipDetails as Parameters<typeof cardModel>[1]).rows).toEqual({ Eingabe: 'Der Server erlaubt nur das Lesen' });
    expect(card({ readOnly: true, status: 'offline' }).rows).toEqual({});
  });

  it('[CH3] state in words and since when, round trip, age of connection and session, how often it was lost, who looks on', () => {
    expect(card({ active: true }, { connection, info: { createdAt: 1e12 - 3 * 3_600_000, viewers: 2 } })).toEqual({
      status: 'Connected, the active terminal · for 2 min', trouble: '',
      rows: { 'Round trip': '12 ms', Connection: 'up for 2 min, lost 2 times', Session: 'started 3 hr ago, 2 viewers' },
    });
    expect(card({ statusSince: 124_500 }).status).toBe('Connected in the background · just now');
    expect(card({}, { connection: { ...connection, reconnects: 1 } as CardFacts['connection'], info: { createdAt: 2e12, viewers: 1 } }).rows).toMatchObject({ Connection: 'up for 2 min, lost once', Session: 'started 0 sec ago' });
  });

  it('[CH3] while it is not connected: next try, attempt, why, and what to do; no round trip of another time', () => {
    const reconnecting = card({ status: 'reconnecting', attempt: 3, retryAt: 128_200, reason: 'The connection was lost.' }, { connection: { ...connection, status: 'reconnecting' } as CardFacts['connection'] });
    expect(reconnecting).toEqual({ status: 'Connection lost, reconnecting… · for 2 min', trouble: 'The connection was lost.', rows: { 'Next try': 'in 4 sec', Attempt: '3', Connection: 'lost 2 times' } });
    expect(card({ status: 'suspended', retryAt: 125_000 }).rows).toEqual({ 'Next try': 'now' });
    const error = new TerminalError('auth_failed', 'The token was refused.', { action: 'Sign in again.' });
    expect(card({ status: 'failed', reason: 'The token was refused.', lastError: error })).toMatchObject({ status: 'Sign-in needed · for 2 min', trouble: 'The token was refused. Sign in again.' });
    expect(card({ status: 'failed', lastError: error }).trouble).toBe('The token was refused. Sign in again.');
    expect(card({ status: 'offline', reason: 'The system says so.', lastError: error }).trouble).toBe('The system says so.');
  });

  it('[CH3] once connected, faults of the way are over; others are the last error', () => {
    expect(card({ lastError: new TerminalError('connection_failed', 'gone') }).rows).toEqual({});
    expect(card({ lastError: new TerminalError('input_discarded', '5 bytes were not typed.', { action: 'Type them again.' }) })).toMatchObject({ trouble: '', rows: { 'Last error': '5 bytes were not typed. Type them again.' } });
  });

  it('[CH3] how a shell ended', () => {
    const ended = (reason: 'exited' | 'failed' | 'expired' | 'shutdown' | 'closed') => card({ status: 'closed', exit: { exitCode: 3, signal: null, reason }, lastError: new TerminalError('spawn_failed', 'No such program.') });
    expect(ended('exited')).toMatchObject({ status: 'Exited with 3 · for 2 min', trouble: '' });
    expect(ended('failed')).toMatchObject({ status: 'The shell could not be started · for 2 min', trouble: 'No such program.' });
    expect([ended('expired').status, ended('shutdown').status, ended('closed').status].map((text) => text.split(' · ')[0])).toEqual(['Session expired', 'The server was shut down', 'Session closed']);
  });

  it('[CH3] what programs say: title, progress in each state, and what happened meanwhile', () => {
    const progress = { state: 'paused', value: 60 } as const;
    expect(card({ activity: { unread: true, bell: true, progress, title: 'make all' } }).rows).toEqual({ Title: 'make all', Progress: '60 %, paused', Meanwhile: 'New output, Bell' });
    for (const [kind, text] of [['normal', '60 %'], ['error', '60 %, failed'], ['indeterminate', 'In progress']] as const) {
      expect(card({ activity: { unread: false, bell: false, progress: { ...progress, state: kind }, title: '' } }).rows).toEqual({ Progress: text });
    }
  });

  it('[CH3] in German, numbers and units too', () => {
    expect(card({ active: true, activity: { unread: true, bell: false, progress: undefined, title: '' } }, { connection }, german.chipDetails, german.chipMarks)).toEqual({
      status: 'Verbunden, das aktive Terminal · seit 2 Min.', trouble: '', rows: { Antwortzeit: '12 ms', Verbindung: 'steht seit 2 Min., 2-mal verloren', Inzwischen: 'Neue Ausgabe' },
    });
  });

  it('durations are rounded down to one unit, round trips to whole milliseconds', () => {
    expect([-5, 999, 59_999, 60_000, 3_599_999, 3_600_000, 86_399_999, 86_400_000, 9 * 86_400_000].map((ms) => durationText(ms, 'en'))).toEqual(['0 sec', '0 sec', '59 sec', '1 min', '59 min', '1 hr', '23 hr', '1 day', '9 days']);
    expect([0.2, 12.5, 1500].map((ms) => latencyText(ms, 'en'))).toEqual(['1 ms', '13 ms', '1,500 ms']);
  });
});

describe('where card and menu go', () => {
  const window = { width: 320, height: 480 };
  const size = { width: 200, height: 100 };

  it('[CH4] below the chip, or above it where that has more room; never over an edge', () => {
    expect(placePopup({ left: 20, top: 40, width: 80, height: 20 }, size, window, 'ltr')).toEqual({ left: 20, top: 66 });
    expect(placePopup({ left: 20, top: 440, width: 80, height: 20 }, size, window, 'ltr')).toEqual({ left: 20, top: 334 });
    expect(placePopup({ left: 300, top: 40, width: 14, height: 14 }, size, window, 'ltr').left).toBe(112);
    expect(placePopup({ left: -40, top: 40, width: 14, height: 14 }, size, window, 'ltr').left).toBe(8);
    expect(placePopup({ left: 0, top: 200, width: 14, height: 14 }, { width: 304, height: 464 }, window, 'ltr')).toEqual({ left: 8, top: 8 });
    expect(placePopup({ left: 0, top: 200, width: 14, height: 14 }, { width: 900, height: 900 }, window, 'ltr')).toEqual({ left: 8, top: 8 });
  });

  it('[CH4] where lines begin at the right it ends where the chip ends', () => {
    expect(placePopup({ left: 220, top: 40, width: 80, height: 20 }, size, window, 'rtl').left).toBe(100);
    expect(placePopup({ left: 20, top: 40, width: 80, height: 20 }, size, window, 'rtl').left).toBe(8);
  });
});

describe('keys of the menu', () => {
  const labels = ['Show terminal', 'Reconnect now', 'Copy report', 'End session…', 'Restart'];
  const key = (name: string, at: number): number | undefined => itemForKey(name, at, labels);

  it('[CH6] arrows go round, Home and End lead to the ends', () => {
    expect([key('ArrowDown', 0), key('ArrowDown', 4), key('ArrowDown', -1), key('ArrowUp', 2), key('ArrowUp', 0), key('ArrowUp', -1), key('Home', 3), key('End', 0)]).toEqual([1, 0, 0, 1, 4, 4, 0, 4]);
  });

  it('[CH6] a letter leads to the next item that begins with it', () => {
    expect([key('r', 0), key('R', 1), key('r', 4), key('s', 0), key('e', -1), key('x', 0)]).toEqual([1, 4, 1, 0, 3, undefined]);
    expect([key('Enter', 0), key(' ', 0), key('F1', 0), key('Escape', 0)]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
