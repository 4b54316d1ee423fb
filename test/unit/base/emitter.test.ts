import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/base/emitter.js';

function make() {
  const faults: unknown[] = [];
  return { emitter: new Emitter<number>((error) => faults.push(error)), faults };
}

describe('Emitter', () => {
  it('calls listeners in the order in which they came', () => {
    const { emitter } = make();
    const heard: string[] = [];
    emitter.subscribe((value) => heard.push(`a${value}`));
    emitter.subscribe((value) => heard.push(`b${value}`));
    emitter.emit(1);
    emitter.emit(2);
    expect(heard).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('[SE11] reports a listener that throws and starves nobody', () => {
    const { emitter, faults } = make();
    const fault = new Error('mine');
    const heard: number[] = [];
    emitter.subscribe(() => {
      throw fault;
    });
    emitter.subscribe((value) => heard.push(value));
    emitter.emit(1);
    expect(heard).toEqual([1]);
    expect(faults).toEqual([fault]);
  });

  it('ends each subscription by its own disposable, also of the same function twice', () => {
    const { emitter } = make();
    let calls = 0;
    const listener = () => {
      calls += 1;
    };
    const first = emitter.subscribe(listener);
    emitter.subscribe(listener);
    first.dispose();
    first.dispose();
    emitter.emit(1);
    expect([calls, emitter.size]).toEqual([1, 1]);
  });

  it('does not call a listener that an earlier one has just removed, nor one that came during the emit', () => {
    const { emitter } = make();
    const heard: string[] = [];
    emitter.subscribe(() => {
      second.dispose();
      emitter.subscribe(() => heard.push('late'));
    });
    const second = emitter.subscribe(() => heard.push('removed'));
    emitter.emit(1);
    expect(heard).toEqual([]);
  });

  it('keeps the order of a nested emit and ends with dispose', () => {
    const { emitter } = make();
    const heard: number[] = [];
    emitter.subscribe((value) => {
      heard.push(value);
      if (value === 1) emitter.emit(2);
    });
    emitter.emit(1);
    emitter.dispose();
    emitter.emit(3);
    expect(heard).toEqual([1, 2]);
    expect(emitter.size).toBe(0);
  });
});
