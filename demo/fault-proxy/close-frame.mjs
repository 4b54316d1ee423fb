/** A close frame as servers send it: not masked. @param {number} code @param {string} [reason] at most 123 bytes */
export function closeFrame(code, reason = '') {
  const text = Buffer.from(reason).subarray(0, 123);
  const frame = Buffer.alloc(4 + text.length);
  frame[0] = 0x88;
  frame[1] = 2 + text.length;
  frame.writeUInt16BE(code, 2);
  text.copy(frame, 4);
  return frame;
}
