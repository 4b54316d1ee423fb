import type { ImageReader } from '../../base/images/image-reader.js';
import { COLLECTED_STRING_BYTES } from '../../base/output-limits.js';
import { ByteWriter, NO_BYTES } from './byte-writer.js';
import { LINK, ParserState, type XtermCore } from './xterm-core.js';

/** Introducer, parameters and characters that are no characters: beside what is counted of a string. */
const OVERHEAD = 64;

const ESC = 0x1b;
/** The seven-bit introducers' eight-bit forms, as second byte after C2: DCS, SOS, CSI, OSC, PM, APC. */
const C1_INTRODUCERS = [0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f];

/**
 * The bytes of the escape sequence under way, which a snapshot must hand on: half of it is on this side of the cut.
 * Line feeds and the like inside it have been carried out already and are left out.
 */
export class UnfinishedSequence {
  #bytes: ByteWriter | undefined;
  #ignored = false;

  /** @param images undefined where none are drawn, and what would be one is a string like any other */
  constructor(readonly core: XtermCore, readonly images: ImageReader | undefined) {}

  /** @param fed what was just parsed; whole characters */
  update(fed: Uint8Array): void {
    const state = this.core.parserState;
    if (state === ParserState.ground || this.images?.underWay === true) {
      this.#bytes = undefined;
      return;
    }
    const start = lastIntroducer(fed);
    if (start >= 0 || this.#bytes === undefined) {
      this.#bytes = new ByteWriter(64);
      this.#ignored = false;
    }
    if (this.#ignored || state === ParserState.otherString) return;
    // In front of a string controls are carried out, in an OSC they mean nothing.
    const textOnly = state <= ParserState.osc;
    for (let i = Math.max(0, start); i < fed.length; i++) {
      const byte = fed[i] as number;
      if (!textOnly || byte >= 0x20 || byte === ESC) this.#bytes.byte(byte);
    }
    // A longer one is read to its end and comes to nothing.
    if (this.#bytes.length <= COLLECTED_STRING_BYTES + OVERHEAD) return;
    this.#ignored = true;
    this.core.ignoreSequence();
  }

  /** Bytes that bring a terminal in ground state to where this one is; bounded. */
  toBytes(): Uint8Array {
    const state = this.core.parserState;
    if (this.images?.underWay === true) return new ByteWriter(1024).text(this.images.unfinished ?? '').toBytes();
    if (state === ParserState.ground || this.#bytes === undefined) return NO_BYTES;
    const out = new ByteWriter(16);
    if (state === ParserState.otherString) return out.esc('_').toBytes();
    if (!this.#ignored) return this.#bytes.toBytes();
    // What ends a link must be too long there as well.
    if (this.core.endsLink) return out.esc(`]${LINK};${' '.repeat(COLLECTED_STRING_BYTES)}`).toBytes();
    // Each of these leads into a state of the parser that reads to the terminator and does nothing.
    if (state === ParserState.osc) out.esc(']!');
    else if (state >= ParserState.dcsEntry) out.esc('P0<');
    else out.csi('0<');
    return out.toBytes();
  }
}

function lastIntroducer(bytes: Uint8Array): number {
  for (let i = bytes.length - 1; i >= 0; i--) {
    const byte = bytes[i] as number;
    if (byte === ESC || (byte === 0xc2 && C1_INTRODUCERS.includes(bytes[i + 1] as number))) return i;
  }
  return -1;
}
