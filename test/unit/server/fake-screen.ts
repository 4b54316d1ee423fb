import type { ViewerFacts } from '../../../src/protocol/messages.js';
import type { ScreenRequest, ScrollbackBlock, SessionScreen, Snapshot } from '../../../src/server/session-screen.js';
import { concat } from '../../support/fake-pty.js';

/** Asks a `FakeScreen` for its answer. */
export const QUESTION = '\x05';

/** A screen that keeps what it is given and parses nothing; everything about it is said by the test. */
export class FakeScreen implements SessionScreen {
  /** What happened to it, in order: `write 5`, `resize 80x24`, `settle`, `dispose`. */
  readonly log: string[] = [];
  readonly memoryBytes = 0;
  readonly facts: ViewerFacts[] = [];
  /** Newest first. */
  scrollback: ScrollbackBlock[] = [];
  tail = '';
  /** What it throws from now on. */
  failure: Error | undefined;
  #written: Uint8Array[] = [];
  #offset = 0;

  constructor(readonly request: ScreenRequest) {}

  get offset(): number {
    return this.#offset;
  }

  get content(): Uint8Array {
    return concat(this.#written);
  }

  write(bytes: Uint8Array): void {
    this.#note(`write ${bytes.length}`);
    this.#written.push(bytes.slice());
    this.#offset += bytes.length;
    const questions = bytes.filter((byte) => byte === QUESTION.charCodeAt(0)).length;
    if (questions > 0) this.request.onAnswer(new TextEncoder().encode(`answer${this.facts.at(-1)?.foreground?.[0] ?? ''};`.repeat(questions)));
  }

  resize(cols: number, rows: number): void {
    this.#note(`resize ${cols}x${rows}`);
  }

  setViewerFacts(facts: ViewerFacts): void {
    this.facts.push(facts);
  }

  snapshot(): Snapshot {
    this.#note('snapshot');
    const { scrollback, tail, offset } = this;
    return { cols: 0, rows: 0, offset, screen: new TextEncoder().encode(`<screen at ${offset}>`), tail: new TextEncoder().encode(tail), scrollback };
  }

  settle(): void {
    this.#note('settle');
  }

  dispose(): void {
    this.#note('dispose');
  }

  #note(event: string): void {
    this.log.push(event);
    if (this.failure !== undefined) throw this.failure;
  }
}

/** Makes fake screens and remembers them in order. */
export class FakeScreenHost {
  readonly made: FakeScreen[] = [];

  readonly create = (request: ScreenRequest): FakeScreen => {
    const screen = new FakeScreen(request);
    this.made.push(screen);
    return screen;
  };

  get last(): FakeScreen {
    const last = this.made.at(-1);
    if (last === undefined) throw new Error('no screen was made');
    return last;
  }
}
