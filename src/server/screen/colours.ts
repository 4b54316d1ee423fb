import type { ViewerFacts } from '../../protocol/messages.js';
import type { ByteWriter } from './byte-writer.js';
import type { ColourRequest, XtermCore } from './xterm-core.js';

/** Red, green, blue, 0–255. */
export type Rgb = readonly [red: number, green: number, blue: number];

const FOREGROUND = 256;
const BACKGROUND = 257;
const CURSOR = 258;
const PALETTE = 256;
const CUBE = [0, 95, 135, 175, 215, 255];

const NAMED = [[FOREGROUND, '10'], [BACKGROUND, '11'], [CURSOR, '12']] as const;

/** Colours that programs have set over the viewer's theme, and answers to questions about colours. */
export class Colours {
  #set = new Map<number, Rgb>();
  /** What is missing is not known, and questions about it stay unanswered; palette colours beyond the end are those of xterm's 256. */
  facts: ViewerFacts = {};

  constructor(core: XtermCore, answer: (text: string) => void) {
    core.onColours((requests) => {
      for (const request of requests) this.#handle(request, answer);
    });
  }

  /** The colours that were set, for a terminal that has the viewer's theme. */
  write(out: ByteWriter): void {
    for (const [index, colour] of this.#set) out.osc(`${identOf(index)};${spec(colour)}`);
  }

  /** Whether the background is dark; undefined when it is not known. */
  get dark(): boolean | undefined {
    const background = this.#colour(BACKGROUND);
    return background && background[0] * 0.299 + background[1] * 0.587 + background[2] * 0.114 < 128;
  }

  #handle({ type, index, color }: ColourRequest, answer: (text: string) => void): void {
    if (type === 1 && index !== undefined && color !== undefined) this.#set.set(index, color);
    else if (type === 2 && index !== undefined) this.#set.delete(index);
    else if (type === 2) for (let i = 0; i < PALETTE; i++) this.#set.delete(i);
    else if (type === 0 && index !== undefined) {
      const colour = this.#colour(index);
      if (colour !== undefined) answer(`\x1b]${identOf(index)};${spec(colour)}\x1b\\`);
    }
  }

  #colour(index: number): Rgb | undefined {
    const { foreground, background, cursor, palette } = this.facts;
    const set = this.#set.get(index);
    if (set !== undefined) return set;
    if (index === FOREGROUND) return foreground;
    if (index === BACKGROUND) return background;
    if (index === CURSOR) return cursor ?? foreground;
    return palette?.[index] ?? (palette === undefined ? undefined : standard(index));
  }
}

/** Colours 16–255 are the same everywhere. */
function standard(index: number): Rgb | undefined {
  if (index < 16) return undefined;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const at = index - 16;
  return [CUBE[Math.floor(at / 36)] as number, CUBE[Math.floor(at / 6) % 6] as number, CUBE[at % 6] as number];
}

const identOf = (index: number): string => NAMED.find(([named]) => named === index)?.[1] ?? `4;${index}`;
const spec = (colour: Rgb): string => `rgb:${colour.map((value) => value.toString(16).padStart(2, '0').repeat(2)).join('/')}`;
