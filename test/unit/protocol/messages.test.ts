import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { decodeClientMessage, decodeServerMessage, encodeMessage } from '../../../src/protocol/codec.js';
import { MAX_CHANNEL, MAX_OFFSET } from '../../../src/protocol/limits.js';
import { CLIENT_MESSAGES, SERVER_MESSAGES, type ClientMessage, type ServerMessage } from '../../../src/protocol/messages.js';

const lines = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8').trim().split('\n');

const sides = [
  { side: 'client', golden: lines('client-messages.jsonl'), schemas: CLIENT_MESSAGES as Record<string, { entries: v.ObjectEntries }>, decode: decodeClientMessage },
  { side: 'server', golden: lines('server-messages.jsonl'), schemas: SERVER_MESSAGES as Record<string, { entries: v.ObjectEntries }>, decode: decodeServerMessage },
];

describe.each(sides)('messages of the $side', ({ golden, schemas, decode }) => {
  it.each(golden)('golden: %s', (line) => {
    const message = decode(line);
    expect(message).toEqual({ ok: true, value: JSON.parse(line) });
    if (message.ok) expect(encodeMessage(message.value)).toBe(line);
  });

  it('every field of every message is in the golden lines, and every optional one is also absent from one', () => {
    const parsed = golden.map((line) => JSON.parse(line) as Record<string, unknown>);
    const unproven = Object.entries(schemas).flatMap(([type, { entries }]) => {
      const ofType = parsed.filter((message) => message.type === type);
      return Object.entries(entries).flatMap(([field, schema]) => [
        ...(ofType.some((message) => field in message) ? [] : [`${type}.${field} present`]),
        ...((schema as v.GenericSchema).type !== 'optional' || ofType.some((message) => !(field in message)) ? [] : [`${type}.${field} absent`]),
      ]);
    });
    expect(unproven).toEqual([]);
  });

  it('a required field may not be missing or null, and an optional one not null', () => {
    for (const line of golden) {
      const message = JSON.parse(line) as Record<string, unknown>;
      const entries = schemas[message.type as string]?.entries ?? {};
      for (const [field, schema] of Object.entries(entries)) {
        if (field === 'type') continue;
        const { type } = schema as v.GenericSchema;
        const { [field]: _gone, ...without } = message;
        expect([line, field, decode(JSON.stringify(without)).ok]).toEqual([line, field, type === 'optional']);
        expect([line, field, decode(JSON.stringify({ ...message, [field]: null })).ok]).toEqual([line, field, type === 'nullable']);
      }
    }
  });

  it('[WI2] unknown fields are dropped (row 24)', () => {
    for (const line of golden) {
      const message = JSON.parse(line) as Record<string, unknown>;
      expect(decode(JSON.stringify({ later: { deep: [1] }, ...message, cwd: '/', env: { A: '1' } }))).toEqual({ ok: true, value: message });
    }
  });
});

const id = fc.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/);
const whole = (min: number, max: number) => fc.integer({ min, max });
const name = { sessionId: id, project: id, environment: id };
const colour = fc.tuple(whole(0, 255), whole(0, 255), whole(0, 255));
const pixels = fc.double({ min: 0, max: 1000, noNaN: true }).map((value) => value + 0);
const facts = fc.record({ foreground: colour, background: colour, cursor: colour, palette: fc.array(colour, { maxLength: 16 }), cellWidth: pixels, cellHeight: pixels }, { requiredKeys: [] });
const optional = {
  ...name, profile: id, label: fc.string({ unit: 'grapheme', maxLength: 40 }),
  cols: whole(2, 1000), rows: whole(1, 1000), screen: fc.boolean(), viewer: facts,
};
const attach = { request: whole(1, MAX_OFFSET), channel: whole(1, MAX_CHANNEL), client: id };
const record = <T extends string, R extends object, O extends object>(type: T, required: R, extra: O) =>
  fc.record({ type: fc.constant(type), ...required, ...extra } as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: ['type', ...Object.keys(required)] });

describe('messages of a later server', () => {
  it('[WI2] a kind of terminal that is not known here counts as the default', () => {
    const line = sides[1]?.golden.find((golden) => golden.includes('"unicode":"graphemes"')) ?? '';
    const later = line.replace('{"unicode":"graphemes"}', '{"unicode":"runes","holograms":true}');
    expect(decodeServerMessage(later)).toMatchObject({ ok: true, value: { terminal: { unicode: undefined } } });
  });
});

describe('messages: any', () => {
  it('what a client may send is read as it was written', () => {
    const message = fc.oneof(
      record('create_session', attach, { ...optional, restart: fc.boolean() }),
      record('session_sync', { ...attach, epoch: id, offset: whole(0, MAX_OFFSET) }, optional),
      record('close_session', { request: whole(1, MAX_OFFSET) }, name),
      record('authenticate', { request: whole(1, MAX_OFFSET), token: fc.string({ unit: 'binary', maxLength: 200 }) }, {}),
      record('viewer', { channel: whole(1, MAX_CHANNEL) }, { foreground: colour, palette: fc.array(colour, { maxLength: 256 }), cellHeight: pixels }),
      record('ack', { channel: whole(1, MAX_CHANNEL), offset: whole(0, MAX_OFFSET) }, { snapshot: whole(0, MAX_OFFSET) }),
    );
    fc.assert(fc.property(message, (one) => {
      expect(decodeClientMessage(encodeMessage(one as unknown as ClientMessage))).toEqual({ ok: true, value: { ...one } });
    }));
  });

  it('what a server may send is read as it was written', () => {
    const message = fc.oneof(
      record('input_ack', { channel: whole(1, MAX_CHANNEL), offset: whole(0, MAX_OFFSET) }, {}),
      record('session_closed',
        { sessionId: fc.string({ maxLength: 256 }), exitCode: fc.option(fc.integer()), signal: fc.option(fc.nat()), reason: fc.constantFrom('exited', 'closed', 'expired', 'shutdown', 'failed') },
        { channel: whole(1, MAX_CHANNEL), request: whole(1, MAX_OFFSET), epoch: id, offset: whole(0, MAX_OFFSET) }),
      record('error',
        { code: fc.string({ maxLength: 64 }), category: fc.string({ maxLength: 32 }), message: fc.string({ unit: 'binary', maxLength: 100 }), retryable: fc.boolean() },
        { request: whole(1, MAX_OFFSET), channel: whole(1, MAX_CHANNEL), sessionId: fc.string({ maxLength: 256 }), action: fc.string({ maxLength: 100 }) }),
    );
    fc.assert(fc.property(message, (one) => {
      expect(decodeServerMessage(encodeMessage(one as unknown as ServerMessage))).toEqual({ ok: true, value: { ...one } });
    }));
  });
});
