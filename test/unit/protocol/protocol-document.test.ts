import { readFileSync } from 'node:fs';
import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CloseCode, closeAction, type CloseAction } from '../../../src/protocol/close-codes.js';
import { WIRE_ERRORS } from '../../../src/protocol/errors.js';
import { FRAME_HEADER_BYTES, FrameKind } from '../../../src/protocol/frames.js';
import { SUBPROTOCOL } from '../../../src/protocol/limits.js';
import { CLIENT_MESSAGES, SERVER_MESSAGES } from '../../../src/protocol/messages.js';

const text = readFileSync(new URL('../../../src/protocol/PROTOCOL.md', import.meta.url), 'utf8');

/** The text under a heading, up to the next heading of any level. */
function section(heading: string): string {
  const start = text.indexOf(`\n${heading}`);
  if (start < 0) throw new Error(`PROTOCOL.md has no heading "${heading}"`);
  const body = text.slice(text.indexOf('\n', start + 1));
  const end = body.search(/\n#{2,} /);
  return end < 0 ? body : body.slice(0, end);
}

/** The rows of the table whose first column has this title, header and rule left out. */
function table(heading: string, firstColumn: string): string[][] {
  const rows = section(heading).split('\n').map((line) => (line.startsWith('|') ? line.split('|').slice(1, -1).map((cell) => cell.trim()) : undefined));
  const head = rows.findIndex((cells) => cells?.[0] === firstColumn);
  if (head < 0) throw new Error(`"${heading}" has no table that starts with "${firstColumn}"`);
  const end = rows.findIndex((cells, at) => at > head && cells === undefined);
  return rows.slice(head + 2, end < 0 ? undefined : end) as string[][];
}

const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string);

/** `limits {a, b}` and `name?` as what schemas say: { limits: { a, b }, 'name?' }, as sorted lines like `limits.a`. */
function fieldsOf(items: readonly string[]): string[] {
  return items.flatMap((item) => {
    const [, name = '', optional = '', inner] = /^(\w+)(\??)(?: \{(.*)\})?$/.exec(item) ?? [];
    if (name === '') throw new Error(`PROTOCOL.md: cannot read the field "${item}"`);
    const nested = inner === undefined ? [] : fieldsOf(inner.split(',').map((one) => one.trim())).map((one) => `${name}.${one}`);
    return [`${name}${optional}`, ...nested];
  });
}

interface SchemaLike {
  readonly type: string;
  readonly entries?: v.ObjectEntries;
  readonly wrapped?: SchemaLike;
}

function fieldsOfSchema(entries: v.ObjectEntries): string[] {
  return Object.entries(entries).filter(([name]) => name !== 'type').flatMap(([name, schema]) => {
    const { type, wrapped, entries: inner } = schema as unknown as SchemaLike;
    const nested = inner ?? wrapped?.entries;
    return [`${name}${type === 'optional' ? '?' : ''}`, ...(nested === undefined ? [] : fieldsOfSchema(nested).map((one) => `${name}.${one}`))];
  });
}

function documented(heading: string): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  const attached = fieldsOf(quoted(/\*Attached fields\*:([^.]*)\./.exec(section('### 4.2'))?.[1] ?? ''));
  for (const [type = '', fields = ''] of table(heading, 'type')) {
    const based = /^all of `(\w+)`(?: but `(\w+)`,)? and (.*)$/.exec(fields);
    let list: string[];
    if (based !== null) list = [...(out[based[1] as string] ?? []).filter((field) => field.replace('?', '') !== based[2]), ...fieldsOf(quoted(based[3] as string))];
    else if (fields === '*attached fields*') list = attached;
    else list = fieldsOf(quoted(fields));
    for (const name of quoted(type)) out[name] = [...list];
  }
  return out;
}

const inCode = (schemas: Record<string, { entries: v.ObjectEntries }>) => Object.fromEntries(Object.entries(schemas).map(([type, { entries }]) => [type, fieldsOfSchema(entries)]));
const sorted = (map: Record<string, string[]>) => Object.fromEntries(Object.entries(map).sort().map(([type, fields]) => [type, fields.sort()]));

