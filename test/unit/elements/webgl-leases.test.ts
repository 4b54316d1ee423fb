import { describe, expect, it } from 'vitest';
import { createLeases, webglLeases, type LeaseHolder, type WebglLeases } from '../../../src/elements/terminal-view/webgl-leases.js';

class Terminal implements LeaseHolder {
  has = false;

  constructor(readonly name: string, private readonly log: string[], private readonly leases?: WebglLeases) {}

  granted(): void {
    this.has = true;
    this.log.push(`+${this.name}`);
    // Cannot use it.
    if (this.leases !== undefined) {
      this.has = false;
      this.leases.leave(this);
    }
  }

  revoked(): void {
    this.has = false;
    this.log.push(`-${this.name}`);
  }
}

function rig(max: number): { leases: WebglLeases; log: string[]; make: (name: string) => Terminal } {
  const log: string[] = [];
  return { leases: createLeases(max), log, make: (name) => new Terminal(name, log) };
}

describe('[LK3] leases of WebGL contexts (R44)', () => {
  it('those who are seen have one, as long as there are some; who is seen keeps it', () => {
    const { leases, log, make } = rig(2);
    const [a, b, c] = [make('a'), make('b'), make('c')];
    for (const one of [a, b, c]) leases.see(one);
    expect(log).toEqual(['+a', '+b']);
    leases.see(c);
    leases.see(a);
    expect([a.has, b.has, c.has, leases.leased]).toEqual([true, true, false, 2]);
  });

  it('who is not seen keeps it until somebody who is seen wants one: first who was seen longest ago', () => {
    const { leases, log, make } = rig(3);
    const [a, b, c, d, e] = [make('a'), make('b'), make('c'), make('d'), make('e')];
    for (const one of [a, b, c]) leases.see(one);
    for (const one of [b, a]) leases.hide(one);
    log.length = 0;
    leases.see(b);
    leases.hide(b);
    expect(log).toEqual([]);
    // a was hidden before b was seen again.
    leases.see(d);
    leases.see(e);
    expect(log).toEqual(['-a', '+d', '-b', '+e']);
    expect(leases.leased).toBe(3);
  });

  it('one that is given back goes to who waits and was seen last; who hides waits no more', () => {
    const { leases, log, make } = rig(1);
    const [a, b, c, d] = [make('a'), make('b'), make('c'), make('d')];
    for (const one of [a, b, c, d]) leases.see(one);
    leases.hide(d);
    leases.leave(a);
    expect(log).toEqual(['+a', '+c']);
    leases.hide(c);
    expect(log).toEqual(['+a', '+c', '-c', '+b']);
    leases.leave(b);
    leases.leave(b);
    expect([leases.leased, a.has]).toEqual([0, true]);
  });

  it('who finds that it cannot use it blocks nobody', () => {
    const { leases, log, make } = rig(1);
    const broken = new Terminal('x', log, leases);
    const a = make('a');
    leases.see(broken);
    leases.see(a);
    expect([log, leases.leased, a.has]).toEqual([['+x', '+a'], 1, true]);
  });

  it('at no time are there more than allowed, whoever comes and goes', () => {
    const { leases, make } = rig(8);
    const all = Array.from({ length: 20 }, (_, i) => make(`t${i}`));
    for (let step = 0; step < 2000; step++) {
      const one = all[(step * 7 + (step >> 3)) % 20] as Terminal;
      if (step % 3 === 0) leases.hide(one);
      else if (step % 11 === 0) {
        one.has = false;
        leases.leave(one);
      } else leases.see(one);
      const having = all.filter(({ has }) => has).length;
      expect([having, leases.leased]).toEqual([Math.min(having, 8), having]);
    }
    expect(leases.leased).toBe(8);
  });

  it('one page has one pool, whoever asks', () => {
    const key = Symbol.for('persistent-terminal/webgl-leases@1');
    const page = globalThis as { [key]?: unknown };
    expect(page[key]).toBe(undefined);
    expect(webglLeases()).toBe(webglLeases());
    expect(page[key]).toBe(webglLeases());
    delete page[key];
  });
});
