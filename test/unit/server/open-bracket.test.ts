import { describe, expect, test } from 'vitest';
import { OpenBracket } from '../../../src/server/open-bracket.js';
import { SeededRandom } from '../../support/seeded-random.js';

const OPEN = '\x1b[200~';
const CLOSE = '\x1b[201~';
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** What it says after `text`, given in pieces that end at `cuts`. */
function after(text: string, cuts: readonly number[] = []): boolean {
  const bracket = new OpenBracket();
  const whole = bytes(text);
  [0, ...cuts].forEach((from, index) => bracket.take(whole.subarray(from, cuts[index] ?? whole.length)));
  return bracket.open;
}

describe('the bracket that a client has left open', () => {
  test.each([
    ['', false], ['text', false], [OPEN, true], [`a${OPEN}text`, true], [`${OPEN}text${CLOSE}`, false], [`${OPEN}${CLOSE}`, false], [CLOSE, false],
    [`${OPEN}one${CLOSE}${OPEN}two`, true], [`${OPEN}one${OPEN}two`, true], [`${OPEN}one${OPEN}two${CLOSE}`, false],
    ['\x1b[200', false], [`${OPEN}text\x1b[201`, true], ['\x1b\x1b[200~', true], [`\x1b[20${OPEN}`, true], [`${OPEN}\x1b[20${CLOSE}`, false], [`${OPEN}\x1b[201${CLOSE}`, false],
    ['\x1b[202~', false], ['\x1b[2000~', false], ['[200~', false], [`${OPEN}\x1b[201x~`, true], ['\x1b[2\x1b[200~\x1b[A', true],
  ])('[SV30] after %j it is open: %s, wherever that is cut in two', (text, open) => {
    expect(after(text)).toBe(open);
    for (let cut = 0; cut <= text.length; cut++) expect([cut, after(text, [cut])]).toEqual([cut, open]);
    expect(after(text, Array.from({ length: text.length }, (_, index) => index))).toBe(open);
  });

  test('[SV30] texts full of beginnings of sequences, cut anywhere, against a search in the whole', () => {
    const random = new SeededRandom(29);
    const pieces = [OPEN, CLOSE, '\x1b', '\x1b[', '\x1b[20', '\x1b[200', '\x1b[201', '~', '0~', 'x', '[200~'];
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: random.integer(1, 12) }, () => random.pick(pieces)).join('');
      const cuts = Array.from({ length: random.integer(0, 5) }, () => random.integer(0, text.length)).sort((a, b) => a - b);
      expect([text, after(text, cuts)]).toEqual([text, text.lastIndexOf(OPEN) > text.lastIndexOf(CLOSE)]);
    }
  });

  test('[SV30] it is over once somebody else has ended it, and the next one counts', () => {
    const bracket = new OpenBracket();
    bracket.take(bytes(`${OPEN}text\x1b[20`));
    bracket.forget();
    bracket.take(bytes('0~'));
    expect(bracket.open).toBe(false);
    bracket.take(bytes(OPEN));
    expect(bracket.open).toBe(true);
  });
});
