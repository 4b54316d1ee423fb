import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import type { Sentence } from '../../base/sentence.js';
import { TerminalError } from '../../protocol/errors.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import { sessionKey, type CanonicalName } from '../../protocol/session-key.js';
import { sentence } from '../connection/sentences.js';
import { sentence as ours } from '../sentences.js';
import type { CloseResult } from './line.js';
import type { Intent, Multiplexer } from './multiplexer.js';
import { checkCloseFits } from './waiting-limits.js';
import { wireError } from './wire-error.js';

/** Longest wait for a list of sessions, milliseconds. */
export const LIST_TIMEOUT_MS = 10_000;

/** "End the shell of this name", or one shell of it: kept until the server has answered, over any number of sockets. Idempotent on the wire. */
class CloseRequest implements Intent {
  readonly #link: Multiplexer;
  readonly #name: CanonicalName;
  readonly #epoch: string | undefined;
  readonly #lease: Disposable;
  readonly #done: ((result: CloseResult) => void)[] = [];

  constructor(link: Multiplexer, name: CanonicalName, epoch: string | undefined) {
    this.#link = link;
    this.#name = name;
    this.#epoch = epoch;
    this.#lease = link.connection.lease();
  }

  add(done: (result: CloseResult) => void): void {
    this.#done.push(done);
  }

  connected(): void {
    const request = this.#link.request((answer) => {
      if (answer.type === 'session_closed') this.#finish(answer);
      else if (answer.type === 'error') this.#finish(wireError(answer));
    });
    this.#link.send({ type: 'close_session', request, ...this.#name, epoch: this.#epoch });
  }

  disconnected(): void {}
  connectionChanged(): void {}
  connectionFailed(): void {}

  #finish(result: CloseResult): void {
    this.#link.leave(this);
    this.#lease.dispose();
    for (const done of this.#done) done(result);
  }
}

/** Closes that the server has not confirmed yet. */
export class CloseQueue {
  readonly #link: Multiplexer;
  readonly #waiting = new Map<string, CloseRequest>();

  constructor(link: Multiplexer) {
    this.#link = link;
  }

  /**
   * @param epoch the one shell that is meant; undefined for whichever it is by then
   * @throws TerminalError `too_many_sessions` when too many closes wait for a connection
   */
  close(name: CanonicalName, epoch: string | undefined, done: (result: CloseResult) => void): void {
    const key = `${sessionKey(name)}\n${epoch ?? ''}`;
    // Without a socket a second close of the same name would only repeat the first.
    const waiting = this.#link.ready ? undefined : this.#waiting.get(key);
    if (waiting !== undefined) return waiting.add(done);
    checkCloseFits(this.#waiting.size);
    const request = new CloseRequest(this.#link, name, epoch);
    request.add((result) => {
      if (this.#waiting.get(key) === request) this.#waiting.delete(key);
      done(result);
    });
    this.#waiting.set(key, request);
    this.#link.enter(request);
  }
}

/** Asks for the server's sessions; gives up after `LIST_TIMEOUT_MS`, or when the connection needs a person. */
export function listSessions(link: Multiplexer, clock: Clock): Promise<readonly SessionInfoMessage[]> {
  return new Promise((resolve, reject) => {
    const lease = link.connection.lease();
    const timer = clock.after(LIST_TIMEOUT_MS, () => give(unavailable(sentence('serverLate'))));
    const give = (result: readonly SessionInfoMessage[] | TerminalError): void => {
      link.leave(intent);
      timer.dispose();
      lease.dispose();
      if (result instanceof TerminalError) reject(result);
      else resolve(result);
    };
    const giveUpIfFailed = (): void => {
      if (link.detail.status === 'failed') give(unavailable(...(link.detail.sentences ?? [sentence('connectionFailed')])));
    };
    const intent: Intent = {
      connected() {
        const request = link.request((answer) => {
          if (answer.type === 'session_list') give(answer.sessions);
          else if (answer.type === 'error') give(wireError(answer));
        });
        link.send({ type: 'list_sessions', request });
      },
      disconnected() {},
      connectionChanged: giveUpIfFailed,
      connectionFailed: giveUpIfFailed,
    };
    link.enter(intent);
    giveUpIfFailed();
  });
}

function unavailable(...why: readonly Sentence[]): TerminalError {
  return new TerminalError('connection_failed', why, { action: ours('tryWhenBack') });
}
