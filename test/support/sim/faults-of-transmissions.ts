import { CLOSING, OPENING } from './brackets.js';
import type { Tamper } from './world.js';

/** Where `part` stands in `bytes`; −1: nowhere. */
const find = (bytes: Uint8Array, part: Uint8Array): number => Buffer.from(bytes).indexOf(part);

const without = (bytes: Uint8Array, part: Uint8Array): Uint8Array => {
  const at = find(bytes, part);
  return at < 0 ? bytes.slice() : Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + part.length));
};

/** Planted faults in long texts: their brackets, their cancelling, and what is said of them. */
export const FAULTS_OF_TRANSMISSIONS: Record<string, Tamper> = {
  'a text loses the end of its bracket': () => ({ ptyWrite: (bytes) => without(bytes, CLOSING) }),

  'a text loses the beginning of its bracket': () => ({ ptyWrite: (bytes) => without(bytes, OPENING) }),

  'every piece of a text has a bracket of its own': () => {
    let within = false;
    return {
      ptyWrite: (bytes) => {
        if (find(bytes, OPENING) >= 0) within = find(bytes, CLOSING) < 0;
        else if (find(bytes, CLOSING) >= 0) within = false;
        else if (within) return Uint8Array.of(...OPENING, ...bytes, ...CLOSING);
        return bytes.slice();
      },
    };
  },

  'what is typed behind a text comes into its bracket': () => {
    let owed = false;
    return {
      ptyWrite: (bytes) => {
        const rest = without(bytes, CLOSING);
        if (rest.length < bytes.length) {
          owed = true;
          return rest;
        }
        if (!owed) return rest;
        owed = false;
        return Uint8Array.of(...rest, ...CLOSING);
      },
    };
  },

  'a text that is cancelled says that all of it was delivered': () => ({ textEnds: (result) => ({ ...result, delivered: result.total }) }),

  'a text that is cancelled counts a byte too few': () => ({ textEnds: (result) => ({ ...result, delivered: Math.max(0, result.delivered - 1) }) }),

  'what was typed behind a cancelled text is lost without a word': () => ({ errorTold: ({ message }) => !message.includes('cancelled') }),

  'progress counts what was sent': () => ({ textGoesOn: (delivered, total) => Math.min(total, delivered + 2_000) }),
};
