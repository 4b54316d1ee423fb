/** What a close frame holds, bytes; and bytes of UTF-8 that one UTF-16 unit takes at most. */
const MAX_CLOSE_REASON = 123;
const MAX_UNIT_BYTES = 3;

/** A close frame with more than it holds would be an exception in place of a close. */
export function fitCloseReason(reason: string): string {
  return reason.length * MAX_UNIT_BYTES <= MAX_CLOSE_REASON || /^[ -~]*$/.test(reason) ? reason.slice(0, MAX_CLOSE_REASON) : reason.slice(0, MAX_CLOSE_REASON / MAX_UNIT_BYTES);
}
