import { SeededRandom } from '../seeded-random.js';

const WORDS = ['ls', 'total 48', 'drwxr-xr-x', 'warning:', 'ok', '漢字', 'é', '─┤', '👍', 'a-rather-long-word-that-wraps-somewhere', '\t', '100%'];
const LOOKS = ['0', '1', '4', '7', '31', '92', '44', '38;5;200', '48;2;1;2;3', '22', '24', '27', '39', '49'];
const MODES = ['?1', '?25', '?1000', '?1002', '?1006', '?2004', '?7'];

/**
 * What programs print: words, colours, movements, regions, the other screen. No names of windows, no links, no questions: those are
 * judged in the tests of the screen alone.
 */
export class TerminalText {
  readonly #random: SeededRandom;
  #ready: Uint8Array = new Uint8Array(0);

  constructor(seed: number) {
    this.#random = new SeededRandom(seed * 977 + 5);
  }

  /** The next `count` bytes, cut wherever they happen to end. */
  next(count: number): Uint8Array {
    while (this.#ready.length < count) {
      let text = '';
      for (let i = 0; i < 40; i++) text += this.#item();
      this.#ready = Buffer.concat([this.#ready, new TextEncoder().encode(text)]);
    }
    const bytes = this.#ready.slice(0, count);
    this.#ready = this.#ready.slice(count);
    return Uint8Array.from(bytes);
  }

  #item(): string {
    const random = this.#random;
    const kind = random.integer(0, 99);
    if (kind < 50) return `${random.pick(WORDS)} `;
    if (kind < 66) return '\r\n';
    if (kind < 80) return `\x1b[${random.pick(LOOKS)}m`;
    if (kind < 86) return `\x1b[${random.integer(1, 24)};${random.integer(1, 80)}H`;
    if (kind < 90) return `\x1b[${random.pick(['K', '1K', '2K', 'J', '3P', '2@', 'L', 'M', '4X', 'A', 'S'])}`;
    if (kind < 93) return `\x1b[${random.pick(MODES)}${random.pick(['h', 'l'])}`;
    // Back to where the one before saved the cursor.
    if (kind < 95) return `\x1b8\x1b[${random.integer(1, 24)};1H\x1b7${random.pick(WORDS).slice(0, 8)}`;
    if (kind < 97) return random.pick(['\x1b[5;18r', '\x1b[r', '\x1b[r']);
    if (kind < 99) return random.pick(['\x1b[?1049h', '\x1b[?1049l', '\x1b[?1049l']);
    return '\x1b[2J\x1b[H';
  }
}
