import { describe, expect, it } from 'vitest';
import { AckPacer } from '../../../../src/client/session/ack-pacer.js';
import { GAP, OutputCursor } from '../../../../src/client/session/output-cursor.js';
import { ManualClock } from '../../../support/manual-clock.js';

describe('OutputCursor', () => {
  it('[SE2] says what is here already, what is new and what is missing (R20)', () => {
    const cursor = new OutputCursor(100);
    expect(cursor.place(100, 10)).toBe(0);
    expect(cursor.place(95, 10)).toBe(5);
    expect(cursor.place(80, 10)).toBe(10);
    expect(cursor.place(101, 1)).toBe(GAP);
  });

  it('follows the parser through any number of writes under way', () => {
    const cursor = new OutputCursor(0);
    for (let end = 1; end <= 5000; end++) cursor.parsing(end);
    expect(cursor.received).toBe(5000);
    for (let end = 1; end <= 3000; end++) expect(cursor.parsedNext()).toBe(end);
    cursor.parsing(5001);
    for (let end = 3001; end <= 5001; end++) expect(cursor.parsedNext()).toBe(end);
    expect(cursor.parsedNext()).toBe(5001);
  });
});

describe('AckPacer', () => {
  function rig(windowBytes = 800): { clock: ManualClock; pacer: AckPacer; acks: number[] } {
    const clock = new ManualClock();
    const acks: number[] = [];
    const pacer = new AckPacer(clock);
    pacer.start(1000, windowBytes, (offset) => acks.push(offset));
    return { clock, pacer, acks };
  }

  it('[SE3] acknowledges every eighth of the window at once', () => {
    const { pacer, acks } = rig();
    pacer.parsed(1099);
    expect(acks).toEqual([]);
    pacer.parsed(1100);
    pacer.parsed(1250);
    expect(acks).toEqual([1100, 1250]);
  });

  it('[SE3] acknowledges the rest after 250 ms, once', () => {
    const { clock, pacer, acks } = rig();
    pacer.parsed(1001);
    clock.advance(249);
    pacer.parsed(1002);
    expect(acks).toEqual([]);
    clock.advance(1);
    expect(acks).toEqual([1002]);
    clock.advance(10_000);
    expect(acks).toEqual([1002]);
    expect(clock.pending).toBe(0);
  });

  it('never acknowledges what counted as acknowledged at the start, nor goes backwards', () => {
    const { clock, pacer, acks } = rig();
    pacer.parsed(900);
    pacer.parsed(1000);
    pacer.parsed(1200);
    pacer.parsed(1100);
    clock.advance(1000);
    expect(acks).toEqual([1200]);
  });

  it('says nothing between attachments and leaves no timer', () => {
    const { clock, pacer, acks } = rig();
    pacer.parsed(1001);
    pacer.stop();
    expect(clock.pending).toBe(0);
    pacer.parsed(9000);
    expect(acks).toEqual([]);
  });
});
