import { MutableDisposable } from '../../base/disposable.js';
import type { AttachedMessage } from '../../protocol/messages.js';
import type { Signal } from '../environment.js';
import type { SessionActivity, SessionProgress } from './contract.js';
import type { ActivityLog, LineOwner } from './line.js';
import { NO_ACTIVITY } from './no-activity.js';
import type { OutputPath } from './output-path.js';

type Owner = Pick<LineOwner, 'view' | 'activityChanged'>;
type Output = Pick<OutputPath, 'restoring'>;

/** What went on in one session since somebody looked. Marks are set once and cleared once, however much arrives between. */
export class ActivityWatch implements ActivityLog {
  readonly #visible: Signal;
  readonly #owner: Owner;
  readonly #output: Output;
  /** Set as long as there is something to clear. */
  readonly #untilVisible = new MutableDisposable();
  #state = NO_ACTIVITY;

  /** @param owner is not told of `attached` and `endProgress`, which are parts of something that it is told anyway */
  constructor(visible: Signal, owner: Owner, output: Output) {
    this.#visible = visible;
    this.#owner = owner;
    this.#output = output;
  }

  get state(): SessionActivity {
    return this.#state;
  }

  /** Output arrived that this page has not had before. */
  output(): void {
    if (!this.#state.unread) this.#mark({ unread: true });
  }

  rang(): void {
    if (!this.#state.bell && !this.#output.restoring) this.#mark({ bell: true });
  }

  progressed(progress: SessionProgress | undefined): void {
    const next = progress && { state: progress.state, value: Math.min(100, Math.max(0, Math.round(progress.value) || 0)) };
    const { progress: last } = this.#state;
    if (next?.state !== last?.state || next?.value !== last?.value) this.#tell({ progress: next });
  }

  titled(title: string): void {
    if (title !== this.#state.title) this.#tell({ title });
  }

  look(): void {
    if (!this.#seen) return;
    this.#untilVisible.clear();
    if (this.#state.unread || this.#state.bell) this.#tell({ unread: false, bell: false });
  }

  /** Whatever the last shell has said of itself is over, and of this one what is not given byte by byte. */
  attached({ resume }: Pick<AttachedMessage, 'resume'>, anotherShell: boolean): void {
    if (anotherShell) this.#state = { ...this.#state, title: '' };
    if (anotherShell || resume !== 'exact') this.endProgress();
  }

  /** The shell has ended, nobody parses its output any more, or what ended the progress may be among what is never parsed here. */
  endProgress(): void {
    this.#state = { ...this.#state, progress: undefined };
  }

  /** Nobody will look any more. */
  dispose(): void {
    this.#untilVisible.clear();
  }

  get #seen(): boolean {
    return this.#owner.view?.shown === true && this.#visible.value;
  }

  #mark(mark: Partial<SessionActivity>): void {
    if (this.#seen) return;
    this.#untilVisible.value ??= this.#visible.subscribe((visible) => {
      if (visible) this.look();
    });
    this.#tell(mark);
  }

  #tell(change: Partial<SessionActivity>): void {
    this.#state = { ...this.#state, ...change };
    this.#owner.activityChanged();
  }
}
