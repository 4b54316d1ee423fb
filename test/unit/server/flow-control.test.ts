import { describe, expect, test } from 'vitest';
import { CreditWindow, decideFlow } from '../../../src/server/flow-control.js';

const RING = 256 * 1024;

describe('credit', () => {
  test('[SV5] at most one window beyond the last acknowledgement', () => {
    const credit = new CreditWindow(100, 10, 10);
    expect(credit.room).toBe(10);
    credit.took(10);
    expect(credit.room).toBe(0);
    expect(credit.ack(105, 0, 0, undefined)).toBe('progress');
    expect(credit.room).toBe(5);
  });

  test('what was never sent, or goes backwards, is bad and changes nothing', () => {
    const credit = new CreditWindow(0, 100, 100);
    credit.took(50);
    expect(credit.ack(51, 0, 0, undefined)).toBe('bad');
    expect(credit.ack(40, 0, 0, undefined)).toBe('progress');
    expect(credit.ack(39, 0, 0, undefined)).toBe('bad');
    expect(credit.ack(40, 0, 0, undefined)).toBe('repeat');
    expect(credit.acked).toBe(40);
  });

  test('[SV25] a snapshot takes from the same credit, and is acknowledged beside the output', () => {
    const credit = new CreditWindow(100, 10, 10);
    credit.tookSnapshot(6);
    expect(credit.room).toBe(4);
    credit.took(4);
    expect([credit.room, credit.underWay]).toEqual([0, 10]);
    expect(credit.ack(100, 7, 0, undefined)).toBe('bad');
    expect(credit.ack(100, 6, 0, undefined)).toBe('progress');
    expect(credit.room).toBe(6);
    expect(credit.ack(104, 5, 0, undefined)).toBe('bad');
    expect(credit.ack(100, 6, 0, undefined)).toBe('repeat');
    expect(credit.ack(104, 6, 0, undefined)).toBe('progress');
    expect([credit.room, credit.acked, credit.snapshotAcked]).toEqual([10, 104, 6]);
  });

  test('[SV6] beside typing, no more is under way than keeps the line busy', () => {
    const credit = new CreditWindow(0, 1000, 1000);
    // Nothing known of the line: two steps of acknowledgement.
    expect(credit.roomBesideTyping(undefined)).toBe(250);
    credit.took(200);
    expect(credit.roomBesideTyping(undefined)).toBe(50);
    credit.took(100);
    expect(credit.roomBesideTyping(undefined)).toBe(0);
    let now = 0;
    for (let i = 0; i < 50; i++) {
      now += 20;
      credit.took(credit.room);
      credit.ack(credit.acked + 100, 0, now, undefined);
    }
    // 5 bytes a millisecond: a line of 40 ms needs 400 to stay busy, one of 1 ms no more than the least.
    const under = credit.sent - credit.acked;
    credit.ack(credit.sent, 0, now, undefined);
    expect(under).toBeGreaterThan(400);
    expect(credit.roomBesideTyping(1)).toBe(250);
    expect(credit.roomBesideTyping(40)).toBeGreaterThanOrEqual(390);
    expect(credit.roomBesideTyping(40)).toBeLessThanOrEqual(410);
  });

  const run = (rttMs: number | undefined, bytesPerMs: number): CreditWindow => {
    const credit = new CreditWindow(0, 1000, 8000);
    let now = 0;
    for (let i = 0; i < 100; i++) {
      const end = credit.acked + 2 * credit.size;
      credit.noteEnd(end, now);
      credit.took(Math.min(end - credit.sent, credit.room));
      const taken = Math.min(credit.sent - credit.acked, bytesPerMs * 10);
      now += 10;
      if (taken > 0) credit.ack(credit.acked + taken, 0, now, rttMs);
    }
    return credit;
  };

  test('[SV20] the window grows to its bound when line and viewer could take more per round trip', () => {
    expect(run(10, 1_000_000).size).toBe(8000);
  });

  test('it stays when the viewer is what is slow, or the round trip is unknown', () => {
    expect(run(10, 10).size).toBe(1000);
    expect(run(undefined, 1_000_000).size).toBe(1000);
  });
});

describe('the shell waits for its slowest viewer', () => {
  const viewer = (acked: number, size = 1000): CreditWindow => new CreditWindow(acked, size, size);

  test('[SV4] nobody there: it runs, and nothing is kept for anybody', () => {
    expect(decideFlow(5000, RING, [])).toMatchObject({ shell: 'resume', keepFrom: 5000 });
  });

  test('[SV5] paused at the edge, resumed at half, unchanged between', () => {
    expect(decideFlow(5000, RING, [viewer(4000), viewer(5000)]).shell).toBe('pause');
    expect(decideFlow(5000, RING, [viewer(4001), viewer(5000)]).shell).toBe('keep');
    expect(decideFlow(5000, RING, [viewer(5000), viewer(4499)]).shell).toBe('keep');
    expect(decideFlow(5000, RING, [viewer(4500)]).shell).toBe('resume');
  });

  test('[SV5] what the slowest has not acknowledged is kept, up to a hard bound', () => {
    expect(decideFlow(5000, RING, [viewer(4200), viewer(4100, 2 * RING)])).toMatchObject({ keepFrom: 4100, ceiling: 3 * RING });
  });
});
