import { backoffDelay } from '../../base/backoff.js';
import { MutableDisposable } from '../../base/disposable.js';
import { TerminalError } from '../../protocol/errors.js';
import type { Frame } from '../../protocol/frames.js';
import type { AttachedMessage, ServerMessages, ViewerFacts } from '../../protocol/messages.js';
import type { StatusDetail } from '../connection/status.js';
import type { ClientEnvironment } from '../environment.js';
import type { NotDelivered } from '../sentences.js';
import type { Metrics } from '../telemetry/metrics.js';
import { AckPacer } from './ack-pacer.js';
import { ActivityWatch } from './activity.js';
import type { SessionClosedEvent } from './contract.js';
import { InputPath } from './input-path.js';
import type { LineOwner, LineReading, LineSettings, SessionLine } from './line.js';
import type { ChannelPeer, Multiplexer } from './multiplexer.js';
import { OutputPath } from './output-path.js';
import { describePhase, isOpen, lineOf, mayStartShell, type Phase, type Purpose } from './phase.js';
import type { CloseQueue } from './requests.js';
import { sentence } from './sentences.js';
import type { TerminalSize } from './size.js';
import { badViewer, ViewerReport } from './viewer-report.js';
import type { TransferRequest } from './transfer.js';
import { inputDiscarded, shellEnded } from './waiting-limits.js';
import { wireError } from './wire-error.js';

/** Waiting after "too fast", milliseconds. */
const HOLD = { minMs: 1_000, maxMs: 30_000 };
/** Syncs in a row that may bring no byte before the session counts as failed. */
const MAX_FRUITLESS_SYNCS = 5;

export interface AttachmentSettings extends LineSettings {
  readonly environment: ClientEnvironment;
  readonly link: Multiplexer;
  readonly closes: CloseQueue;
  readonly metrics: Metrics;
}

/** One session's end of the wire: when to attach and how, what is typed, and what an answer means. */
export class Attachment implements SessionLine, ChannelPeer {
  readonly #settings: AttachmentSettings;
  readonly #owner: LineOwner;
  readonly #link: Multiplexer;
  readonly #output: OutputPath;
  readonly #input: InputPath;
  readonly activity: ActivityWatch;
  /** Names this page's handle to the server's input ledger. */
  readonly #client: string;
  readonly #lease = new MutableDisposable();
  /** Ends a wait within a phase: `held`, `unseen`. */
  readonly #hold = new MutableDisposable();
  readonly #viewer: ViewerReport;
  #phase: Phase = { name: 'detached' };
  #startedEpoch: string | undefined;
  #fruitlessSyncs = 0;
  /** The shell that is known to have ended: looking at its last screen again does not bring it back. */
  #endedEpoch: string | undefined;
  #drops = 0;
  sessionId: string | undefined;

