import * as v from 'valibot';
import { SERVER_MESSAGES } from '../../../protocol/messages.js';
import type { HostedSessionInfo, RelayedClient } from '../../terminal-server.js';

/**
 * Version of the line between front and host, and of what is relayed over it. A server adopts a living host of its own version only, so this
 * goes up with every change of section 11 of PROTOCOL.md that an older end would misread.
 */
export const LINK_VERSION = 3;

const profile = v.object({
  argv: v.tupleWithRest([v.string()], v.string()), cwd: v.optional(v.string()), env: v.optional(v.record(v.string(), v.string())), title: v.optional(v.string()),
  terminal: SERVER_MESSAGES.session_created.entries.terminal,
});
const limit = v.optional(v.number());
const settings = v.object({
  profiles: v.record(v.string(), profile),
  limits: v.object({
    sessionsPerUser: limit, sessions: limit, createBurst: limit, createsPerSecond: limit, sockets: limit, frameBytes: limit, ringBytes: limit, windowBytes: limit,
    maxWindowBytes: limit, socketBudgetBytes: limit,
  }),
  scrollback: v.number(), retentionMs: v.number(), dropGraceMs: v.number(), heartbeatMs: v.number(),
});
const hello = { version: v.number(), secret: v.string(), settings };
const text = v.optional(v.string());

const FROM_FRONT = v.variant('type', [
  v.object({ type: v.literal('front'), ...hello }),
  v.object({ type: v.literal('relay'), ...hello, principal: v.object({ id: v.string(), name: text }), authorize: v.picklist(['owner', 'ask']) }),
  v.object({ type: v.literal('answer'), question: v.number(), allowed: v.boolean() }),
  v.object({ type: v.literal('report') }),
  v.object({ type: v.literal('end_shells') }),
]);

const FROM_HOST = v.variant('type', [
  v.object({ type: v.literal('ready'), version: v.number(), pid: v.number() }),
  v.object({ type: v.literal('refused'), reason: v.string() }),
  v.object({
    type: v.literal('ask'), question: v.number(), action: v.picklist(['create', 'attach', 'input', 'list', 'close']), ownerId: v.string(),
    sessionId: text, project: text, environment: text, profile: text,
  }),
  v.object({
    type: v.literal('sessions'),
    sessions: v.array(v.object({ ...SERVER_MESSAGES.session_list.entries.sessions.item.entries, ownerId: v.string(), pid: v.number() })),
  }),
]);

export type FrontMessage = v.InferOutput<typeof FROM_FRONT>;
export type HostMessage = v.InferOutput<typeof FROM_HOST>;
export type FrontHello = Extract<FrontMessage, { type: 'front' | 'relay' }>;
/** What a front brings with it: everything but the hooks, which stay where they are. */
export type FrontSettings = FrontHello['settings'] & RelayedClient['settings'];
export type SessionsMessage = { readonly type: 'sessions'; readonly sessions: readonly HostedSessionInfo[] };

/** Undefined for what is no message of a front. */
export function readFrontMessage(payload: Buffer): FrontMessage | undefined {
  return read(FROM_FRONT, payload);
}

/** Undefined for what is no message of a host. */
export function readHostMessage(payload: Buffer): HostMessage | undefined {
  return read(FROM_HOST, payload);
}

function read<T extends v.GenericSchema>(schema: T, payload: Buffer): v.InferOutput<T> | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(payload.toString()));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
