import { describe, expect, test } from 'vitest';
import { MAX_SECTION_BYTES, SectionKind } from '../../../src/protocol/snapshot-sections.js';
import type { ScrollbackBlock, Snapshot } from '../../../src/server/session-screen.js';
import { SnapshotSender } from '../../../src/server/snapshot-sender.js';
import { concat } from '../../support/fake-pty.js';
import { difference, pattern } from './rig.js';
import { described, sectionsOf } from './sections.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function snapshot(parts: Partial<Snapshot>): Snapshot {
  return { cols: 80, rows: 24, offset: 0, screen: bytes('screen'), tail: bytes(''), scrollback: [], ...parts };
}

function takeAll(sender: SnapshotSender, slice: number): Uint8Array {
  const parts: Uint8Array[] = [];
  while (sender.phase !== 'ended') {
    expect(sender.position).toBe(concat(parts).length);
    parts.push(...sender.take(slice));
  }
  expect(sender.available).toBe(0);
  return concat(parts);
}

const block = (text: string, fields: Partial<ScrollbackBlock> = {}): ScrollbackBlock => ({ cols: 80, lines: 2, continued: false, bytes: () => bytes(text), ...fields });

describe('the stream of a snapshot', () => {
  test.each([1, 7, 1000])('[SV25] screen, tail, blocks newest first, end; in slices of %d bytes', (slice) => {
    const scrollback = [block('newest', { continued: true }), block('older', { cols: 40, lines: 500 })];
    const stream = takeAll(new SnapshotSender(snapshot({ tail: bytes('\x1b['), scrollback })), slice);
    expect(described(stream)).toEqual(['screen screen', 'tail \x1b[', 'lines 2x80+ newest', 'lines 500x40 older', 'end']);
  });

  test('[SV25] a tail of nothing is there all the same', () => {
    expect(described(takeAll(new SnapshotSender(snapshot({ screen: bytes('') })), 5))).toEqual(['screen', 'tail', 'end']);
  });

  test('[SV25] the phase is lines from the moment that screen and tail have been taken', () => {
    const sender = new SnapshotSender(snapshot({ tail: bytes('t'), scrollback: [block('x')] }));
    sender.take(5 + 6);
    sender.take(5);
    expect(sender.phase).toBe('screen');
    sender.take(1);
    expect(sender.phase).toBe('lines');
  });

  test('a screen that is larger than a section comes in several', () => {
    const screen = pattern(2 * MAX_SECTION_BYTES + 10);
    const sections = sectionsOf(takeAll(new SnapshotSender(snapshot({ screen })), 100_000)).filter(({ kind }) => kind === SectionKind.screen);
    expect(sections.map(({ payload }) => payload.length)).toEqual([MAX_SECTION_BYTES, MAX_SECTION_BYTES, 10]);
    expect(difference(concat(sections.map(({ payload }) => payload)), screen)).toBe(-1);
  });

  test('a block is unpacked when it is its turn, and only once', () => {
    const unpacked: string[] = [];
    const watched = (text: string): ScrollbackBlock => block(text, { bytes: () => (unpacked.push(text), bytes(text)) });
    const sender = new SnapshotSender(snapshot({ scrollback: [watched('one'), watched('two'), watched('three')] }));
    expect(unpacked).toEqual([]);
    sender.take(5 + 6);
    sender.take(5);
    expect(unpacked).toEqual(['one']);
    sender.take(1);
    expect(unpacked).toEqual(['one']);
    sender.take(1000);
    expect(unpacked).toEqual(['one', 'two']);
  });

  test('a block that no section can hold ends the history: the older ones would stand in the wrong place', () => {
    const scrollback = [block('newest'), block('', { bytes: () => new Uint8Array(MAX_SECTION_BYTES) }), block('oldest')];
    expect(described(takeAll(new SnapshotSender(snapshot({ scrollback })), 1000))).toEqual(['screen screen', 'tail', 'lines 2x80 newest', 'end']);
  });
});