  constructor(settings: AttachmentSettings) {
    const { environment, link, listeners, metrics, owner } = settings;
    this.#settings = settings;
    this.#owner = owner;
    this.#link = link;
    this.#output = new OutputPath(listeners, metrics, new AckPacer(environment.clock), {
      viewFailed: (cause) => owner.failed(new TerminalError('listener_failed', 'The screen of the session threw.', { cause })),
      malformed: (detail) => link.connection.distrust(detail),
      news: () => this.activity.output(),
    });
    this.activity = new ActivityWatch(environment.visible, owner, this.#output);
    this.#viewer = new ViewerReport(environment.clock, (message) => this.#phase.name === 'live' && link.send(message(this.#phase.channel)));
    this.#client = environment.randomId();
    this.#input = new InputPath(environment.clock, settings.time, {
      sessionId: () => this.sessionId,
      line: () => lineOf(this.#phase),
      window: () => link.inputWindow,
      send: (offset, bytes) => this.#phase.name === 'live' && link.connection.sendInput(this.#phase.channel, offset, bytes),
      sent: (bytes) => (metrics.bytesOut += bytes),
      changed: () => owner.inputChanged(),
      discarded: (bytes, why) => this.#drop(bytes, why),
      failed: (error) => owner.failed(error),
    });
  }

  get detail(): StatusDetail {
    return describePhase(this.#phase, this.#link.detail, this.#output.epoch !== undefined);
  }

  get reading(): LineReading {
    const exit = this.#phase.name === 'ended' ? this.#phase.exit : undefined;
    return {
      ...this.detail, ...this.#output.reading, sessionId: this.sessionId, exit, drops: this.#drops,
      pendingInput: this.#input.pending, input: this.#input.state, readOnly: this.#input.readOnly, activity: this.activity.state, ...this.#viewer.size,
    };
  }

  get restartable(): boolean {
    return this.#phase.name === 'ended' || this.#phase.name === 'failed' || this.#phase.name === 'closing';
  }

  settle(): void {
    const wanted = this.#owner.wanted || this.#input.wanted;
    if (this.#phase.name === 'detached' && wanted) this.#enter('attach');
    else if (isOpen(this.#phase) && !wanted) this.#leave({ name: 'detached' }, 'tell');
    else if (this.#phase.name === 'unseen' && this.#input.wanted) this.#attach('attach', 'waiting', 0);
  }

  viewChanged(): void {
    this.#output.setView(this.#owner.view);
    this.activity.endProgress();
    const phase = this.#phase;
    const stale = this.#output.view !== undefined && this.#output.resumePoint === undefined;
    if (phase.name === 'live' && stale && !this.#output.adoptEmpty()) this.#reattach();
    else if (phase.name === 'attaching' && stale && phase.asked !== 'screen') this.#reattach();
    // The server keeps what an ended shell has printed; it comes with its end.
    else if (phase.name === 'ended' && stale) this.#enter('attach');
    this.settle();
  }

  type(bytes: Uint8Array, at: number): void {
    this.#checkShell();
    if (bytes.length === 0) return;
    this.#input.type(bytes, at);
    this.#link.connection.nudge();
    this.settle();
  }

  transmit(request: TransferRequest): void {
    this.#checkShell();
    this.#input.transmit(request);
    this.#link.connection.nudge();
    this.settle();
  }

  cancelTransmit(): void {
    this.#input.cancelTransmit();
    this.settle();
  }

  sendHeld(): void {
    this.#input.sendHeld();
  }

  discardHeld(): number {
    const bytes = this.#input.discardHeld();
    this.settle();
    return bytes;
  }

  peekHeld(max: number): Uint8Array {
    return this.#input.peekHeld(max);
  }

  resize(size: TerminalSize): void {
    this.#viewer.resize(size);
  }

  describeViewer(facts: ViewerFacts): void {
    if (!this.#viewer.describe(facts)) this.#owner.failed(badViewer(this.sessionId));
  }

  restart(): void {
    if (!this.restartable) return;
    this.#endedEpoch = undefined;
    this.#enter('restart');
  }

  retry(): void {
    if (this.#phase.name === 'failed' || this.#phase.name === 'held' || this.#phase.name === 'unseen') this.#enter('attach');
    if (!this.#link.ready) this.#link.connection.retry();
  }

  close(): void {
    // The shell that whoever closes has seen, unless a request is under way that may start another, which would be meant as well.
    const epoch = mayStartShell(this.#phase) ? undefined : this.#output.epoch;
    this.activity.dispose();
    if (this.#phase.name !== 'ended') {
      this.#leave({ name: 'closing' }, 'tell');
      this.#drop(this.#input.reset(), 'session-closed');
    }
    // Also for a shell that has ended: the server keeps its last screen until somebody lets go of it.
    this.#settings.closes.close(this.#settings.name, epoch, (result) => {
      if (this.#phase.name !== 'closing') return;
      if (result instanceof TerminalError) this.#failed(result);
      else this.#ended({ exitCode: result.exitCode, signal: result.signal, reason: result.reason });
    });
  }

  abandon(): void {
    this.#input.dispose();
    this.activity.dispose();
    if (this.#phase.name !== 'ended') this.#leave({ name: 'detached' }, 'silent');
  }

  connected(): void {
    if (this.#phase.name === 'waiting' || this.#phase.name === 'held') this.#attach(this.#phase.purpose, 'waiting', 0);
  }

  disconnected(): void {
    const phase = this.#phase;
    if (!isOpen(phase) || phase.name === 'waiting') return;
    if (lineOf(phase) !== 'down') this.#drops += 1;
    this.#hold.clear();
    this.#silence();
    this.#become({ name: 'waiting', purpose: 'purpose' in phase ? phase.purpose : 'attach' });
  }

  connectionChanged(): void {
    this.#owner.phaseChanged();
  }

  connectionFailed(error: TerminalError): void {
    this.#owner.connectionFailed(error);
  }

  attached(message: AttachedMessage): void {
    const phase = this.#phase;
    if (phase.name === 'live') return this.#output.widen(message.windowBytes);
    if (phase.name !== 'attaching') return;
    if (!this.#output.fits(message)) return this.#link.connection.distrust(`an answer to "${phase.asked}" that resumes with "${message.resume}"`);
    const { channel } = phase;
    const live: Phase = { name: 'live', channel };
    const anotherShell = message.epoch !== this.#output.epoch;
    const dropped = this.#input.attached(message, phase.from === 'waiting');
    this.sessionId = message.sessionId;
    this.#phase = live;
    this.activity.attached(message, anotherShell);
    const gap = this.#output.attached(message, (offset, snapshot) => {
      this.#link.send({ type: 'ack', channel, offset, ...(snapshot > 0 ? { snapshot } : {}) });
    });
    // Everything is consistent from here on: those who are told may close, leave or change the screen.
    this.#owner.phaseChanged();
    this.#owner.attached({ ...message, created: message.created || message.epoch === this.#startedEpoch }, anotherShell);
    if (gap !== undefined) this.#output.reportGap(gap);
    this.#drop(dropped, anotherShell ? 'other-shell' : 'interrupted');
    if (this.#phase !== live) return;
    this.#viewer.attached(message);
    this.#input.lineChanged();
    this.#input.flush();
    this.settle();
  }

  frame(frame: Frame): void {
    if (this.#phase.name !== 'live') {
      this.#settings.metrics.unroutedFrames += 1;
      return;
    }
    if (this.#output.receive(frame)) this.#fruitlessSyncs = 0;
    else this.#resync('output is missing');
  }

  inputAcknowledged(offset: number): void {
    if (this.#phase.name !== 'live') return;
    this.#drop(this.#input.acknowledged(offset), 'count-lost');
    if (!this.#input.wanted) this.settle();
  }

  closed(message: ServerMessages['session_closed']): void {
    if (!isOpen(this.#phase)) return;
    if (message.offset !== undefined) this.#output.closedAt(message.epoch, message.offset);
    this.#ended({ exitCode: message.exitCode, signal: message.signal, reason: message.reason });
  }

  refused(error: TerminalError): void {
    const phase = this.#phase;
    if (phase.name !== 'attaching' && phase.name !== 'live') return;
    switch (error.code) {
      case 'lagging':
        if (!this.#settings.environment.visible.value && !this.#input.wanted) return this.#waitUnseen(phase.channel);
        return this.#resync(error.message);
      case 'not_attached':
        return this.#resync(error.message);
      case 'input_gap':
        // The offset that the server wants follows in an `input_ack`.
        return this.#input.rewind();
      case 'rate_limited':
        return phase.name === 'attaching' ? this.#holdBack(phase.purpose, phase.attempt, error) : this.#owner.failed(error);
      case 'session_gone':
      case 'forbidden':
        return this.#failed(error);
      case 'read_only':
        this.#owner.failed(error);
        return this.#drop(this.#input.refused(), 'read-only');
      default:
        return phase.name === 'attaching' ? this.#failed(error) : this.#owner.failed(error);
    }
  }

  #enter(purpose: Purpose): void {
    this.#hold.clear();
    this.#lease.value ??= this.#link.connection.lease();
    this.#become({ name: 'waiting', purpose });
    this.#link.enter(this);
  }

  #attach(purpose: Purpose, from: 'waiting' | 'live', attempt: number): void {
    this.#hold.clear();
    const { name, profile, label } = this.#settings;
    const channel = this.#link.openChannel(this);
    const point = purpose === 'restart' ? undefined : this.#output.resumePoint;
    const screen = this.#output.view !== undefined;
    this.#become({ name: 'attaching', purpose, channel, asked: point !== undefined ? 'rest' : screen ? 'screen' : 'bytes', from, attempt });
    const request = this.#link.request((answer) => {
      // Ours, and new, also when its channel was given up for one with a screen.
      if (answer.type === 'session_created' && answer.created) this.#startedEpoch = answer.epoch;
      if (answer.type === 'error' && this.#phase.name === 'attaching' && this.#phase.channel === channel) this.refused(wireError(answer));
    });
    const common = { request, channel, client: this.#client, ...name, profile, label, ...(screen ? { screen } : {}), ...this.#viewer.fields() };
    if (point !== undefined) this.#link.send({ type: 'session_sync', ...common, ...point });
    else this.#link.send({ type: 'create_session', ...common, ...(purpose === 'restart' ? { restart: true } : {}) });
  }

  /** The same session on a new channel of the same socket. */
  #reattach(): void {
    const phase = this.#phase;
    if (phase.name !== 'live' && phase.name !== 'attaching') return;
    this.#silence();
    this.#link.send({ type: 'detach_session', channel: phase.channel });
    this.#link.closeChannel(phase.channel);
    this.#attach(phase.name === 'live' ? 'attach' : phase.purpose, phase.name === 'live' ? 'live' : phase.from, 0);
  }

  #resync(reason: string): void {
    this.#fruitlessSyncs += 1;
    if (this.#fruitlessSyncs > MAX_FRUITLESS_SYNCS) return this.#failed(new TerminalError('internal', sentence('notUpToDate', reason), { sessionId: this.sessionId }));
    if (this.#fruitlessSyncs > 1) this.#output.distrustScreen();
    this.#reattach();
  }

  /** Nobody would see what a sync brings, and it would only fall behind again. */
  #waitUnseen(channel: number): void {
    const { visible } = this.#settings.environment;
    this.#silence();
    this.#link.closeChannel(channel);
    this.#hold.value = visible.subscribe((seen) => seen && this.#attach('attach', 'waiting', 0));
    this.#become({ name: 'unseen' });
  }

  #holdBack(purpose: Purpose, before: number, error: TerminalError): void {
    const { clock, random } = this.#settings.environment;
    if (this.#phase.name === 'attaching') this.#link.closeChannel(this.#phase.channel);
    const attempt = before + 1;
    const delay = backoffDelay(before, random(), HOLD);
    this.#become({ name: 'held', purpose, attempt, retryAt: clock.now() + delay, error });
    this.#hold.value = clock.after(delay, () => this.#attach(purpose, 'waiting', attempt));
  }

  /** @param manner whether the server has to hear that the channel is given up */
  #leave(next: Phase, manner: 'tell' | 'silent'): void {
    const phase = this.#phase;
    this.#hold.clear();
    this.#silence();
    this.#link.leave(this);
    if (phase.name === 'live' || phase.name === 'attaching') {
      this.#link.closeChannel(phase.channel);
      if (manner === 'tell') this.#link.send({ type: 'detach_session', channel: phase.channel });
    }
    if (next.name === 'detached') this.#output.forgetHeard();
    this.#become(next);
    this.#lease.clear();
  }

  #ended(exit: SessionClosedEvent): void {
    const { epoch } = this.#output;
    const news = epoch === undefined || epoch !== this.#endedEpoch;
    this.#endedEpoch = epoch;
    this.activity.endProgress();
    this.#leave({ name: 'ended', exit }, 'silent');
    this.#drop(this.#input.reset(), 'shell-ended');
    if (news) this.#owner.exited(exit);
  }

  #failed(error: TerminalError): void {
    this.#leave({ name: 'failed', error }, this.#phase.name === 'live' ? 'tell' : 'silent');
    this.#owner.failed(error);
  }

  #become(phase: Phase): void {
    this.#phase = phase;
    this.#input.lineChanged();
    this.#owner.phaseChanged();
  }

  /** @throws TerminalError `session_closed` */
  #checkShell(): void {
    const over = this.#endedEpoch !== undefined && this.#endedEpoch === this.#output.epoch;
    if (over || this.#phase.name === 'ended' || this.#phase.name === 'closing') throw shellEnded(this.sessionId);
  }

  /** What is parsed or said from here on concerns no attachment. */
  #silence(): void {
    this.#output.detached();
    this.#viewer.detached();
  }

  #drop(bytes: number, why: NotDelivered): void {
    if (bytes > 0) this.#owner.failed(inputDiscarded(bytes, why, this.sessionId));
  }
}
