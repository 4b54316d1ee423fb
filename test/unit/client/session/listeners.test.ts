import { describe, expect, it } from 'vitest';
import { SessionListeners } from '../../../../src/client/session/listeners.js';
import type { TerminalError } from '../../../../src/protocol/errors.js';
import { bytes } from '../../../support/fake-connection.js';

function rig(): { listeners: SessionListeners; reported: TerminalError[] } {
  const reported: TerminalError[] = [];
  return { listeners: new SessionListeners((error) => reported.push(error)), reported };
}
const none = (): void => {};

describe('SessionListeners (R8)', () => {
  it('[SE11] a listener that throws starves nobody and is reported once', () => {
    const { listeners, reported } = rig();
    const cause = new Error('mine');
    let heard = 0;
    listeners.add({ onOutput: () => { throw cause; } }, none);
    listeners.add({ onOutput: () => { heard += 1; } }, none);
    for (let i = 0; i < 3; i++) listeners.output(bytes('x'), i);
    expect(heard).toBe(3);
    expect(reported.map(({ code }) => code)).toEqual(['listener_failed']);
    expect(reported[0]?.cause).toBe(cause);
  });

  it('[SE11] an onError that throws while it is told of its own fault ends there', () => {
    const errors: string[] = [];
    const listeners: SessionListeners = new SessionListeners((error) => {
      errors.push(error.code);
      listeners.error(error);
    });
    listeners.add({ onOutput: () => { throw new Error(); }, onError: () => { throw new Error(); } }, none);
    listeners.output(bytes('x'), 0);
    expect(errors).toEqual(['listener_failed']);
  });

  it('unsubscribing within a callback takes effect at once, for oneself and for others', () => {
    const { listeners } = rig();
    const heard: string[] = [];
    const leaveA = listeners.add({ onOutput: () => { heard.push('a'); leaveA(); leaveB(); } }, none);
    const leaveB = listeners.add({ onOutput: () => heard.push('b') }, none);
    listeners.add({ onOutput: () => heard.push('c') }, none);
    listeners.output(bytes('x'), 0);
    listeners.output(bytes('y'), 1);
    expect(heard).toEqual(['a', 'c', 'c']);
    expect(listeners.size).toBe(1);
  });

  it('who comes within a callback hears from the next event on', () => {
    const { listeners } = rig();
    const heard: number[] = [];
    let added = 0;
    listeners.add({ onOutput: () => { if (added++ === 0) listeners.add({ onOutput: (_bytes, offset) => heard.push(offset) }, none); } }, none);
    listeners.output(bytes('x'), 0);
    listeners.output(bytes('y'), 1);
    expect(heard).toEqual([1]);
  });

  it('leaving twice counts once', () => {
    const { listeners } = rig();
    let left = 0;
    const leave = listeners.add({}, () => (left += 1));
    listeners.add({}, none);
    leave();
    leave();
    expect(left).toBe(1);
    expect(listeners.size).toBe(1);
  });
});
