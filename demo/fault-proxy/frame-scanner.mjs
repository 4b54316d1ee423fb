/**
 * What the scanner is inside of: the HTTP head of the upgrade, a frame's header, or its payload.
 * @typedef {{ in: 'head', matched: number } | { in: 'header', bytes: number[] } | { in: 'payload', left: number }} Place
 */

const HEAD_END = [13, 10, 13, 10];

/** Follows one direction of a WebSocket byte by byte, only to know where frames begin and end. */
export class WebSocketFrameScanner {
  /** @type {Place} */
  #place = { in: 'head', matched: 0 };

  /** Whether the bytes so far end with a whole frame, or with the head. */
  get betweenFrames() {
    return this.#place.in === 'header' && this.#place.bytes.length === 0;
  }

  /**
   * `middle`: index in `bytes` of the middle of the first frame whose payload has at least two bytes and begins in `bytes`.
   * `end`: index after the first frame, or head, that ends in `bytes`. Undefined where there is none.
   * @param {Uint8Array} bytes
   * @returns {{ middle: number | undefined, end: number | undefined }}
   */
  scan(bytes) {
    let middle;
    let end;
    let at = 0;
    const frameEnds = () => {
      end ??= at;
      this.#place = { in: 'header', bytes: [] };
    };
    while (at < bytes.length) {
      const place = this.#place;
      if (place.in === 'payload') {
        const step = Math.min(place.left, bytes.length - at);
        place.left -= step;
        at += step;
        if (place.left === 0) frameEnds();
        continue;
      }
      const byte = bytes[at++];
      if (place.in === 'head') {
        place.matched = byte === HEAD_END[place.matched] ? place.matched + 1 : byte === HEAD_END[0] ? 1 : 0;
        if (place.matched === HEAD_END.length) frameEnds();
        continue;
      }
      place.bytes.push(byte);
      const length = payloadLength(place.bytes);
      if (length === undefined) continue;
      // A middle outside of this chunk still is one: nothing of the frame after the chunk will pass.
      if (length >= 2) middle ??= Math.min(bytes.length, at + Math.floor(length / 2));
      if (length === 0) frameEnds();
      else this.#place = { in: 'payload', left: length };
    }
    return { middle, end };
  }
}

/**
 * Undefined while the header is not complete.
 * @param {readonly number[]} header
 */
function payloadLength(header) {
  const second = header[1];
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const mask = (second & 0x80) === 0 ? 0 : 4;
  if (header.length < 2 + extra + mask) return undefined;
  if (extra === 0) return short;
  return header.slice(2, 2 + extra).reduce((sum, byte) => sum * 256 + byte, 0);
}
