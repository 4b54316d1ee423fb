import { describe, expect, it } from 'vitest';
import { DisposableStore, MutableDisposable, toDisposable } from '../../../src/base/disposable.js';

function recorder() {
  const ended: string[] = [];
  return { ended, item: (name: string) => ({ dispose: () => void ended.push(name) }) };
}

describe('toDisposable', () => {
  it('runs its function once, also when the function disposes it again', () => {
    let calls = 0;
    const self = toDisposable(() => {
      calls += 1;
      self.dispose();
    });
    self.dispose();
    self.dispose();
    expect(calls).toBe(1);
  });
});

describe('DisposableStore', () => {
  it('ends what it holds in reverse order, once', () => {
    const { ended, item } = recorder();
    const store = new DisposableStore();
    store.add(item('a'));
    store.add(item('b'));
    store.dispose();
    store.dispose();
    expect(ended).toEqual(['b', 'a']);
    expect(store.disposed).toBe(true);
  });

  it('ends at once what is added after its end, and hands it back', () => {
    const { ended, item } = recorder();
    const store = new DisposableStore();
    store.dispose();
    const late = item('late');
    expect(store.add(late)).toBe(late);
    expect(ended).toEqual(['late']);
  });

  it('ends what is added while it ends', () => {
    const { ended, item } = recorder();
    const store = new DisposableStore();
    store.add({ dispose: () => void store.add(item('added')) });
    store.dispose();
    expect(ended).toEqual(['added']);
  });
});

describe('MutableDisposable', () => {
  it('ends the old value when a new one comes, and has the new one in place by then', () => {
    const { ended, item } = recorder();
    const slot = new MutableDisposable();
    const next = item('next');
    let seen: unknown;
    slot.value = { dispose: () => void (seen = slot.value) };
    slot.value = next;
    expect(seen).toBe(next);
    slot.clear();
    expect(ended).toEqual(['next']);
    expect(slot.value).toBeUndefined();
  });

  it('does not end a value that is set again', () => {
    const { ended, item } = recorder();
    const slot = new MutableDisposable();
    const same = item('same');
    slot.value = same;
    slot.value = same;
    expect(ended).toEqual([]);
  });

  it('ends at once what is set after its end', () => {
    const { ended, item } = recorder();
    const slot = new MutableDisposable();
    slot.value = item('held');
    slot.dispose();
    slot.value = item('late');
    expect(ended).toEqual(['held', 'late']);
    expect(slot.value).toBeUndefined();
  });
});