describe('[WI4] PROTOCOL.md and the code agree (R83)', () => {
  it('on the messages of the client and their fields', () => {
    expect(sorted(documented('### 4.1'))).toEqual(sorted(inCode(CLIENT_MESSAGES)));
  });

  it('on the messages of the server and their fields', () => {
    expect(sorted(documented('### 4.2'))).toEqual(sorted(inCode(SERVER_MESSAGES)));
  });

  it('on the fields of an entry of session_list', () => {
    const row = table('### 4.2', 'type').find(([type]) => type === '`session_list`');
    const fields = /`\{([^`]*)\}`/.exec(row?.[2] ?? '')?.[1]?.split(',').map((one) => one.trim()) ?? [];
    const item = (SERVER_MESSAGES.session_list.entries.sessions as unknown as { item: { entries: v.ObjectEntries } }).item;
    expect(fields.sort()).toEqual(fieldsOfSchema(item.entries).filter((field) => !field.includes('.')).sort());
  });

  it('on the values of resume and reason', () => {
    const resume = table('### 4.2', 'resume').map(([value = '']) => quoted(value)[0]);
    expect(resume).toEqual(SERVER_MESSAGES.session_created.entries.resume.options);
    const row = table('### 4.2', 'type').find(([type]) => type === '`session_closed`')?.[2] ?? '';
    expect(quoted(row.slice(row.indexOf('`reason`:')).split('. ')[0] ?? '').slice(1)).toEqual(SERVER_MESSAGES.session_closed.entries.reason.options);
  });

  it('on the frame header, its kinds and the subprotocol', () => {
    const rows = table('## 5', 'bytes');
    expect(rows.at(-1)?.[0]).toBe(`${FRAME_HEADER_BYTES}…`);
    const kinds = Object.fromEntries([...(rows[0]?.[1] ?? '').matchAll(/(\d+) `(\w+)`/g)].map(([, value, name]) => [name, Number(value)]));
    expect(kinds).toEqual(FrameKind);
    expect(section('## 2')).toContain(`\`${SUBPROTOCOL}\``);
    expect(text.startsWith(`# ${SUBPROTOCOL}\n`)).toBe(true);
  });

  it('on the close codes and their names', () => {
    const camel = (name: string) => name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
    const inDocument = Object.fromEntries(table('## 9', 'code').map(([code = '', name = '']) => [camel(quoted(name)[0] ?? ''), Number(code)]));
    expect(inDocument).toEqual(Object.fromEntries(Object.entries(CloseCode).filter(([, code]) => code >= 4000)));
  });

  it('[WI5] on the reaction to each range of close codes', () => {
    const reactions: readonly (readonly [RegExp, CloseAction])[] = [
      [/^stop; a person/, 'stop'], [/circuit breaker/, 'breaker'], [/new token/, 'reauth'], [/longest delay|^retry slowly/, 'retry_slow'], [/else retry$|^retry with backoff/, 'retry'],
    ];
    const seen = new Set<CloseAction>();
    for (const [range = '', reaction = ''] of table('## 9', 'range')) {
      const action = reactions.find(([pattern]) => pattern.test(reaction))?.[1];
      if (action === undefined) throw new Error(`PROTOCOL.md: unknown reaction "${reaction}"`);
      seen.add(action);
      const bounds = /^(\d+)–(\d+)$/.exec(range);
      const codes = bounds === null ? range.split(', ').map((one) => (one === 'others' ? 4999 : Number(one))) : [Number(bounds[1]), Number(bounds[2])];
      // 4000–4099 and so on: both ends and the middle. 4100–4109 is a narrower band than its neighbours, so none may overlap.
      for (const code of [...codes, ...(bounds === null ? [] : [Math.floor((Number(bounds[1]) + Number(bounds[2])) / 2)])]) expect([code, closeAction(code)]).toEqual([code, action]);
    }
    expect(seen.size).toBe(reactions.length);
  });

  it('on the error codes and their categories', () => {
    const inDocument = Object.fromEntries(table('## 10', 'code').map(([code = '', category = '']) => [quoted(code)[0], category]));
    expect(inDocument).toEqual(Object.fromEntries(Object.entries(WIRE_ERRORS).map(([code, [category]]) => [code, category])));
  });
});
