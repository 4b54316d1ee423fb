/** One accepted WebSocket as the server core needs it; ws and the test doubles fit. */
export interface ServerSocket {
  /** Text or binary message. Does nothing once the socket is closing. */
  send(message: string | Uint8Array): void;
  /** Everything sent inside `writes` leaves in as few system calls as possible. */
  batch(writes: () => void): void;
  /** Bytes handed to `send` that the operating system has not taken yet. */
  readonly unsentBytes: number;
  /** Asks the transport itself for a sign of life; not every transport can. */
  measure?(): void;
  /** Shortest recent answer to `measure`, milliseconds: the line alone, without the page's busy thread, which answers our own pings. */
  readonly roundTripMs?: number | undefined;
  /** Begins the closing handshake; the adapter cuts the line if the peer does not answer. */
  close(code: number, reason: string): void;
  /** Set once by the peer, before anything can arrive. No event comes after `onClose`. */
  handlers: ServerSocketHandlers;
}

export interface ServerSocketHandlers {
  /** A `string` for a text message, bytes for a binary one. */
  onMessage(message: string | Uint8Array): void;
  /** `unsentBytes` has fallen to zero after it was above it. */
  onDrain(): void;
  onClose(code: number, reason: string): void;
}

/** What is known of the upgrade request. */
export interface SocketRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly remoteAddress: string | undefined;
}
