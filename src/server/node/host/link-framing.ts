/*
 * The line between a front and its host (PROTOCOL.md section 11): kind (1 byte), length (4 bytes, big endian), payload. Not WebSocket
 * frames: no mask to apply, no mode to negotiate, and what is relayed is copied at most once.
 */
export const LinkKind = { text: 1, binary: 2, control: 3, close: 4, passed: 5 } as const;
export type LinkKind = (typeof LinkKind)[keyof typeof LinkKind];

export const LINK_HEADER_BYTES = 5;
/** Largest payload, bytes: a profile table or a list of sessions is longer than anything a client may send. */
export const MAX_LINK_BYTES = 16 * 1024 * 1024;

const KINDS = new Set<number>(Object.values(LinkKind));

export function linkHeader(kind: LinkKind, length: number): Buffer {
  const header = Buffer.allocUnsafe(LINK_HEADER_BYTES);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(length, 1);
  return header;
}

interface Header {
  readonly kind: LinkKind;
  readonly length: number;
}

interface PartialMessage {
  readonly header: Header;
  readonly bytes: Buffer;
  filled: number;
}

/** Cuts a byte stream into messages. Payloads are views of what was read wherever they lie in one piece. */
export class LinkReader {
  readonly #onMessage: (kind: LinkKind, payload: Buffer) => void;
  readonly #header = Buffer.allocUnsafe(LINK_HEADER_BYTES);
  #headerFilled = 0;
  #partial: PartialMessage | undefined;

  constructor(onMessage: (kind: LinkKind, payload: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  /** @throws RangeError for a stream that is no link: nothing after that can be trusted */
  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) at = this.#partial === undefined ? this.#begin(chunk, at) : this.#continue(this.#partial, chunk, at);
  }

  #begin(chunk: Buffer, from: number): number {
    const wanted = Math.min(LINK_HEADER_BYTES - this.#headerFilled, chunk.length - from);
    chunk.copy(this.#header, this.#headerFilled, from, from + wanted);
    this.#headerFilled += wanted;
    const at = from + wanted;
    if (this.#headerFilled < LINK_HEADER_BYTES) return at;
    this.#headerFilled = 0;
    const header = readHeader(this.#header);
    if (chunk.length - at >= header.length) {
      this.#onMessage(header.kind, chunk.subarray(at, at + header.length));
      return at + header.length;
    }
    this.#partial = { header, bytes: Buffer.allocUnsafe(header.length), filled: 0 };
    return at;
  }

  #continue(partial: PartialMessage, chunk: Buffer, from: number): number {
    const { header, bytes } = partial;
    const count = Math.min(header.length - partial.filled, chunk.length - from);
    chunk.copy(bytes, partial.filled, from, from + count);
    partial.filled += count;
    if (partial.filled === header.length) {
      this.#partial = undefined;
      this.#onMessage(header.kind, bytes);
    }
    return from + count;
  }
}

function readHeader(bytes: Buffer): Header {
  const kind = bytes.readUInt8(0);
  const length = bytes.readUInt32BE(1);
  if (!isKind(kind)) throw new RangeError(`link message of kind ${kind}`);
  if (length > MAX_LINK_BYTES) throw new RangeError(`link message of ${length} bytes`);
  return { kind, length };
}

function isKind(kind: number): kind is LinkKind {
  return KINDS.has(kind);
}
