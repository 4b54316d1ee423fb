import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeClientMessage, decodeServerMessage, type DecodeError } from '../../../src/protocol/codec.js';
import type { Result } from '../../../src/base/result.js';

// The rows of the catalogue of bad input that end in the codec. What a side does with the answer is tested where that is done.

const decoders: readonly ((text: string) => Result<unknown, DecodeError>)[] = [decodeClientMessage, decodeServerMessage];

/** The error that both sides give. */
function fault(text: string): DecodeError {
  const [client, server] = decoders.map((decode) => {
    const result = decode(text);
    if (result.ok) throw new Error(`accepted: ${text.slice(0, 80)}`);
    return result.error;
  }) as [DecodeError, DecodeError];
  expect(client.kind).toBe(server.kind);
  return client;
}

function clientFault(message: unknown): DecodeError {
  const result = decodeClientMessage(typeof message === 'string' ? message : JSON.stringify(message));
  if (result.ok) throw new Error(`accepted: ${JSON.stringify(message)}`);
  return result.error;
}

describe('[WI1] text that is no message', () => {
  it.each([
    ['nothing (row 17)', ''],
    ['spaces', '  '],
    ['half an object (row 19)', '{"type":"ping","nonce":1'],
    ['a trailing comma', '{"type":"ping","nonce":1,}'],
    ['a byte order mark', '\uFEFF{"type":"ping","nonce":1}'],
    ['NaN', '{"type":"ping","nonce":NaN}'],
    ['a plus sign', '{"type":"ping","nonce":+1}'],
    ['two objects', '{"type":"ping","nonce":1}{"type":"ping","nonce":1}'],
    ['a control character in a string', '{"type":"pi\u0007ng"}'],
    ['1 MiB of [ (row 20)', '['.repeat(1024 * 1024)],
    ['1 MiB of {"a":', '{"a":'.repeat(200_000)],
    ['binary output read as text (row 16)', '\u0001\u0000\u0000\u0000\u0001'],
  ])('%s is bad JSON', (_name, text) => {
    expect(fault(text).kind).toBe('bad_json');
  });

  it.each(['null', '1', '-0', '"x"', '[]', 'true', '[{"type":"ping","nonce":1}]'])('%s is no object (row 18)', (text) => {
    expect(fault(text)).toEqual({ kind: 'bad_message', detail: 'not an object' });
  });

  it('depth is no way to overflow the stack (row 20)', () => {
    const deep = '['.repeat(300_000) + ']'.repeat(300_000);
    expect(decoders.map((decode) => decode(deep).ok)).toEqual([false, false]);
    // In a field nobody knows it may be dropped, in a known one it is wrong; neither throws.
    expect(() => decodeClientMessage(`{"type":"ping","nonce":1,"later":${deep}}`)).not.toThrow();
    expect(clientFault(`{"type":"ping","nonce":${deep}}`).kind).not.toBe('unknown_type');
    expect(clientFault(`{"type":"create_session","request":${deep},"channel":5}`).kind).not.toBe('unknown_type');
  });
});

describe('[WI2] types', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype', '', 'HELLO', 'hello ', 'x'.repeat(100_000)])(
    'an unknown one is named shortly and ignored (row 22): %s',
    (type) => {
      const error = fault(JSON.stringify({ type, channel: 7, request: 8 }));
      expect(error).toMatchObject({ kind: 'unknown_type', channel: 7, request: 8 });
      expect(error.type).toBe(type.slice(0, 64));
    },
  );

  it.each([{}, { type: 1 }, { type: null }, { type: ['hello'] }, { type: { toString: 'hello' } }])('one that is missing or no string is a bad message: %j', (message) => {
    expect(fault(JSON.stringify(message)).kind).toBe('bad_message');
  });

  it("a side does not take the other side's messages", () => {
    expect(clientFault({ type: 'welcome' }).kind).toBe('unknown_type');
    expect(decodeServerMessage('{"type":"hello","version":1,"minVersion":1}')).toMatchObject({ ok: false, error: { kind: 'unknown_type' } });
  });

  it('of two keys of one name the last one wins (row 21)', () => {
    expect(decodeClientMessage('{"type":"pong","type":"ping","nonce":1,"nonce":2}')).toEqual({ ok: true, value: { type: 'ping', nonce: 2 } });
  });
});

