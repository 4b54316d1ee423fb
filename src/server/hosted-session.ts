import { ByteLog } from '../base/byte-log.js';
import type { Clock } from '../base/clock.js';
import { DisposableStore, MutableDisposable } from '../base/disposable.js';
import { Emitter } from '../base/emitter.js';
import type { Logger } from '../base/logger.js';
import type { ResumeKind, SessionInfoMessage } from '../protocol/messages.js';
import type { CanonicalName } from '../protocol/session-key.js';
import { Attachment, type AttachedSession, type SessionEnd, type Viewer } from './attachment.js';
import { CreditWindow, decideFlow, type FlowDecision } from './flow-control.js';
import { InputLedger, type InputVerdict } from './input-ledger.js';
import type { ServerLimits } from './options.js';
import type { Pty } from './pty.js';
import { replayStart } from './replay-start.js';

/** Time between SIGHUP and SIGKILL, and then until a shell counts as gone although nobody has seen it go, milliseconds. */
const HANGUP_MS = 3_000;
const KILL_MS = 2_000;
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

export interface SessionParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ServerLimits;
  readonly identity: SessionIdentity;
  readonly epoch: string;
  readonly pty: Pty;
  readonly cols: number;
  readonly rows: number;
  /** A viewer has come or left, or a place that was kept is free. */
  readonly onViewers: (session: HostedSession) => void;
}

export interface ViewerRequest {
  readonly viewer: Viewer;
  readonly clientKey: string;
  readonly channel: number;
  readonly access: 'full' | 'read_only';
  readonly cols: number;
  readonly rows: number;
  /** What the viewer has on its screen; undefined for nothing. */
  readonly screen: { readonly epoch: string; readonly offset: number } | undefined;
  /** Whether this request started the shell. */
  readonly created: boolean;
}

export interface AttachmentStart {
  readonly attachment: Attachment;
  readonly resume: ResumeKind;
  readonly offset: number;
  readonly end: number;
  readonly gap: { readonly from: number; readonly to: number } | undefined;
  readonly inputOffset: number;
}

/** One shell: its output, its viewers, its end. It knows neither sockets nor other sessions. */
export class HostedSession implements AttachedSession {
  readonly identity: SessionIdentity;
  readonly epoch: string;
  readonly createdAt: number;
  readonly ring = new ByteLog();
  readonly ledger = new InputLedger();
  readonly #parts: SessionParts;
  readonly #attachments = new Map<string, Attachment>();
  readonly #pty: Pty;
  readonly #ptyEvents = new DisposableStore();
  readonly #killTimer = new MutableDisposable();
  readonly #ended: Emitter<SessionEnd>;
  #flow: 'flowing' | 'paused' = 'flowing';
  /** Why the shell is being ended; undefined while nobody wants that. */
  #endReason: SessionEnd['reason'] | undefined;
  #end: SessionEnd | undefined;
  #cols: number;
  #rows: number;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.identity = parts.identity;
    this.epoch = parts.epoch;
    this.createdAt = parts.clock.wallNow();
    this.#cols = parts.cols;
    this.#rows = parts.rows;
    this.#pty = parts.pty;
    this.#ended = new Emitter((error) => parts.logger.error({ error: String(error), sessionId: this.sessionId }, 'listener failed'));
    this.#ptyEvents.add(this.#pty.onData((bytes) => this.#outputArrived(bytes)));
    this.#ptyEvents.add(this.#pty.onExit(({ exitCode, signal }) => this.#exited(exitCode, signal)));
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

