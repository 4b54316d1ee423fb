/** What the scanner is inside of: the HTTP head of the upgrade, a frame's header, or its payload. */
type Place = { readonly in: 'head'; matched: number } | { readonly in: 'header'; bytes: number[] } | { readonly in: 'payload'; left: number };

const HEAD_END = [13, 10, 13, 10];

/** Follows one direction of a WebSocket byte by byte, only to know where frames begin and end. */
export class WebSocketFrameScanner {
  #place: Place = { in: 'head', matched: 0 };

  /** Index in `bytes` of the middle of the first frame whose payload has at least two bytes and begins in `bytes`; undefined if none does. */
  scan(bytes: Uint8Array): number | undefined {
    let middle: number | undefined;
    let at = 0;
    while (at < bytes.length) {
      const place = this.#place;
      if (place.in === 'payload') {
        const step = Math.min(place.left, bytes.length - at);
        place.left -= step;
        at += step;
        if (place.left === 0) this.#place = { in: 'header', bytes: [] };
        continue;
      }
      const byte = bytes[at++] as number;
      if (place.in === 'head') {
        place.matched = byte === HEAD_END[place.matched] ? place.matched + 1 : byte === HEAD_END[0] ? 1 : 0;
        if (place.matched === HEAD_END.length) this.#place = { in: 'header', bytes: [] };
        continue;
      }
      place.bytes.push(byte);
      const length = payloadLength(place.bytes);
      if (length === undefined) continue;
      // A middle outside of this chunk still is one: nothing of the frame after the chunk will pass.
      if (length >= 2) middle ??= Math.min(bytes.length, at + Math.floor(length / 2));
      this.#place = length === 0 ? { in: 'header', bytes: [] } : { in: 'payload', left: length };
    }
    return middle;
  }
}

/** Undefined while the header is not complete. */
function payloadLength(header: readonly number[]): number | undefined {
  const second = header[1];
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const mask = (second & 0x80) === 0 ? 0 : 4;
  if (header.length < 2 + extra + mask) return undefined;
  if (extra === 0) return short;
  return header.slice(2, 2 + extra).reduce((sum, byte) => sum * 256 + byte, 0);
}
