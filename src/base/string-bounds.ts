/*
 * xterm.js keeps up to ten million characters of a string sequence in case somebody wants it, one object on the heap for each and for each who may, and frees them all at once.
 * What is longer than is ever carried out need not be kept at all.
 */

/** Collects what is between `OSC` and its terminator, as the parser of xterm.js 6.0.0 does: code points in any number of pieces. */
export interface OscCollector {
  readonly _id: number;
  readonly _state: number;
  start(): void;
  put(data: Uint32Array, start: number, end: number): void;
  /** @param success false when it was cancelled */
  end(success: boolean, result?: boolean): unknown;
  reset(): void;
}

/** The same for `DCS`; parameters and final character are not part of it. */
export interface DcsCollector {
  hook(ident: number, params: unknown): void;
  put(data: Uint32Array, start: number, end: number): void;
  unhook(success: boolean, result?: boolean): unknown;
  reset(): void;
}

/** A string that is longer than what is carried out. */
export interface StringBound {
  /** Its number while it is read to its end, −1 if it has none; undefined while nothing is too long. */
  readonly tooLong: number | undefined;
  /** Counts the string under way as too long. */
  giveUp(): void;
  /** Strings of this number are never too long, while `on`: whoever reads them does so as they come. */
  exempt(ident: number, on: boolean): void;
}

/** State of an `OscCollector` that has read the number and the semicolon. */
const PAYLOAD = 2;

/**
 * Gives up a string that has more than `most` bytes (UTF-8): the rest is read to the terminator and does nothing. Depends on the stream alone, not on how it was cut.
 * @param ended one was too long and has come to its end; not told when it was cancelled
 */
export function boundOsc(osc: OscCollector, most: number, ended: (ident: number) => void): StringBound {
  const { start, put, end } = osc;
  const exempt = new Set<number>();
  let left = most;
  let tooLong: number | undefined;
  const isExempt = (): boolean => osc._state === PAYLOAD && exempt.has(osc._id);
  const giveUp = (): void => {
    tooLong ??= osc._state === PAYLOAD ? osc._id : -1;
    osc.reset();
  };
  osc.start = () => {
    left = most;
    tooLong = undefined;
    start.call(osc);
  };
  osc.put = (data, from, to) => {
    if (tooLong !== undefined) return;
    if (isExempt()) return put.call(osc, data, from, to);
    const until = endOf(data, from, to, left);
    left -= until.bytes;
    put.call(osc, data, from, until.at);
    if (isExempt()) put.call(osc, data, until.at, to);
    else if (left < 0) giveUp();
  };
  osc.end = (success, result) => {
    if (tooLong === undefined) return end.call(osc, success, result);
    if (success) ended(tooLong);
    tooLong = undefined;
    return undefined;
  };
  return {
    get tooLong() {
      return tooLong;
    },
    giveUp,
    exempt: (ident, on) => void (on ? exempt.add(ident) : exempt.delete(ident)),
  };
}

/** As `boundOsc`. */
export function boundDcs(dcs: DcsCollector, most: number): StringBound {
  const { hook, put, unhook } = dcs;
  const exempt = new Set<number>();
  let isExempt = false;
  let left = most;
  let tooLong: number | undefined;
  const giveUp = (): void => {
    tooLong = -1;
    dcs.reset();
  };
  dcs.hook = (ident, params) => {
    left = most;
    tooLong = undefined;
    isExempt = exempt.has(ident);
    hook.call(dcs, ident, params);
  };
  dcs.put = (data, from, to) => {
    if (tooLong !== undefined) return;
    if (isExempt) return put.call(dcs, data, from, to);
    const until = endOf(data, from, to, left);
    left -= until.bytes;
    put.call(dcs, data, from, until.at);
    if (left < 0) giveUp();
  };
  dcs.unhook = (success, result) => {
    if (tooLong === undefined) return unhook.call(dcs, success, result);
    tooLong = undefined;
    return undefined;
  };
  return {
    get tooLong() {
      return tooLong;
    },
    giveUp,
    exempt: (ident, on) => void (on ? exempt.add(ident) : exempt.delete(ident)),
  };
}

/** Behind the first code point that does not fit in `left` bytes, or the end. */
function endOf(data: Uint32Array, from: number, to: number, left: number): { readonly at: number; readonly bytes: number } {
  let at = from;
  let bytes = 0;
  while (at < to && bytes <= left) {
    const code = data[at++] as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return { at, bytes };
}
