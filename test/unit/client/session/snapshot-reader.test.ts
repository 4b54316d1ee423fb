import { describe, expect, it } from 'vitest';
import { SnapshotReader } from '../../../../src/client/session/snapshot-reader.js';
import { encodeLinesHeader, encodeSectionHeader, MAX_SECTION_BYTES, SectionKind } from '../../../../src/protocol/snapshot-sections.js';
import { bytes, FakeView, join, snapshotBytes } from '../../../support/fake-connection.js';

class Bench {
  readonly said: string[] = [];
  readonly faults: string[] = [];
  readonly thrown: unknown[] = [];
  readonly reader: SnapshotReader;
  parsed = 0;

  constructor(readonly view: FakeView | undefined) {
    this.reader = new SnapshotReader(view?.beginSnapshot({ cols: 80, rows: 24, anotherShell: false }), {
      ready: () => this.said.push('ready'),
      ended: () => this.said.push('ended'),
      parsed: (position) => {
        expect(position).toBeGreaterThanOrEqual(this.parsed);
        this.parsed = position;
      },
      malformed: (detail) => this.faults.push(detail),
      sinkFailed: (cause) => this.thrown.push(cause),
    });
  }

  /** The stream in pieces that end at `cuts`. */
  feed(stream: Uint8Array, ...cuts: readonly number[]): this {
    let from = 0;
    for (const to of [...cuts, stream.length]) {
      this.reader.take(stream.subarray(from, to), from);
      from = to;
    }
    return this;
  }
}

const SMALL = snapshotBytes({ screen: ['ab', 'cde'], tail: '\x1b[', blocks: ['yz', 'wx'] });
const section = (kind: SectionKind, payload: Uint8Array = new Uint8Array()): Uint8Array => join([encodeSectionHeader(kind, payload.length), payload]);
const block = (text: string): Uint8Array => section(SectionKind.lines, join([encodeLinesHeader({ lines: 1, cols: 80, continued: false }), bytes(text)]));
const SCREEN = section(SectionKind.screen, bytes('s'));
const TAIL = section(SectionKind.tail);
const END = section(SectionKind.end);

