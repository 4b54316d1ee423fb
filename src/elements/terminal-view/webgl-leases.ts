/** Contexts of all terminals of a page. Browsers keep about 16 and take the oldest away when there are more; others on the page want some too. */
const MAX_LEASES = 8;
/** Shared by all copies of the package on the page, like its registry; the number is the generation of this contract. */
const KEY = Symbol.for('persistent-terminal/webgl-leases@1');

/** A terminal that would like to draw with WebGL. */
export interface LeaseHolder {
  /** It may have a context from now on. */
  granted(): void;
  /** It has to give its context back before this returns. */
  revoked(): void;
}

/** Who may have a WebGL context: terminals that are seen, as long as there are enough. */
export interface WebglLeases {
  /** It can be seen. */
  see(holder: LeaseHolder): void;
  /** It cannot be seen any more; it keeps its context until somebody who can be seen wants one. */
  hide(holder: LeaseHolder): void;
  /** It wants none any more and has given it back. */
  leave(holder: LeaseHolder): void;
  readonly leased: number;
}

interface Wish {
  seen: boolean;
  leased: boolean;
}

export function createLeases(max = MAX_LEASES): WebglLeases {
  /** In the order in which they were last seen. */
  const wishes = new Map<LeaseHolder, Wish>();
  const leased = (): number => [...wishes.values()].reduce((sum, wish) => sum + Number(wish.leased), 0);
  const latest = (holder: LeaseHolder, seen: boolean): void => {
    const before = wishes.get(holder);
    wishes.delete(holder);
    wishes.set(holder, { seen, leased: before?.leased ?? false });
  };
  const settle = (): void => {
    for (;;) {
      const waiting = [...wishes].reverse().find(([, wish]) => wish.seen && !wish.leased);
      if (waiting === undefined) return;
      if (leased() >= max) {
        const idle = [...wishes].find(([, wish]) => wish.leased && !wish.seen);
        if (idle === undefined) return;
        idle[1].leased = false;
        idle[0].revoked();
      }
      waiting[1].leased = true;
      // It may find that it cannot use it, and leave.
      waiting[0].granted();
    }
  };
  return {
    see(holder) {
      latest(holder, true);
      settle();
    },
    hide(holder) {
      latest(holder, false);
      settle();
    },
    leave(holder) {
      if (wishes.delete(holder)) settle();
    },
    get leased() {
      return leased();
    },
  };
}

/** The page's own, made when first asked for. */
export function webglLeases(): WebglLeases {
  const page = globalThis as { [KEY]?: WebglLeases };
  return (page[KEY] ??= createLeases());
}