  /** Attachments whose sockets are there. */
  get viewers(): number {
    let count = 0;
    for (const { attached } of this.#attachments.values()) if (attached) count++;
    return count;
  }

  /** Attachments, those that only keep their place included. */
  get places(): number {
    return this.#attachments.size;
  }

  /** Makes the viewer's attachment; the caller answers and then calls its `begin`. */
  attach(request: ViewerRequest): AttachmentStart {
    const { viewer, clientKey, channel, access, screen } = request;
    const { clock, limits } = this.#parts;
    const input = this.ledger.open(clientKey);
    const older = this.#attachments.get(clientKey);
    const { offset, resume, gap } = replayStart(this.ring, this.epoch, screen, request.created);
    const credit = new CreditWindow(offset, older?.credit.size ?? limits.windowBytes, limits.maxWindowBytes);
    const attachment = new Attachment({ clock, session: this, viewer, clientKey, channel, access, credit, input });
    // The new one takes the place before the old one leaves it: the ring must not let go in between.
    this.#attachments.set(clientKey, attachment);
    older?.release('superseded');
    if (access === 'full') this.resize(request.cols, request.rows);
    this.viewersChanged();
    return { attachment, resume, offset, end: this.ring.end, gap, inputOffset: input.written };
  }

  resize(cols: number, rows: number): void {
    if (this.#end !== undefined || (cols === this.#cols && rows === this.#rows)) return;
    this.#cols = cols;
    this.#rows = rows;
    this.#pty.resize(cols, rows);
  }

  /** Writes what is new of `bytes` to the shell; the acknowledgement goes to whoever holds the client's attachment by then. */
  input(attachment: Attachment, offset: number, bytes: Uint8Array): InputVerdict {
    const entry = attachment.input;
    const verdict = entry.accept(offset, bytes);
    if (verdict.kind === 'write') {
      this.#pty.write(verdict.bytes, () => {
        entry.confirm(verdict.end);
        this.#attachments.get(attachment.clientKey)?.inputWritten(entry.written);
      });
    }
    return verdict;
  }

  /** Ends the shell: SIGHUP, and SIGKILL if it does not go. The first reason counts. */
  kill(reason: SessionEnd['reason']): void {
    if (this.#end !== undefined || this.#endReason !== undefined) return;
    this.#endReason = reason;
    const { clock } = this.#parts;
    this.#killTimer.value = clock.after(HANGUP_MS, () => {
      this.#killTimer.value = clock.after(KILL_MS, () => this.#exited(null, SIGKILL));
      this.#pty.kill('SIGKILL');
    });
    this.#pty.kill('SIGHUP');
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

  viewersChanged(): void {
    this.reflow();
    this.#parts.onViewers(this);
  }

  /** Pauses or resumes the shell, and drops from the ring what nobody needs. */
  reflow(): void {
    const { start, end } = this.ring;
    const { limits, clock } = this.#parts;
    const counted: CreditWindow[] = [];
    for (const attachment of this.#attachments.values()) {
      if (!attachment.counted) continue;
      attachment.credit.noteEnd(end, clock.now());
      counted.push(attachment.credit);
    }
    const { shell, keepFrom, ceiling } = decideFlow(end, limits.ringBytes, counted);
    this.ring.dropTo(Math.max(Math.min(keepFrom, end - limits.ringBytes), end - ceiling));
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
    if (this.#attachments.get(attachment.clientKey) !== attachment) return;
    this.#attachments.delete(attachment.clientKey);
    this.viewersChanged();
  }

  info(): SessionInfoMessage {
    const { sessionId, key, name, label, profile } = this.identity;
    return {
      sessionId, key, project: name.project, environment: name.environment, name: name.sessionId, label, profile, epoch: this.epoch,
      createdAt: this.createdAt, viewers: this.viewers, cols: this.#cols, rows: this.#rows, offset: this.ring.end, exited: this.#end,
    };
  }

  #outputArrived(bytes: Uint8Array): void {
    const before = this.ring.end;
    this.ring.append(bytes);
    this.reflow();
    for (const attachment of [...this.#attachments.values()]) attachment.outputArrived(before);
  }

  #exited(exitCode: number | null, signal: number | null): void {
    if (this.#end !== undefined) return;
    this.#ptyEvents.dispose();
    this.#killTimer.dispose();
    this.#end = { exitCode, signal, reason: this.#endReason ?? 'exited' };
    this.#parts.logger.info({ sessionId: this.sessionId, epoch: this.epoch, ...this.#end, bytes: this.ring.end }, 'shell ended');
    for (const attachment of [...this.#attachments.values()]) attachment.finish();
    this.#ended.emit(this.#end);
    this.#ended.dispose();
  }
}
