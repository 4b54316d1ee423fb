import * as v from 'valibot';
import {
  MAX_CHANNEL, MAX_COLS, MAX_LABEL_LENGTH, MAX_OFFSET, MAX_ROWS, MAX_TEXT_LENGTH, MAX_TOKEN_LENGTH, MIN_COLS, MIN_ROWS,
} from './limits.js';
import { ID_PATTERN } from './session-key.js';

/*
 * One schema per message; the types are inferred from the schemas, so the two cannot drift apart. `v.object` drops unknown
 * fields, which is the rule of PROTOCOL.md section 3. Field names and meanings: PROTOCOL.md section 4.
 */
const integer = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

const id = v.pipe(v.string(), v.regex(ID_PATTERN));
const request = integer(1, MAX_OFFSET);
const channel = integer(1, MAX_CHANNEL);
const offset = integer(0, MAX_OFFSET);
const duration = integer(0, MAX_OFFSET);
const nonce = integer(0, MAX_OFFSET);
const cols = integer(MIN_COLS, MAX_COLS);
const rows = integer(MIN_ROWS, MAX_ROWS);
const optionalInteger = v.nullable(v.pipe(v.number(), v.integer()));

const message = <const T extends string, E extends v.ObjectEntries>(type: T, entries: E) =>
  v.object({ type: v.literal(type), ...entries });

const shade = integer(0, 255);
const colour = v.tuple([shade, shade, shade]);
const pixels = v.pipe(v.number(), v.minValue(0), v.maxValue(1000));
const viewerFacts = {
  foreground: v.optional(colour), background: v.optional(colour), cursor: v.optional(colour), palette: v.optional(v.pipe(v.array(colour), v.maxLength(256))),
  cellWidth: v.optional(pixels), cellHeight: v.optional(pixels),
};

const name = { sessionId: v.optional(id), project: v.optional(id), environment: v.optional(id) };
const attach = {
  request, channel, client: id, ...name, profile: v.optional(id), label: v.optional(text(MAX_LABEL_LENGTH)),
  cols: v.optional(cols), rows: v.optional(rows), screen: v.optional(v.boolean()), viewer: v.optional(v.object(viewerFacts)),
};
/** A value that is not known here is one of a later server's, and counts as absent. */
const terminal = v.object({ unicode: v.fallback(v.optional(v.picklist(['11', 'graphemes'])), undefined), images: v.fallback(v.optional(v.boolean()), undefined) });
const attached = {
  request, channel, sessionId: id, epoch: id, created: v.boolean(), resume: v.picklist(['exact', 'snapshot', 'replay', 'new']),
  offset, end: offset, gap: v.optional(v.object({ from: offset, to: offset })), inputOffset: offset, inputAccepted: v.optional(offset), windowBytes: integer(1, MAX_OFFSET),
  profile: id, label: v.optional(text(MAX_LABEL_LENGTH)), cols, rows, terminal: v.optional(terminal), readOnly: v.optional(v.boolean()),
};
const exit = { exitCode: optionalInteger, signal: optionalInteger, reason: v.picklist(['exited', 'closed', 'expired', 'shutdown', 'failed']) };

export const CLIENT_MESSAGES = {
  hello: message('hello', {
    version: integer(1, 1_000_000), minVersion: integer(1, 1_000_000), token: v.optional(text(MAX_TOKEN_LENGTH)), agent: v.optional(text(256)),
    connection: v.optional(id), socket: v.optional(integer(1, MAX_OFFSET)),
  }),
  create_session: message('create_session', { ...attach, restart: v.optional(v.boolean()) }),
  session_sync: message('session_sync', { ...attach, epoch: id, offset }),
  detach_session: message('detach_session', { channel }),
  close_session: message('close_session', { request, ...name, epoch: v.optional(id) }),
  resize: message('resize', { channel, cols, rows }),
  viewer: message('viewer', { channel, ...viewerFacts }),
  visibility: message('visibility', { visible: v.boolean() }),
  ack: message('ack', { channel, offset, snapshot: v.optional(offset) }),
  list_sessions: message('list_sessions', { request, project: v.optional(id), environment: v.optional(id) }),
  authenticate: message('authenticate', { request, token: text(MAX_TOKEN_LENGTH) }),
  ping: message('ping', { nonce }),
  pong: message('pong', { nonce }),
} as const;

const sessionInfo = v.object({
  sessionId: id, key: text(512), project: v.optional(id), environment: v.optional(id), name: id, label: v.optional(text(MAX_LABEL_LENGTH)), profile: id, epoch: id,
  createdAt: v.number(), viewers: integer(0, MAX_OFFSET), cols, rows, offset, exited: v.optional(v.object(exit)), terminal: v.optional(terminal),
});

export const SERVER_MESSAGES = {
  welcome: message('welcome', {
    version: integer(1, 1_000_000), serverEpoch: id, heartbeatMs: duration,
    limits: v.object({ frameBytes: integer(1, MAX_OFFSET), windowBytes: integer(1, MAX_OFFSET), inputBytes: integer(1, MAX_OFFSET) }),
    principal: v.optional(v.object({ id: text(256), name: v.optional(text(256)) })),
  }),
  session_created: message('session_created', attached),
  session_synced: message('session_synced', attached),
  session_closed: message('session_closed', {
    channel: v.optional(channel), request: v.optional(request), sessionId: text(256), epoch: v.optional(id), ...exit, offset: v.optional(offset),
  }),
  session_list: message('session_list', { request, sessions: v.array(sessionInfo) }),
  authenticated: message('authenticated', { request, expiresAt: v.optional(v.number()) }),
  input_ack: message('input_ack', { channel, offset }),
  error: message('error', {
    request: v.optional(request), channel: v.optional(channel), sessionId: v.optional(text(256)), code: text(64), category: text(32),
    message: text(MAX_TEXT_LENGTH), action: v.optional(text(MAX_TEXT_LENGTH)), retryable: v.boolean(),
  }),
  ping: message('ping', { nonce }),
  pong: message('pong', { nonce }),
  server_closing: message('server_closing', { reason: text(MAX_TEXT_LENGTH), retryInMs: duration }),
} as const;

type Infer<T extends Record<string, v.GenericSchema>> = { [K in keyof T]: v.InferOutput<T[K]> };
export type ClientMessages = Infer<typeof CLIENT_MESSAGES>;
export type ServerMessages = Infer<typeof SERVER_MESSAGES>;
/** What a client may send. */
export type ClientMessage = ClientMessages[keyof ClientMessages];
/** What a server may send. */
export type ServerMessage = ServerMessages[keyof ServerMessages];
export type AttachedMessage = ServerMessages['session_created'] | ServerMessages['session_synced'];
export type AttachMessage = ClientMessages['create_session'] | ClientMessages['session_sync'];
export type SessionInfoMessage = ServerMessages['session_list']['sessions'][number];
export type CloseReason = ServerMessages['session_closed']['reason'];
export type ResumeKind = AttachedMessage['resume'];
/**
 * What kind of terminal a shell's output is for; the server's screen and every page's are of that kind. What is absent is the default.
 * `unicode`: how many cells characters take: `11` (default) each by itself, as Unicode 11 has it and nearly as programs count; `graphemes` as they are seen, Unicode 15, in clusters.
 * `images`: sixel, and iTerm's inline files, are images and not passed over (default).
 */
export type TerminalFeatures = v.InferOutput<typeof terminal>;
/** What only a viewer knows: its colours, and the size of its cells in CSS pixels. */
export type ViewerFacts = Omit<ClientMessages['viewer'], 'type' | 'channel'>;
