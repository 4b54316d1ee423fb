import * as v from 'valibot';
import { fail, ok, type Result } from '../base/result.js';
import { MAX_CHANNEL } from './limits.js';
import { CLIENT_MESSAGES, SERVER_MESSAGES, type ClientMessage, type ServerMessage } from './messages.js';

/** Why a text message was not understood. `unknown_type` is to be ignored, the others are to be answered. */
export interface DecodeError {
  readonly kind: 'bad_json' | 'bad_message' | 'unknown_type';
  /** What is wrong and where, without quoting values. */
  readonly detail: string;
  readonly type?: string | undefined;
  /** The top-level field at fault, where one is. */
  readonly field?: string | undefined;
  /** The channel and request the message names, when it does so rightly: an error goes there and nowhere else. */
  readonly channel?: number | undefined;
  readonly request?: number | undefined;
}

/** Reads what a client sent. Never throws. */
export function decodeClientMessage(textMessage: string): Result<ClientMessage, DecodeError> {
  return decode<ClientMessage>(CLIENT_SCHEMAS, textMessage);
}

/** Reads what a server sent. Never throws. */
export function decodeServerMessage(textMessage: string): Result<ServerMessage, DecodeError> {
  return decode<ServerMessage>(SERVER_SCHEMAS, textMessage);
}

/** The text of one control message. */
export function encodeMessage(message: ClientMessage | ServerMessage): string {
  return JSON.stringify(message);
}

// Maps, not objects: "constructor" and "__proto__" are ordinary unknown types.
const CLIENT_SCHEMAS = new Map<string, v.GenericSchema>(Object.entries(CLIENT_MESSAGES));
const SERVER_SCHEMAS = new Map<string, v.GenericSchema>(Object.entries(SERVER_MESSAGES));

function decode<T>(schemas: Map<string, v.GenericSchema>, textMessage: string): Result<T, DecodeError> {
  let data: unknown;
  try {
    data = JSON.parse(textMessage);
  } catch {
    return fail({ kind: 'bad_json', detail: 'not JSON' });
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return fail({ kind: 'bad_message', detail: 'not an object' });
  const { type, channel, request } = data as Record<string, unknown>;
  const address = {
    channel: isInteger(channel, MAX_CHANNEL) ? channel : undefined,
    request: isInteger(request, Number.MAX_SAFE_INTEGER) ? request : undefined,
  };
  if (typeof type !== 'string') return fail({ kind: 'bad_message', detail: 'type is missing or not a string', ...address });
  const schema = schemas.get(type);
  if (schema === undefined) return fail({ kind: 'unknown_type', detail: 'unknown type', type: type.slice(0, 64), ...address });
  const parsed = v.safeParse(schema, data, { abortEarly: true });
  if (parsed.success) return ok(parsed.output as T);
  const issue = parsed.issues[0];
  const path = issue.path?.map((item) => String(item.key)) ?? [];
  const detail = `${type}: ${path.length === 0 ? 'wrong shape' : `field ${path.join('.')}`} (expected ${issue.expected ?? issue.type})`;
  return fail({ kind: 'bad_message', detail, type, field: path[0], ...address });
}

function isInteger(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max;
}
