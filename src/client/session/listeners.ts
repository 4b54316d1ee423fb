import type { StatusDetail, Status } from '../connection/status.js';
import { TerminalError } from '../../protocol/errors.js';
import type { GapEvent, InputState, SessionClosedEvent, SessionCreatedEvent, SessionListener } from './contract.js';

interface Entry {
  readonly listener: SessionListener;
  standing: 'subscribed' | 'faulty' | 'gone';
}

/**
 * The listeners of one session. The list is replaced when somebody comes or goes, never changed: a delivery under way goes on over
 * the list it began with, without a copy for every frame of output.
 */
export class SessionListeners {
  #entries: readonly Entry[] = [];
  readonly #report: (error: TerminalError) => void;

  /** @param report is told once of every listener that throws */
  constructor(report: (error: TerminalError) => void) {
    this.#report = report;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** @param onLeave runs once, when the subscription ends */
  add(listener: SessionListener, onLeave: () => void): () => void {
    const entry: Entry = { listener, standing: 'subscribed' };
    this.#entries = [...this.#entries, entry];
    return () => {
      if (entry.standing === 'gone') return;
      entry.standing = 'gone';
      this.#entries = this.#entries.filter((other) => other !== entry);
      onLeave();
    };
  }

  output(bytes: Uint8Array, offset: number): void {
    const entries = this.#entries;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      if (entry.standing === 'gone') continue;
      try {
        entry.listener.onOutput?.(bytes, offset);
      } catch (cause) {
        this.#fault(entry, 'onOutput', cause);
      }
    }
  }

  gap(event: GapEvent): void {
    this.#each('onGap', (listener) => listener.onGap?.(event));
  }

  error(error: TerminalError): void {
    this.#each('onError', (listener) => listener.onError?.(error));
  }

  created(event: SessionCreatedEvent): void {
    this.#each('onSessionCreated', (listener) => listener.onSessionCreated?.(event));
  }

  closed(event: SessionClosedEvent): void {
    this.#each('onSessionClosed', (listener) => listener.onSessionClosed?.(event));
  }

  status(status: Status, previous: Status, detail: StatusDetail): void {
    this.#each('onStatus', (listener) => listener.onStatus?.(status, previous, detail));
  }

  inputState(state: InputState): void {
    this.#each('onInputState', (listener) => listener.onInputState?.(state));
  }

  #each(name: string, call: (listener: SessionListener) => void): void {
    for (const entry of this.#entries) {
      if (entry.standing === 'gone') continue;
      try {
        call(entry.listener);
      } catch (cause) {
        this.#fault(entry, name, cause);
      }
    }
  }

  /** Once for each subscription: one that throws on every frame must not drown the report, and one whose onError throws must not end in a loop. */
  #fault(entry: Entry, name: string, cause: unknown): void {
    if (entry.standing !== 'subscribed') return;
    entry.standing = 'faulty';
    const action = 'Look at the cause of this error; the listener stays subscribed.';
    this.#report(new TerminalError('listener_failed', `A session listener's ${name} threw.`, { cause, action }));
  }
}
