import { TerminalError } from '../protocol/errors.js';
import type { AttachMessage, ClientMessage, ClientMessages, ServerMessage } from '../protocol/messages.js';
import { sessionKey } from '../protocol/session-key.js';
import type { Access } from './access.js';
import { attach } from './attach-operation.js';
import type { Viewer } from './attachment-contract.js';
import type { Attachment } from './attachment.js';
import type { ChannelTable } from './channel-table.js';
import type { Principal } from './options.js';
import type { ResolvedOptions } from './resolve-options.js';
import { bareFullId, type SessionStore } from './session-store.js';

/** Sessions in one list: keeps the answer below the size of a message. */
const MAX_LISTED = 1_000;

/** What an error belongs to. */
export interface Address {
  readonly channel?: number | undefined;
  readonly request?: number | undefined;
  readonly sessionId?: string | undefined;
}

/** The socket on whose behalf an operation is carried out. */
export interface OperationPeer extends Viewer {
  /** Sockets are numbered from 1 in the order in which they came. */
  readonly socketNumber: number;
  readonly principal: Principal;
  readonly channels: ChannelTable;
  /** After others for the same key; a failure is answered at `address`. */
  enqueue(key: string, address: Address, operation: () => Promise<void>): void;
  /** Whether anybody can see the page. */
  setVisible(visible: boolean): void;
  /** A person is typing into this one. */
  prefer(attachment: Attachment): void;
  answerError(address: Address, error: TerminalError): void;
  authenticateAgain(request: number, token: string): Promise<void>;
  ponged(nonce: number): void;
  /** A second `hello`. */
  violated(reason: string): void;
}

export interface OperationContext {
  readonly peer: OperationPeer;
  readonly store: SessionStore;
  readonly access: Access;
  readonly options: ResolvedOptions;
}

type Handlers = { readonly [K in keyof ClientMessages]: (context: OperationContext, message: ClientMessages[K]) => void };

const HANDLERS = {
  hello: ({ peer }) => peer.violated('second hello'),
  create_session: startAttach,
  session_sync: startAttach,
  detach_session({ peer }, { channel }) {
    const state = peer.channels.get(channel);
    if (state.kind === 'attached') state.attachment.release('detached');
    if (state.kind === 'unknown') throw notAttached(channel);
    peer.channels.free(channel);
  },
  close_session(context, message) {
    context.peer.enqueue(sessionKey(message), { request: message.request }, () => closeSession(context, message));
  },
  resize({ peer }, { channel, cols, rows }) {
    const state = peer.channels.get(channel);
    switch (state.kind) {
      case 'pending':
        state.cols = cols;
        state.rows = rows;
        return;
      case 'attached':
        if (state.attachment.access === 'full') state.attachment.session.resize(state.attachment, cols, rows);
        return;
      case 'ended':
        if (state.reason === 'shell_ended') throw sessionEnded();
        return;
      case 'unknown':
        throw notAttached(channel);
    }
  },
  viewer({ peer }, { type: _type, channel, ...facts }) {
    const state = peer.channels.get(channel);
    if (state.kind === 'pending') state.facts = facts;
    else if (state.kind === 'attached') state.attachment.session.describe(state.attachment, facts);
    else if (state.kind === 'unknown') throw notAttached(channel);
  },
  visibility: ({ peer }, { visible }) => peer.setVisible(visible),
  ack({ peer }, { channel, offset, snapshot = 0 }) {
    const state = peer.channels.get(channel);
    if (state.kind === 'attached') state.attachment.acknowledge(offset, snapshot);
    else if (state.kind !== 'ended') throw notAttached(channel);
  },
  list_sessions(context, message) {
    context.peer.enqueue('', { request: message.request }, () => listSessions(context, message));
  },
  authenticate({ peer }, { request, token }) {
    peer.enqueue('authenticate', { request }, () => peer.authenticateAgain(request, token));
  },
  ping: ({ peer }, { nonce }) => peer.send({ type: 'pong', nonce }),
  pong: ({ peer }, { nonce }) => peer.ponged(nonce),
} satisfies Handlers;

/**
 * Carries out one message of a welcomed client.
 * @throws TerminalError for everything the client is to be told
 */
export function carryOut(context: OperationContext, message: ClientMessage): void {
  handle(message.type, context, message);
}

