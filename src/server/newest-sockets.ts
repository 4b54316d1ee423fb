/** Connections remembered that have no socket just now. */
const REMEMBERED = 4096;

/** A socket. */
export interface SocketHolder {
  /** Its client has opened another one: nothing that still arrives may be carried out. */
  turnDeaf(): void;
}

interface Newest {
  readonly number: number;
  /** Undefined once it has closed. */
  holder: SocketHolder | undefined;
}

/**
 * The newest socket of each connection. A client gives a socket up before it opens the next, but what it had sent on it may arrive long after: carried out then, a
 * close would end a shell that was started since. So nobody listens to an older socket as soon as a newer one is welcomed. Its viewers stay until they are taken over:
 * how soon that is depends on the line, and they would lose their places in the meantime if it were closed.
 */
export class NewestSockets {
  readonly #connections = new Map<string, Newest>();

  /**
   * @param connection its name and its owner's
   * @param number of the socket, as its client counts
   * @returns whether it is the newest; the one that was is deaf then
   */
  claim(connection: string, number: number, holder: SocketHolder): boolean {
    const before = this.#connections.get(connection);
    if (before !== undefined && number < before.number) return false;
    before?.holder?.turnDeaf();
    this.#connections.delete(connection);
    this.#connections.set(connection, { number, holder });
    this.#forget();
    return true;
  }

  /** It has closed. What it was is remembered: a socket that is older still may have something to say. */
  closed(connection: string, holder: SocketHolder): void {
    const newest = this.#connections.get(connection);
    if (newest?.holder === holder) newest.holder = undefined;
  }

  /** Those that were claimed longest ago and have no socket go first. */
  #forget(): void {
    if (this.#connections.size <= REMEMBERED) return;
    for (const [connection, { holder }] of this.#connections) {
      if (this.#connections.size <= REMEMBERED) return;
      if (holder === undefined) this.#connections.delete(connection);
    }
  }
}
