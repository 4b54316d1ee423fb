/**
 * Number of bytes at the end of `bytes` that begin a UTF-8 character and do not finish it: 0 to 3.
 * They must be held back from xterm.js 6.0.0: its decoder loses a character that is split behind a continuation byte 0x80, and all of “ ” ’ – — … are `E2 80 xx`.
 */
export function unfinishedCharacter(bytes: Uint8Array, end: number = bytes.length): number {
  for (let count = 1; count <= 3 && count <= end; count++) {
    const byte = bytes[end - count] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return byte < 0xf8 && count < (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) ? count : 0;
  }
  return 0;
}

export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    length += unit < 0x80 ? 1 : unit < 0x800 ? 2 : unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
  }
  return length;
}
