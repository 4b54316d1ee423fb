import type { ByteLog } from '../base/byte-log.js';
import type { ResumeKind } from '../protocol/messages.js';

/** How far into a ring whose beginning is gone a line's end is looked for, bytes. */
const CUT_SEARCH_BYTES = 8 * 1024;
const LINE_FEED = 0x0a;

export interface ResumeRequest {
  /** `screen`: a terminal, to be given the screen; `bytes`: a listener, to be given what is held. */
  readonly wants: 'screen' | 'bytes';
  /** What it has already; undefined for nothing. */
  readonly has: { readonly epoch: string; readonly offset: number } | undefined;
  /** Whether its request started the shell. */
  readonly created: boolean;
}

export interface ResumeStart {
  readonly resume: ResumeKind;
  /** Where output begins. */
  readonly offset: number;
  /** Output that will never come. */
  readonly gap: { readonly from: number; readonly to: number } | undefined;
}

/** Chooses what a viewer gets (PROTOCOL.md section 4.2). A `snapshot` must be taken when everything in `ring` has been parsed. */
export function resumeStart(ring: ByteLog, epoch: string, { wants, has, created }: ResumeRequest): ResumeStart {
  const known = has?.epoch === epoch ? has : undefined;
  if (known !== undefined && known.offset >= ring.start && known.offset <= ring.end) return { resume: 'exact', offset: known.offset, gap: undefined };
  const isNew = created || (has !== undefined && known === undefined);
  // A viewer ahead of the shell has seen another past than this one: it starts from nothing.
  const after = (offset: number): ResumeStart['gap'] => {
    const from = known !== undefined && known.offset < offset ? known.offset : 0;
    return from < offset ? { from, to: offset } : undefined;
  };
  if (wants === 'screen' && !(isNew && ring.start === 0)) return { resume: 'snapshot', offset: ring.end, gap: after(ring.end) };
  const offset = safeCut(ring);
  return { resume: isNew ? 'new' : 'replay', offset, gap: after(offset) };
}

/** The oldest byte a screen may begin with: a raw cut lands inside escape sequences and characters, the end of a line seldom does. */
export function safeCut(ring: ByteLog): number {
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
