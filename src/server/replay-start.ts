import type { ByteLog } from '../base/byte-log.js';
import type { ResumeKind } from '../protocol/messages.js';

/** How far into a ring whose beginning is gone a line's end is looked for, bytes. */
const CUT_SEARCH_BYTES = 8 * 1024;
const LINE_FEED = 0x0a;

export interface ReplayStart {
  readonly resume: ResumeKind;
  /** Where output begins. */
  readonly offset: number;
  /** Output that will never come. */
  readonly gap: { readonly from: number; readonly to: number } | undefined;
}

/** Chooses what a viewer gets (PROTOCOL.md section 4.2). `screen` is what it has already; `created` says that its request started the shell. */
export function replayStart(ring: ByteLog, epoch: string, screen: { readonly epoch: string; readonly offset: number } | undefined, created: boolean): ReplayStart {
  const known = screen?.epoch === epoch ? screen : undefined;
  if (known !== undefined && known.offset >= ring.start && known.offset <= ring.end) return { resume: 'exact', offset: known.offset, gap: undefined };
  const offset = safeCut(ring);
  // A viewer ahead of the shell has seen another past than this one: it starts from nothing.
  const from = known !== undefined && known.offset < offset ? known.offset : 0;
  const resume = created || (screen !== undefined && known === undefined) ? 'new' : 'replay';
  return { resume, offset, gap: from < offset ? { from, to: offset } : undefined };
}

/** The oldest byte a screen may begin with: a raw cut lands inside escape sequences and characters, the end of a line seldom does. */
function safeCut(ring: ByteLog): number {
  if (ring.start === 0) return 0;
  const limit = Math.min(ring.end, ring.start + CUT_SEARCH_BYTES);
  for (let offset = ring.start; offset < limit;) {
    const bytes = ring.read(offset, limit - offset);
    const at = bytes.indexOf(LINE_FEED);
    if (at >= 0) return offset + at + 1;
    offset += bytes.length;
  }
  return ring.start;
}