describe('[WI1] prototypes (row 23)', () => {
  it.each([
    '{"type":"ping","nonce":1,"__proto__":{"polluted":true}}',
    '{"type":"ping","nonce":1,"constructor":{"prototype":{"polluted":true}}}',
  ])('are untouched and not copied: %s', (text) => {
    const result = decodeClientMessage(text);
    expect(result).toEqual({ ok: true, value: { type: 'ping', nonce: 1 } });
    if (result.ok) {
      expect(Object.getPrototypeOf(result.value)).toBe(Object.prototype);
      expect(Object.keys(result.value)).toEqual(['type', 'nonce']);
    }
    expect('polluted' in {}).toBe(false);
  });

  it('fields in __proto__ do not count as fields of the message', () => {
    expect(decodeClientMessage('{"__proto__":{"type":"ping","nonce":1}}').ok).toBe(false);
    expect(decodeClientMessage('{"type":"ping","__proto__":{"nonce":1}}').ok).toBe(false);
  });
});

describe('[WI1] numbers and names', () => {
  const attach = { type: 'create_session', request: 3, channel: 4, client: 'c', cols: 80, rows: 24 };
  const notNumbers = ['80', null, true, [80], {}];

  it.each([0, 1, -1, 1.5, 1001, 65_536, 65_537, 2 ** 31 - 1, 2 ** 32 + 80, 1e300, ...notNumbers])('cols %j is no size (rows 36, 37)', (cols) => {
    expect(clientFault({ type: 'resize', channel: 9, cols, rows: 24 })).toMatchObject({ kind: 'bad_message', type: 'resize', field: 'cols', channel: 9 });
    expect(clientFault({ ...attach, cols })).toMatchObject({ field: 'cols', channel: 4, request: 3 });
  });

  it.each([0, -1, 1.5, 1001, 65_537, 2 ** 31, ...notNumbers])('rows %j is no size (rows 36, 37)', (rows) => {
    expect(clientFault({ type: 'resize', channel: 9, cols: 80, rows })).toMatchObject({ kind: 'bad_message', field: 'rows', channel: 9 });
  });

  it.each([-1, 0.5, 2 ** 53, 2 ** 53 + 2, 1e300, ...notNumbers])('offset %j is none (row 33)', (offset) => {
    expect(clientFault({ type: 'ack', channel: 1, offset })).toMatchObject({ field: 'offset', channel: 1 });
    expect(clientFault({ type: 'ack', channel: 1, offset: 0, snapshot: offset })).toMatchObject({ field: 'snapshot', channel: 1 });
    expect(clientFault({ ...attach, type: 'session_sync', epoch: 'e', offset })).toMatchObject({ field: 'offset' });
  });

  it.each([0, -1, 1.5, 2 ** 32, ...notNumbers])('channel %j is none, so the error goes to no channel', (channel) => {
    expect(clientFault({ type: 'detach_session', channel })).toMatchObject({ field: 'channel', channel: undefined });
  });

  it.each(['', ' ', 'a b', '../etc', 'a/b', '\0', '\u001b[2J', '🐚', '\u202Eabc', 'ä', 'a\n', 'x'.repeat(129), 'x'.repeat(1024 * 1024), 7, null, ['a']])(
    'name %j is refused (row 25), and the text of the error does not repeat it',
    (bad) => {
      for (const field of ['sessionId', 'project', 'environment', 'profile', 'client']) {
        const error = clientFault({ ...attach, [field]: bad });
        expect(error).toMatchObject({ kind: 'bad_message', field, channel: 4 });
        expect(error.detail).toMatch(/^[\x20-\x7e]{1,400}$/);
      }
    },
  );

  it('a token is bounded', () => {
    expect(decodeClientMessage(JSON.stringify({ type: 'hello', version: 1, minVersion: 1, token: 'x'.repeat(16 * 1024) })).ok).toBe(true);
    const secret = 'secret'.repeat(3_000);
    const error = clientFault({ type: 'hello', version: 1, minVersion: 1, token: secret });
    expect(error.field).toBe('token');
    expect(error.detail).not.toContain('secret');
  });
});

describe('[WI1] anything at all', () => {
  it('gives a message or an error, never an exception', () => {
    const type = fc.constantFrom('hello', 'create_session', 'session_sync', 'resize', 'ack', 'welcome', 'session_created', 'session_list', 'error', 'other');
    const almost = fc.tuple(type, fc.dictionary(fc.constantFrom('request', 'channel', 'client', 'cols', 'rows', 'offset', 'sessions', 'limits', 'gap', '__proto__'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }))
      .map(([one, fields]) => JSON.stringify({ ...fields, type: one }));
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), almost), (text) => {
      for (const decode of decoders) {
        const result = decode(text);
        if (!result.ok) expect(['bad_json', 'bad_message', 'unknown_type']).toContain(result.error.kind);
      }
    }), { numRuns: 300 });
  });
});
