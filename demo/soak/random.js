/** The same numbers for the same seed (mulberry32). @returns uniform in [0, 1), with `whole(n)` and `one(list)` */
export function seededRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return Object.assign(next, { whole: count => Math.floor(next() * count), one: list => list[Math.floor(next() * list.length)] });
}