describe('snapshot reader', () => {
  it('[SE9] gives the same snapshot wherever the stream is cut, once and twice (R22)', () => {
    for (let first = 0; first <= SMALL.length; first++) {
      for (let second = first; second <= SMALL.length; second++) {
        const bench = new Bench(new FakeView()).feed(SMALL, first, second);
        const at = `cut at ${first} and ${second}`;
        expect(bench.view?.screen, at).toBe('wxyzabcde\x1b[');
        expect(bench.view?.calls.filter((call, index, calls) => call !== calls[index - 1] || call === 'lines'), at).toEqual(['screen', 'ready', 'lines', 'lines', 'end']);
        expect(bench.view?.blocks, at).toEqual([
          { lines: 1, cols: 80, continued: false, bytes: bytes('yz') }, { lines: 2, cols: 80, continued: true, bytes: bytes('wx') },
        ]);
        expect([bench.said, bench.faults, bench.parsed], at).toEqual([['ready', 'ended'], [], SMALL.length]);
      }
    }
  });

  it('[SE9] byte by byte, each byte sent twice, is the same snapshot (R20)', () => {
    const bench = new Bench(new FakeView());
    for (let at = 0; at < SMALL.length; at++) {
      bench.reader.take(SMALL.subarray(Math.max(0, at - 3), at + 1), Math.max(0, at - 3));
      bench.reader.take(SMALL.subarray(at, at + 1), at);
    }
    expect(bench.view?.screen).toBe('wxyzabcde\x1b[');
    expect([bench.said, bench.faults, bench.reader.received]).toEqual([['ready', 'ended'], [], SMALL.length]);
  });

  it('passes the screen on as it comes, and blocks only whole', () => {
    const bench = new Bench(new FakeView());
    bench.reader.take(SMALL.subarray(0, 6), 0);
    expect([bench.view?.screen, bench.reader.complete]).toEqual(['a', false]);
    const lines = SMALL.length - 5 - 12;
    bench.reader.take(SMALL.subarray(6, lines + 11), 6);
    expect([bench.view?.calls.at(-1), bench.reader.complete]).toEqual(['lines', true]);
    expect(bench.view?.blocks).toHaveLength(1);
  });

  it('what is being parsed holds back the position, in any order of parsing; an unfinished block does not', () => {
    const view = new FakeView('by hand');
    const bench = new Bench(view);
    const stream = join([section(SectionKind.screen, bytes('abcd')), TAIL, block('0123456789'), END]);
    bench.feed(stream.subarray(0, 9));
    expect(bench.parsed).toBe(5);
    bench.reader.take(stream.subarray(9, 25), 9);
    expect(bench.parsed).toBe(5);
    view.parse(1);
    expect(bench.parsed, 'all of the block that is there').toBe(25);
    bench.reader.take(stream.subarray(25), 25);
    expect(bench.parsed, 'up to the piece that made the block whole').toBe(25);
    view.parse();
    expect(bench.parsed).toBe(stream.length);

    const other = new FakeView('by hand');
    const reversed = new Bench(other).feed(snapshotBytes({ screen: ['ab'], blocks: ['c'] }));
    const [screen, lines] = other.waiting;
    lines?.();
    expect(reversed.parsed).toBe(5);
    lines?.();
    expect(reversed.parsed).toBe(5);
    screen?.();
    expect(reversed.parsed).toBe(reversed.reader.received);
  });

  it.each<[string, Uint8Array[]]>([
    ['a tail without a screen', [TAIL]],
    ['lines before the tail', [SCREEN, block('x')]],
    ['an end before the tail', [SCREEN, END]],
    ['a second tail', [SCREEN, TAIL, TAIL]],
    ['a screen after the tail', [SCREEN, TAIL, SCREEN]],
    ['a screen after lines', [SCREEN, TAIL, block('x'), SCREEN]],
    ['something after the end', [SCREEN, TAIL, END, block('x')]],
    ['a second end', [SCREEN, TAIL, END, END]],
    ['a kind that there is not', [SCREEN, Uint8Array.of(9, 0, 0, 0, 0)]],
    ['a section that is too long', [SCREEN, Uint8Array.of(1, 0, 0x10, 0, 1)]],
    ['an end with content', [SCREEN, TAIL, Uint8Array.of(4, 0, 0, 0, 1)]],
    ['lines without a header', [SCREEN, TAIL, Uint8Array.of(3, 0, 0, 0, 4)]],
  ])('[WI3] %s is malformed, told once, and nothing more is read (R3)', (_name, sections) => {
    const good = join(sections.slice(0, -1));
    for (const cut of [good.length, good.length + 2]) {
      const view = new FakeView();
      const bench = new Bench(view).feed(join([...sections, SCREEN, TAIL]), cut);
      expect(bench.faults).toHaveLength(1);
      const calls = [...view.calls];
      bench.reader.take(SCREEN, bench.reader.received);
      expect([view.calls, bench.faults.length]).toEqual([calls, 1]);
    }
  });

  it('the largest block there may be arrives, in small pieces', () => {
    const content = new Uint8Array(MAX_SECTION_BYTES).fill(120);
    content.set(encodeLinesHeader({ lines: 7, cols: 80, continued: false }));
    const stream = join([SCREEN, TAIL, section(SectionKind.lines, content), END]);
    const bench = new Bench(new FakeView('by hand'));
    bench.view?.parse();
    for (let at = 0; at < stream.length; at += 60_000) {
      bench.reader.take(stream.subarray(at, at + 60_000), at);
      bench.view?.parse();
      expect(bench.parsed, 'a block larger than the window must not wait for itself').toBe(bench.reader.received);
    }
    expect(bench.view?.blocks).toMatchObject([{ lines: 7 }]);
    expect(bench.view?.blocks[0]?.bytes).toHaveLength(MAX_SECTION_BYTES - 5);
  });

  it('[SE14] a sink that throws is reported; its bytes count as parsed and the rest goes on (R8)', () => {
    const view = new FakeView();
    const sink = view.beginSnapshot({ cols: 80, rows: 24, anotherShell: false });
    const cause = new Error('broken');
    const fail = (): never => {
      throw cause;
    };
    view.beginSnapshot = () => ({ ...sink, screen: fail, ready: fail });
    const bench = new Bench(view).feed(SMALL);
    expect(bench.thrown).toEqual([cause, cause, cause, cause]);
    expect([view.calls, bench.said, bench.parsed]).toEqual([['lines', 'lines', 'end'], ['ready', 'ended'], SMALL.length]);
  });

  it('[SE15] stopped from within a call, it reads, gives and says nothing more (R22)', () => {
    const view = new FakeView('by hand');
    const sink = view.beginSnapshot({ cols: 80, rows: 24, anotherShell: false });
    view.beginSnapshot = () => ({ ...sink, screen: (piece, parsed) => {
      sink.screen(piece, parsed);
      bench.reader.stop();
    } });
    const bench = new Bench(view);
    bench.feed(SMALL);
    expect([view.calls, bench.said, bench.faults, bench.parsed, bench.reader.complete]).toEqual([['screen'], [], [], 0, false]);
  });

  it('released in the middle, it owes nothing and gives nothing more, but still checks', () => {
    const view = new FakeView('by hand');
    const bench = new Bench(view);
    bench.reader.take(SMALL.subarray(0, 7), 0);
    expect(bench.parsed).toBe(5);
    bench.reader.release();
    expect(bench.parsed).toBe(7);
    bench.reader.take(SMALL.subarray(7), 7);
    view.parse();
    expect([view.calls, bench.said, bench.parsed]).toEqual([['screen'], ['ready', 'ended'], SMALL.length]);
    bench.reader.take(END, SMALL.length);
    expect(bench.faults).toHaveLength(1);
  });
});
