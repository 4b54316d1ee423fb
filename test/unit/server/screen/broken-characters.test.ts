import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../support/seeded-random.js';
import { Subject } from './rig.js';

const shown = ({ terminal }: Subject): string => terminal.buffer.active.getLine(0).translateToString(true);

describe('output that is no UTF-8', () => {
  // Both parts of the end are unfinished, one behind the other: cutting them off again and again left steps of nothing, and the server stood still.
  it.each([[[0xee, 0xb1, 0xe3]], [[0xe2, 0xe2]], [[0xc3, 0xf0, 0x9f]], [[0xf0, 0x9f, 0xf0, 0x9f, 0x98]], [[0xee, 0xb1, 0xe3, 0x81, 0xc3]]])('a write that ends with %j ends, and what comes after it is parsed [SV24] (R20, R28)', (end) => {
    const subject = new Subject();
    subject.write(Uint8Array.from([0x61, ...end]));
    subject.write('\r\x1b[Kb漢');
    expect(shown(subject)).toBe('b漢');
    expect(subject.screen.offset).toBe(1 + end.length + '\r\x1b[Kb'.length + 3);
  });

  it('random bytes in random pieces: every write ends, and later output is parsed [SV24] (R28)', () => {
    const random = new SeededRandom(59);
    const subject = new Subject(40, 10);
    for (let i = 0; i < 400; i++) subject.write(random.bytes(random.integer(1, 300)));
    subject.write('\x18\x1b\\\x1bcfine');
    expect(shown(subject)).toBe('fine');
  });
});
