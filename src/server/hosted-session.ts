import { ByteLog } from '../base/byte-log.js';
import { DisposableStore } from '../base/disposable.js';
import { Emitter } from '../base/emitter.js';
import { INPUT_BYTES } from '../protocol/limits.js';
import type { ResumeKind, SessionInfoMessage, TerminalFeatures, ViewerFacts } from '../protocol/messages.js';
import type { CanonicalName } from '../protocol/session-key.js';
import type { AttachedSession, SessionEnd, Viewer } from './attachment-contract.js';
import { Attachment } from './attachment.js';
import type { ServerEnvironment } from './environment.js';
import { CreditWindow, decideFlow, type FlowDecision, type FlowShare } from './flow-control.js';
import { InputLedger, type InputEntry, type InputVerdict } from './input-ledger.js';
import { BRACKET_END } from './open-bracket.js';
import type { ServerLimits } from './options.js';
import type { Pty } from './pty.js';
import { resumeStart, type ResumeRequest } from './resume-start.js';
import { ScreenFeed } from './screen-feed.js';
import { ShellEnding } from './shell-ending.js';
import { SnapshotSender } from './snapshot-sender.js';
import type { TurnTaker } from './turn-taker.js';
import { ViewersInUse } from './viewers-in-use.js';

const SIGKILL = 9;

/** What stays the same when a shell is started anew. */
export interface SessionIdentity {
  /** Full id, `session_<milliseconds>_<random>`. */
  readonly sessionId: string;
  readonly ownerId: string;
  readonly name: CanonicalName;
  /** `project/environment/sessionId`. */
  readonly key: string;
  readonly profile: string;
  readonly label: string | undefined;
}

export interface SessionParts extends Pick<ServerEnvironment, 'clock' | 'logger' | 'createScreen'> {
  readonly turns: TurnTaker;
  readonly limits: ServerLimits;
  readonly scrollbackLines: number;
  /** Undefined: everything as by default. */
  readonly terminal: TerminalFeatures | undefined;
  readonly identity: SessionIdentity;
  readonly epoch: string;
  readonly pty: Pty;
  readonly cols: number;
  readonly rows: number;
  /** A viewer has come or left, or a place that was kept is free. */
  readonly onViewers: (session: HostedSession) => void;
}

export interface ViewerRequest extends ResumeRequest {
  readonly viewer: Viewer;
  readonly clientKey: string;
  readonly channel: number;
  readonly access: 'full' | 'read_only';
  /** Undefined for a viewer that has no size yet: the session keeps its own. */
  readonly cols: number | undefined;
  readonly rows: number | undefined;
  readonly facts: ViewerFacts | undefined;
}

export interface AttachmentStart {
  readonly attachment: Attachment;
  readonly resume: ResumeKind;
  readonly offset: number;
  readonly end: number;
  readonly gap: { readonly from: number; readonly to: number } | undefined;
  readonly inputOffset: number;
  /** End of what waits to be written as well; undefined when nothing does. */
  readonly inputAccepted: number | undefined;
}

/** One shell: its output, its screen, its viewers, its end. It knows neither sockets nor other sessions. */
export class HostedSession implements AttachedSession {
  readonly identity: SessionIdentity;
  readonly epoch: string;
  readonly createdAt: number;
  readonly ring = new ByteLog();
  readonly ledger = new InputLedger();
  readonly #parts: SessionParts;
  readonly #attachments = new Map<string, Attachment>();
  /** Whose clients are within the bracket of a pasted text. */
  readonly #pasting = new Set<InputEntry>();
  readonly #pty: Pty;
  readonly #ptyEvents = new DisposableStore();
  readonly #ending: ShellEnding;
  readonly #ended: Emitter<SessionEnd>;
  readonly #screen: ScreenFeed;
  readonly #inUse: ViewersInUse;
  #screenFaults = 0;
  /** Bytes of answers that the shell's terminal has not taken. */
  #answering = 0;
  #flow: 'flowing' | 'paused' = 'flowing';
  #end: SessionEnd | undefined;
  #cols: number;
  #rows: number;