/** Ties a message to the handler of its own type, which a plain look-up would not. */
function handle<K extends keyof ClientMessages>(type: K, context: OperationContext, message: ClientMessages[K]): void {
  const handlers: Handlers = HANDLERS;
  handlers[type](context, message);
}

/** Input arrives as frames, not messages. @throws TerminalError for everything the client is to be told */
export function carryInput({ peer }: OperationContext, channel: number, offset: number, bytes: Uint8Array): void {
  const state = peer.channels.get(channel);
  if (state.kind === 'ended' && state.reason === 'superseded') return;
  if (state.kind === 'ended' && state.reason === 'shell_ended') throw sessionEnded();
  if (state.kind !== 'attached') throw notAttached(channel);
  const { attachment } = state;
  const { session } = attachment;
  if (attachment.access === 'read_only') throw new TerminalError('read_only', 'This attachment is read-only.', { sessionId: session.sessionId });
  if (session.end !== undefined) throw sessionEnded(session.sessionId);
  peer.prefer(attachment);
  const verdict = session.input(attachment, offset, bytes);
  if (verdict.kind === 'write') return;
  if (verdict.kind === 'gap') {
    peer.answerError({ channel, sessionId: session.sessionId }, new TerminalError('input_gap', `Input at ${offset} does not follow ${verdict.wanted}.`));
  }
  attachment.inputWritten(verdict.kind === 'gap' ? verdict.wanted : attachment.input.written);
}

function startAttach(context: OperationContext, message: AttachMessage): void {
  const { peer } = context;
  const { channel, request, cols, rows, viewer } = message;
  const pending = peer.channels.reserve(channel, { cols, rows, facts: viewer });
  if (pending === undefined) throw new TerminalError('channel_in_use', `Channel ${channel} is in use.`);
  const giveUp = (): void => {
    if (peer.channels.holds(channel, pending)) peer.channels.free(channel);
  };
  try {
    peer.enqueue(sessionKey(message), { request, channel }, async () => {
      if (!peer.channels.holds(channel, pending)) return;
      await attach(context, message, pending).finally(giveUp);
    });
  } catch (error) {
    giveUp();
    throw error;
  }
}

async function closeSession({ peer, store, access }: OperationContext, message: ClientMessages['close_session']): Promise<void> {
  const { request } = message;
  const { principal } = peer;
  const found = store.find(principal.id, message);
  // A close may come late, from a socket that was thought lost: it must not end a shell that nobody meant.
  const session = message.epoch === undefined || found?.epoch === message.epoch ? found : undefined;
  const allowed = session !== undefined && (await access.toSession(principal, 'close', session));
  if (session !== undefined && !allowed && session.identity.ownerId === principal.id) throw new TerminalError('forbidden', 'This user may not close this session.');
  if (session === undefined || !allowed) {
    // The same answer for what is not there and what is somebody else's.
    const sessionId = bareFullId(message) ?? message.sessionId ?? 'default';
    return peer.send({ type: 'session_closed', request, sessionId, epoch: message.epoch, exitCode: null, signal: null, reason: 'closed' });
  }
  const { sessionId, epoch } = session;
  store.close(session, 'closed');
  session.whenEnded(({ exitCode, signal }) => {
    peer.send({ type: 'session_closed', request, sessionId, epoch, exitCode, signal, reason: 'closed', offset: session.ring.end });
  });
}

async function listSessions({ peer, store, access }: OperationContext, message: ClientMessages['list_sessions']): Promise<void> {
  const { request, project, environment } = message;
  const { principal } = peer;
  if (!(await access.toName(principal, 'list', { project, environment }, undefined))) throw new TerminalError('forbidden', 'This user may not list sessions.');
  const matches = store.all().filter(({ identity: { ownerId, name } }) => ownerId === principal.id
    && (project === undefined || name.project === project) && (environment === undefined || name.environment === environment));
  const answer: ServerMessage = { type: 'session_list', request, sessions: matches.slice(-MAX_LISTED).map((session) => session.info()) };
  peer.send(answer);
}

function notAttached(channel: number): TerminalError {
  return new TerminalError('not_attached', `Channel ${channel} is not attached.`);
}

function sessionEnded(sessionId?: string): TerminalError {
  return new TerminalError('session_ended', 'The shell has ended.', { sessionId });
}
