import { TerminalError } from '../protocol/errors.js';
import { DEFAULT_COLS, DEFAULT_ROWS } from '../protocol/limits.js';
import type { AttachMessage, AttachedMessage } from '../protocol/messages.js';
import type { PendingChannel } from './channel-table.js';
import type { HostedSession } from './hosted-session.js';
import type { OperationContext } from './operations.js';
import { bareFullId } from './session-store.js';

/** Viewers of one session, places kept for dropped ones included. */
const MAX_VIEWERS = 1024;
/** Times the session behind a name may change while the hooks are being asked. */
const MAX_TURNS = 4;

interface Target {
  readonly session: HostedSession | undefined;
  /** `create` starts a shell, also in the place of an ended one. */
  readonly action: 'create' | 'attach';
}

/**
 * Carries out `create_session` and `session_sync`: finds or starts the shell and attaches the channel to it.
 * @throws TerminalError for everything the client is to be told
 */
export async function attach(context: OperationContext, message: AttachMessage, pending: PendingChannel): Promise<void> {
  const { options, peer } = context;
  if (message.profile !== undefined && !options.profiles.has(message.profile)) {
    throw new TerminalError('unknown_profile', `The server has no profile ${message.profile}.`, { action: 'Ask for one of the profiles the server names.' });
  }
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const target = findTarget(context, message);
    if (target.session === undefined && answerTombstone(context, message)) return;
    const access = await decideAccess(context, message, target);
    if (!peer.channels.holds(message.channel, pending)) return;
    const now = findTarget(context, message);
    // A hook may take its time: what it allowed must still be what is going to happen.
    if (now.session !== target.session || now.action !== target.action) continue;
    return carryOut(context, message, pending, target, access);
  }
  throw new TerminalError('internal', 'The session changed while it was being attached.');
}

function findTarget({ store, peer }: OperationContext, message: AttachMessage): Target {
  const session = store.find(peer.principal.id, message);
  const restart = message.type === 'create_session' && message.restart === true && session?.end !== undefined;
  return { session, action: session === undefined || restart ? 'create' : 'attach' };
}

async function decideAccess({ access, options, peer }: OperationContext, message: AttachMessage, { session, action }: Target): Promise<'full' | 'read_only'> {
  const { principal } = peer;
  const profile = message.profile ?? options.defaultProfile;
  const ask = (what: 'create' | 'attach' | 'input') =>
    session === undefined ? access.toName(principal, what, message, profile) : access.toSession(principal, what, session);
  if (!(await ask(action))) {
    // Whoever may not have it must not learn whether it is there.
    const foreign = session === undefined ? bareFullId(message) !== undefined : session.identity.ownerId !== principal.id;
    throw foreign ? new TerminalError('session_gone', 'There is no such session.') : new TerminalError('forbidden', `This user may not ${action} this session.`);
  }
  return (await ask('input')) ? 'full' : 'read_only';
}

/** A sync must not revive a shell that somebody closed. */
function answerTombstone({ store, peer }: OperationContext, message: AttachMessage): boolean {
  const tombstone = message.type === 'session_sync' ? store.tombstone(message.epoch) : undefined;
  if (message.type !== 'session_sync' || tombstone === undefined || tombstone.ownerId !== peer.principal.id) return false;
  const { sessionId, exitCode, signal, reason, offset } = tombstone;
  peer.channels.end(message.channel, 'shell_ended');
  peer.send({ type: 'session_closed', channel: message.channel, request: message.request, sessionId, epoch: message.epoch, exitCode, signal, reason, offset });
  return true;
}

function carryOut(context: OperationContext, message: AttachMessage, pending: PendingChannel, target: Target, access: 'full' | 'read_only'): void {
  const { peer } = context;
  const created = target.action === 'create';
  const session = created ? startShell(context, message, pending, target.session) : (target.session as HostedSession);
  const { profile, label, sessionId } = session.identity;
  if (!created && message.profile !== undefined && message.profile !== profile) {
    throw new TerminalError('profile_conflict', `The session runs profile ${profile}.`, { action: 'Use another session id, or leave the profile out.' });
  }
  const clientKey = `${message.client}/${peer.principal.id}`;
  const known = session.ledger.open(clientKey);
  // What was sent long ago on a socket that its client has left for a newer one must not take the place back: nobody listens here any more. Of clients that name their connection the peer
  // hears nothing by then (`NewestSockets`); others need not name it.
  if (peer.socketNumber < known.newestSocket) return peer.channels.end(message.channel, 'superseded');
  known.newestSocket = peer.socketNumber;
  if (session.places >= MAX_VIEWERS) throw new TerminalError('too_many_sessions', `A session may have ${MAX_VIEWERS} viewers.`);
  const has = message.type === 'session_sync' ? { epoch: message.epoch, offset: message.offset } : undefined;
  const { attachment, resume, offset, end, gap, inputOffset, inputAccepted } = session.attach({
    viewer: peer, clientKey, channel: message.channel, access, cols: pending.cols, rows: pending.rows, facts: pending.facts,
    wants: message.screen === true ? 'screen' : 'bytes', has, created,
  });
  peer.channels.open(message.channel, attachment);
  const answer: Omit<AttachedMessage, 'type'> = {
    request: message.request, channel: message.channel, sessionId, epoch: session.epoch, created, resume, offset, end, gap, inputOffset, inputAccepted,
    windowBytes: attachment.credit.size, profile, label, cols: session.cols, rows: session.rows, terminal: session.terminal,
    ...(access === 'read_only' && { readOnly: true }),
  };
  peer.send({ type: message.type === 'create_session' ? 'session_created' : 'session_synced', ...answer });
  attachment.begin();
}

function startShell({ store, options, peer }: OperationContext, message: AttachMessage, { cols, rows }: PendingChannel, ended: HostedSession | undefined): HostedSession {
  const profile = message.profile ?? ended?.identity.profile ?? options.defaultProfile;
  const shell = { profile, cols: cols ?? ended?.cols ?? DEFAULT_COLS, rows: rows ?? ended?.rows ?? DEFAULT_ROWS, options };
  return ended === undefined ? store.create(peer.principal.id, message, message.label, shell) : store.restart(ended, message.label, shell);
}
