import { describe, expect, it } from 'vitest';
import { InputOutbox, type InputCount } from '../../../../src/client/session/outbox.js';
import { INPUT_BYTES, INPUT_SLICE_BYTES } from '../../../../src/protocol/limits.js';
import { bytes, text } from '../../../support/fake-connection.js';

function collect(outbox: InputOutbox, window = INPUT_BYTES): [number, string][] {
  const sent: [number, string][] = [];
  outbox.flush(window, (offset, slice) => sent.push([offset, text(slice)]) > 0);
  return sent;
}

const count = (written: number, accepted = written): InputCount => ({ written, accepted });

describe('InputOutbox', () => {
  it('does not send again what the server has and has not written yet, nor give it to anything else [SE4] (R21)', () => {
    const outbox = new InputOutbox();
    outbox.append(bytes('abcdefgh'), 0);
    outbox.rebase('e1', count(0));
    collect(outbox);
    expect(outbox.rebase('e1', count(2, 5))).toBe(true);
    expect(outbox).toMatchObject({ acknowledged: 2, sent: 5, pending: 6 });
    expect(outbox.takeBack(outbox.sent)).toBe(3);
    outbox.append(bytes('xy'), 0);
    expect(collect(outbox)).toEqual([[5, 'xy']]);
    expect(outbox.rebase('e1', count(3, 9))).toBe(false);
    expect(outbox).toMatchObject({ acknowledged: 9, end: 9, pending: 0 });
  });

  it('tells what was typed from what was added [SE21] (R21)', () => {
    const outbox = new InputOutbox();
    outbox.append(bytes('ab<<cd>>ef'), 0);
    outbox.markAdded(2, 4);
    outbox.markAdded(6, 8);
    expect([1, 3, 5, 7, 10].map((offset) => outbox.typedBefore(offset))).toEqual([1, 2, 3, 4, 6]);
    outbox.acknowledge(3);
    expect(outbox.typedBefore(10)).toBe(4);
    outbox.discard();
    outbox.append(bytes('ghijklm'), 0);
    expect(outbox.typedBefore(10)).toBe(7);
  });

  it('hands every byte over once, by absolute offset (R21)', () => {
    const outbox = new InputOutbox();
    outbox.append(bytes('ab'), 0);
    expect(collect(outbox)).toEqual([[0, 'ab']]);
    outbox.append(bytes('cd'), 0);
    expect(collect(outbox)).toEqual([[2, 'cd']]);
    expect(collect(outbox)).toEqual([]);
    expect(outbox.pending).toBe(4);
    expect(outbox.acknowledge(3)).toBe(true);
    expect(outbox.pending).toBe(1);
  });

  it('[SE4] sends exactly the rest after a drop: trims to what the server has (R21)', () => {
    const outbox = new InputOutbox();
    outbox.rebase('e1', count(0));
    outbox.append(bytes('hello'), 0);
    collect(outbox);
    expect(outbox.rebase('e1', count(3))).toBe(true);
    expect(collect(outbox)).toEqual([[3, 'lo']]);
  });

  it('[SE4] drops what was meant for another shell (R21)', () => {
    const outbox = new InputOutbox();
    outbox.rebase('e1', count(0));
    outbox.append(bytes('rm -rf x'), 0);
    expect(outbox.rebase('e2', count(0))).toBe(false);
    expect(outbox.pending).toBe(0);
    outbox.append(bytes('ls'), 0);
    expect(collect(outbox)).toEqual([[0, 'ls']]);
  });

  it.each([['ahead of', 9], ['behind', 1]])('drops the queue when the server is %s what is held, and counts on from there', (_where, offset) => {
    const outbox = new InputOutbox();
    outbox.rebase('e1', count(0));
    outbox.append(bytes('abcd'), 0);
    outbox.acknowledge(2);
    expect(outbox.rebase('e1', count(offset))).toBe(false);
    expect(outbox.pending).toBe(0);
    outbox.append(bytes('x'), 0);
    expect(collect(outbox)).toEqual([[offset, 'x']]);
  });

  it('says that the two ends have lost each other when it holds nothing, too (R21)', () => {
    const outbox = new InputOutbox();
    outbox.rebase('e1', count(0));
    outbox.append(bytes('abcd'), 0);
    outbox.acknowledge(4);
    expect(outbox.rebase('e1', count(4))).toBe(true);
    expect(outbox.rebase('e1', count(9))).toBe(false);
    expect(outbox.end).toBe(9);
    expect(outbox.acknowledge(12)).toBe(false);
  });

  it('keeps what was typed before the first shell was known', () => {
    const outbox = new InputOutbox();
    outbox.append(bytes('early'), 0);
    expect(outbox.rebase('e1', count(0))).toBe(true);
    expect(collect(outbox)).toEqual([[0, 'early']]);
  });

  it('[SE4] does not take for delivered what was typed before a shell was known that knows this client already (R21)', () => {
    const outbox = new InputOutbox();
    outbox.rebase('e1', count(0));
    outbox.append(bytes('heard'), 0);
    outbox.acknowledge(5);
    outbox.reset();
    outbox.append(bytes('typed after its end'), 0);
    expect(outbox.rebase('e1', count(5))).toBe(false);
    expect(outbox.pending).toBe(0);
    outbox.append(bytes('x'), 0);
    expect(collect(outbox)).toEqual([[5, 'x']]);
  });

  it('slices to 16 KiB and keeps to the window of unacknowledged bytes', () => {
    const outbox = new InputOutbox();
    outbox.append(new Uint8Array(50_000), 0);
    const sizes: number[] = [];
    const send = (_offset: number, slice: Uint8Array): boolean => sizes.push(slice.length) > 0;
    expect(outbox.flush(20_000, send)).toBe(20_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(INPUT_SLICE_BYTES);
    expect(outbox.flush(20_000, send)).toBe(0);
    outbox.acknowledge(20_000);
    expect(outbox.flush(20_000, send)).toBe(20_000);
  });

  it('stops when the socket does not take it, and does not count that as sent', () => {
    const outbox = new InputOutbox();
    outbox.append(bytes('abc'), 0);
    expect(outbox.flush(INPUT_BYTES, () => false)).toBe(0);
    expect(collect(outbox)).toEqual([[0, 'abc']]);
  });

  it('begins again at the last acknowledged byte after a gap', () => {
    const outbox = new InputOutbox();
    outbox.append(bytes('abcd'), 0);
    collect(outbox);
    outbox.acknowledge(1);
    outbox.rewind();
    expect(collect(outbox)).toEqual([[1, 'bcd']]);
  });

  it('[SE4] a late acknowledgement does not turn the count back, or the next input would count as a repeat (R21)', () => {
    const outbox = new InputOutbox();
    outbox.append(bytes('abcd'), 0);
    collect(outbox);
    outbox.acknowledge(4);
    expect(outbox.acknowledge(2)).toBe(true);
    outbox.append(bytes('e'), 0);
    expect(collect(outbox)).toEqual([[4, 'e']]);
  });

  it('copies: the caller may use the array again', () => {
    const outbox = new InputOutbox();
    const data = bytes('abc');
    outbox.append(data, 0);
    data.fill(0);
    expect(collect(outbox)).toEqual([[0, 'abc']]);
  });
});
