import { describe, expect, test } from 'vitest';
import { ByteLog } from '../../../src/base/byte-log.js';
import { FrameKind } from '../../../src/protocol/frames.js';
import { CreditWindow } from '../../../src/server/flow-control.js';
import { Outgoing } from '../../../src/server/outgoing.js';
import { SnapshotSender } from '../../../src/server/snapshot-sender.js';
import { KIB, pattern } from './rig.js';

const NO_BYTES = new Uint8Array(0);

function outgoing({ window = 1024 * KIB, screenBytes = 10, blocks = 0 } = {}) {
  const ring = new ByteLog();
  const credit = new CreditWindow(0, window, window);
  const scrollback = Array.from({ length: blocks }, () => ({ cols: 80, lines: 500, continued: false, bytes: () => new Uint8Array(100 * KIB) }));
  const sent: FrameKind[] = [];
  const subject = new Outgoing({
    ring, credit, sendFrame: (kind) => sent.push(kind), rttMs: () => undefined,
    snapshot: new SnapshotSender({ cols: 80, rows: 24, offset: 0, screen: new Uint8Array(screenBytes), tail: NO_BYTES, scrollback }),
  });
  return { subject, ring, credit, sent };
}

describe('what a viewer is sent', () => {
  test('[SV25] no output before the screen is whole, however much of it waits', () => {
    const { subject, ring, sent } = outgoing({ screenBytes: 100 });
    ring.append(pattern(50));
    for (let i = 0; i < 11; i++) expect(subject.sendSlice(10)).toBeGreaterThan(0);
    // 5 and 100 bytes of screen, 5 of tail, and then the end beside the output.
    expect(new Set(sent)).toEqual(new Set([FrameKind.snapshot]));
    expect(subject.sendSlice(10)).toBeGreaterThan(0);
    expect(sent.at(-1)).toBe(FrameKind.snapshot);
    while (!subject.finished) expect(subject.sendSlice(10)).toBeGreaterThan(0);
    expect(sent.slice(12)).toEqual([1, 3, 1, 1, 1, 1]);
  });

  test('[SV25] then output and old lines slice by slice in turn, output first', () => {
    const { subject, ring, sent } = outgoing({ blocks: 3 });
    ring.append(pattern(100 * KIB));
    subject.sendSlice(1000);
    subject.sendSlice(1000);
    for (let i = 0; i < 8; i++) subject.sendSlice(1000);
    expect(sent).toEqual([3, 3, 1, 3, 1, 3, 1, 3, 1, 3]);
  });

  test('[SV25] the screen may take the whole credit, old lines only as much as keeps the line busy (R53)', () => {
    const { subject, credit } = outgoing({ screenBytes: 500 * KIB, blocks: 10 });
    expect(subject.sendable).toBe(500 * KIB + 5);
    while (subject.sendable > 0 && credit.snapshotSent < 500 * KIB + 10) subject.sendSlice(64 * KIB);
    expect(subject.sendable).toBe(0);
    credit.ack(0, 500 * KIB + 10, 0, undefined);
    // Two steps of acknowledgement; the credit would allow a block whole.
    expect([credit.room, subject.sendable]).toEqual([1024 * KIB, 100 * KIB + 10]);
    subject.sendSlice(1024 * KIB);
    credit.ack(0, credit.snapshotSent - 10, 0, undefined);
    expect(credit.underWay).toBe(10);
    subject.sendSlice(1024 * KIB);
    subject.sendSlice(1024 * KIB);
    subject.sendSlice(1024 * KIB);
    expect(credit.underWay).toBeLessThanOrEqual(256 * KIB);
    expect(subject.sendable).toBe(0);
  });

  test('what is sendable can be sent: a slice of nothing would end its turn for good', () => {
    const { subject, ring, credit } = outgoing({ window: 4 * KIB, blocks: 2 });
    ring.append(pattern(30 * KIB));
    for (let i = 0; i < 5_000 && !subject.finished; i++) {
      const { sendable } = subject;
      const sent = subject.sendSlice(777);
      expect(sent > 0).toBe(sendable > 0);
      expect(sent).toBeLessThanOrEqual(sendable);
      expect(credit.underWay).toBeLessThanOrEqual(4 * KIB);
      if (sendable === 0) credit.ack(credit.sent, credit.snapshotSent, i, undefined);
    }
    expect([subject.finished, subject.backlog, subject.sendable]).toEqual([true, 0, 0]);
  });

  test('a viewer that has been outrun is sent nothing of anything', () => {
    const { subject, ring } = outgoing();
    ring.append(pattern(100));
    ring.dropTo(50);
    expect([subject.outrun, subject.backlog, subject.sendable, subject.sendSlice(10)]).toEqual([true, 0, 0, 0]);
  });
});