  constructor(parts: SessionParts) {
    const { clock, logger, pty, cols, rows } = parts;
    this.#parts = parts;
    this.identity = parts.identity;
    this.epoch = parts.epoch;
    this.createdAt = clock.wallNow();
    this.#cols = cols;
    this.#rows = rows;
    this.#pty = pty;
    this.#ending = new ShellEnding(clock, pty);
    this.#ended = new Emitter((error) => logger.error({ error: String(error), sessionId: this.sessionId }, 'listener failed'));
    this.#screen = new ScreenFeed({
      clock, turns: parts.turns, ring: this.ring, createScreen: parts.createScreen, cols, rows, scrollbackLines: parts.scrollbackLines, terminal: parts.terminal,
      onAnswer: (bytes) => this.#answer(bytes), onProgress: () => this.reflow(), onFault: (error) => this.#screenFailed(error),
    });
    this.#inUse = new ViewersInUse((facts) => this.#screen.setViewerFacts(facts));
    this.#ptyEvents.add(pty.onData((bytes) => this.#outputArrived(bytes)));
    this.#ptyEvents.add(pty.onExit(({ exitCode, signal }) => this.#exited(exitCode, signal)));
  }

  get sessionId(): string {
    return this.identity.sessionId;
  }

  get end(): SessionEnd | undefined {
    return this.#end;
  }

  get pid(): number {
    return this.#pty.pid;
  }

  get cols(): number {
    return this.#cols;
  }

  get rows(): number {
    return this.#rows;
  }

  get terminal(): TerminalFeatures | undefined {
    return this.#parts.terminal;
  }

  /** Attachments whose sockets are there. */
  get viewers(): number {
    let count = 0;
    for (const { attached } of this.#attachments.values()) if (attached) count++;
    return count;
  }

  /** … and those that only keep their place. */
  get places(): number {
    return this.#attachments.size;
  }

  /** Makes the viewer's attachment; the caller answers and then calls its `begin`. */
  attach(request: ViewerRequest): AttachmentStart {
    const { viewer, clientKey, channel, access } = request;
    const { clock, limits } = this.#parts;
    const input = this.ledger.open(clientKey);
    const older = this.#attachments.get(clientKey);
    // A snapshot has the size the viewer asks for, and everything in it.
    if (access === 'full') this.#resize(request.cols ?? this.#cols, request.rows ?? this.#rows);
    if (request.wants === 'screen') this.#screen.flush();
    const { offset, resume, gap } = resumeStart(this.ring, this.epoch, request);
    const snapshot = resume === 'snapshot' ? new SnapshotSender(this.#screen.snapshot(this.#cols, this.#rows)) : undefined;
    const credit = new CreditWindow(offset, older?.credit.size ?? limits.windowBytes, limits.maxWindowBytes);
    const attachment = new Attachment({ clock, session: this, viewer, clientKey, channel, access, credit, snapshot, input });
    // The new one takes the place before the old one leaves it: the ring must not let go in between.
    this.#attachments.set(clientKey, attachment);
    older?.release('superseded');
    this.#inUse.used(attachment, request.facts);
    this.viewersChanged();
    return { attachment, resume, offset, end: this.ring.end, gap, inputOffset: input.written, inputAccepted: input.accepted > input.written ? input.accepted : undefined };
  }

  resize(attachment: Attachment, cols: number, rows: number): void {
    this.#inUse.used(attachment);
    this.#resize(cols, rows);
    this.reflow();
  }

  /** Writes what is new of `bytes` to the shell; the acknowledgement goes to whoever holds the client's attachment by then. */
  input(attachment: Attachment, offset: number, bytes: Uint8Array): InputVerdict {
    const entry = attachment.input;
    const verdict = entry.accept(offset, bytes);
    if (verdict.kind === 'write') {
      this.#inUse.used(attachment);
      this.#closeAbandoned();
      if (entry.withinBracket) this.#pasting.add(entry);
      else this.#pasting.delete(entry);
      this.#pty.write(verdict.bytes, () => {
        entry.confirm(verdict.end);
        this.#attachments.get(attachment.clientKey)?.inputWritten(entry.written);
      });
    }
    return verdict;
  }

  describe(attachment: Attachment, facts: ViewerFacts): void {
    this.#inUse.describe(attachment, facts);
  }

  /** Ends the shell. The first reason counts. */
  kill(reason: SessionEnd['reason']): void {
    if (this.#end === undefined) this.#ending.begin(reason, () => this.#exited(null, SIGKILL));
  }

  /** Calls back once the shell has ended, at once if it has already. */
  whenEnded(listener: (end: SessionEnd) => void): void {
    if (this.#end === undefined) this.#ended.subscribe(listener);
    else listener(this.#end);
  }

  /** Lets go of every viewer's place, without waiting for a grace. */
  releaseAll(): void {
    for (const attachment of [...this.#attachments.values()]) attachment.release('dropped');
  }

  /** Lets go of the screen; for a session that has ended and that nobody can attach to any more. */
  dispose(): void {
    this.#screen.dispose();
  }

  viewersChanged(): void {
    this.reflow();
    this.#parts.onViewers(this);
  }

  /** Pauses or resumes the shell, and drops from the ring what nobody needs. */
  reflow(): void {
    const { start, end } = this.ring;
    const { limits, clock } = this.#parts;
    const shares: FlowShare[] = [this.#screen];
    for (const attachment of this.#attachments.values()) {
      if (!attachment.counted) continue;
      attachment.credit.noteEnd(end, clock.now());
      shares.push(attachment.credit);
    }
    const { shell, keepFrom, ceiling } = decideFlow(end, limits.ringBytes, shares);
    const from = Math.max(Math.min(keepFrom, end - limits.ringBytes), end - ceiling);
    // A shell that ignores the pause: the screen must have had what the ring cannot keep.
    this.#screen.parseTo(from);
    this.ring.dropTo(from);
    this.#steer(shell);
    // A viewer that did not count may have lost its place just now, and perhaps nothing is ever printed again that would tell it so.
    if (this.ring.start > start) for (const attachment of [...this.#attachments.values()]) attachment.ringDropped();
  }

  #steer(shell: FlowDecision['shell']): void {
    if (this.#end !== undefined) return;
    if (shell === 'pause' && this.#flow === 'flowing') {
      this.#flow = 'paused';
      this.#pty.pause();
    } else if (shell === 'resume' && this.#flow === 'paused') {
      this.#flow = 'flowing';
      this.#pty.resume();
    }
  }

  released(attachment: Attachment): void {
    this.#inUse.remove(attachment);
    if (this.#attachments.get(attachment.clientKey) !== attachment) return;
    this.#attachments.delete(attachment.clientKey);
    this.viewersChanged();
  }

  info(): SessionInfoMessage {
    const { sessionId, key, name, label, profile } = this.identity;
    return {
      sessionId, key, project: name.project, environment: name.environment, name: name.sessionId, label, profile, epoch: this.epoch,
      createdAt: this.createdAt, viewers: this.viewers, cols: this.#cols, rows: this.#rows, offset: this.ring.end, exited: this.#end, terminal: this.terminal,
    };
  }

  #resize(cols: number, rows: number): void {
    if (this.#end !== undefined || (cols === this.#cols && rows === this.#rows)) return;
    this.#cols = cols;
    this.#rows = rows;
    this.#screen.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  #outputArrived(bytes: Uint8Array): void {
    const before = this.ring.end;
    this.ring.append(bytes);
    this.reflow();
    for (const attachment of [...this.#attachments.values()]) attachment.outputArrived(before);
    this.#screen.outputArrived();
  }

  /** Pages that went in the middle of a paste have left its bracket open: what others type would be taken for text, and the shell would look frozen. */
  #closeAbandoned(): void {
    if (this.#pasting.size === 0) return;
    // Brackets don't nest: whoever is here and within one ends it for all.
    for (const entry of this.#pasting) if (this.#isHere(entry)) return;
    for (const entry of this.#pasting) entry.abandon();
    this.#pasting.clear();
    this.#pty.write(BRACKET_END, () => {});
  }

  /** Whether a socket of its client is there; one that only keeps its place is not. */
  #isHere(entry: InputEntry): boolean {
    for (const { input, attached } of this.#attachments.values()) if (input === entry && attached) return true;
    return false;
  }

  /** Not in any client's ledger. A program that asks and never reads gets no more once this much waits for it. */
  #answer(bytes: Uint8Array): void {
    if (this.#answering + bytes.length > INPUT_BYTES) return;
    this.#answering += bytes.length;
    this.#pty.write(bytes, () => void (this.#answering -= bytes.length));
  }

  #screenFailed(error: unknown): void {
    // Once: a screen that is broken may fail with every byte.
    if (this.#screenFaults++ === 0) this.#parts.logger.error({ error: String(error), sessionId: this.sessionId, epoch: this.epoch }, 'the screen failed');
  }

  #exited(exitCode: number | null, signal: number | null): void {
    if (this.#end !== undefined) return;
    this.#ptyEvents.dispose();
    this.#ending.dispose();
    this.#screen.flush();
    this.#screen.settle();
    this.#end = { exitCode, signal, reason: this.#ending.reason ?? 'exited' };
    this.#parts.logger.info({ sessionId: this.sessionId, epoch: this.epoch, ...this.#end, bytes: this.ring.end }, 'shell ended');
    for (const attachment of [...this.#attachments.values()]) attachment.finish();
    this.#ended.emit(this.#end);
    this.#ended.dispose();
  }
}
