import type { SeededRandom } from '../../../support/seeded-random.js';

const TEXT: readonly string[] = ['a', 'Q', 'xyz', 'hello world', ' ', '#', '`', '漢', 'かな', 'e\u0301', '\u0302', '👍', '─│', '\u00ad', 'q', '—', '\u200d', '1234567890123456789012345'];
/** What is seen as one character and is several, whole, in parts, and parts alone. */
export const CLUSTERS = [
  ...TEXT, '👍🏽', '👩\u200d👩\u200d👧', '👩', '\u200d', '🏽', '\ufe0f', '❤\ufe0f', '❤', '🇩🇪', '🇫', '🇩🇪🇫🇷', '1\ufe0f\u20e3', '한', '\u1100', '\u1161\u11a8', 'का\u0903', '\u0903', '\u0600', '漢漢漢', '👍👍👍👍', 'e\u0301\u0302',
];
const CONTROLS = ['\r\n', '\r', '\n', '\b', '\t', '\x0b', '\x0e', '\x0f', '\x07', '\0', '\x18', '\x1b', '\x7f', '\u0084', '\u0085', '\u008d'];
const ESCAPES = ['7', '8', 'D', 'E', 'H', 'M', '=', '>', 'n', 'o', '|', '}', '~', '(0', '(B', ')0', '*A', '+K', '(A', '-B', '%G', '#8', '\\'];
const FINALS = ['@', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'K', 'L', 'M', 'P', 'S', 'T', 'X', 'Z', '`', 'a', 'b', 'd', 'e', 'f', 'g', 'r', 's', 'u', ' @', ' A', "'}", "'~", ' q', '"q', '!p'];
const MODES = ['?1', '?6', '?7', '?9', '?12', '?25', '?45', '?47', '?66', '?1000', '?1002', '?1003', '?1004', '?1006', '?1016', '?1047', '?1048', '?1049', '?2004', '?2026', '4', '20'];
const SGR = ['', '0', '1', '2', '3', '4', '4:3', '4:0', '21', '5', '7', '8', '9', '22', '24', '27', '31', '97', '44', '105', '39', '49', '53', '38;5;200', '48;5;9', '38;2;1;2;3', '48:2::9:8:7', '58:5:3', '58;2;4;5;6', '59'];
const STRINGS = [']2;title', ']0;both', ']1;icon', ']8;;http://a/', ']8;id=1;http://b/', ']8;;', ']4;1;#ff0000', ']10;?', ']104', 'P$qm', 'P+q544e', '_apc', '^pm', 'Xsos', 'Pq#0;2;0;0;0', ']52;c;aGk=', ']133;A'];
const ENDS = ['\x07', '\x1b\\', '\u009c', '\x18', ''];
const REPEATS = [0, 1, 1, 2, 3, 5, 8, 20, 100];

/** A stream of what terminals may be sent, with the proportions of a program that means no harm but cares for nothing. */
/** @param texts what is printed */
export function randomStream(random: SeededRandom, items: number, texts = TEXT): string {
  let out = '';
  for (let i = 0; i < items; i++) out += item(random, texts);
  return out;
}

function item(random: SeededRandom, texts: readonly string[]): string {
  const number = (): string => (random.chance(0.2) ? '' : String(random.chance(0.7) ? random.integer(0, 8) : random.pick(REPEATS)));
  switch (random.integer(0, 13)) {
    case 0: case 1: case 2: return random.pick(texts);
    case 3: return random.pick(CONTROLS);
    case 4: return `\x1b${random.pick(ESCAPES)}`;
    case 5: case 6: return `\x1b[${random.pick(SGR)}${random.chance(0.3) ? `;${random.pick(SGR)}` : ''}m`;
    case 7: return `\x1b[${random.pick(MODES)}${random.chance(0.6) ? 'h' : 'l'}`;
    case 8: return `\x1b${random.pick(STRINGS)}${random.pick(ENDS)}`;
    case 9: return `\x1b[${random.integer(1, 7)};${random.integer(1, 21)}H`;
    case 10: return random.chance(0.02) ? '\x1bc' : `\x1b[${number()};${number()}r`;
    // Not 1 and 3: what those do in xterm.js depends on how much has been scrolled.
    case 11: return `\x1b[${random.pick(['', '0', '2', '?', '?2'])}J`;
    default: return `\x1b[${number()}${random.chance(0.4) ? `;${number()}` : ''}${random.pick(FINALS)}`;
  }
}
