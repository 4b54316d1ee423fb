import { encodeFrame, FrameKind } from '../../../src/protocol/frames.js';
import { ABANDONED_BYTES } from '../../../src/server/input-ledger.js';
import { CLOSING, OPENING, isBracket } from './brackets.js';
import { frame, isAttached, json, place } from './fault-wire.js';
import { isAnswer } from './questions.js';
import type { SimShell } from './shell.js';
import { typistOf } from './stream.js';
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

  'a bracket whose page has gone stays open': () => {
    let read: Uint8Array = CLOSING;
    return {
      serverReads: (message) => {
        read = frame(message, FrameKind.input)?.payload ?? read;
        return [message];
      },
      // The end that a page has typed is a part of what was read from it.
      ptyWrite: (bytes) => (find(bytes, CLOSING) === 0 && bytes.length === CLOSING.length && read.at(-1) !== CLOSING.at(-1) ? new Uint8Array(0) : bytes.slice()),
    };
  },

  'a bracket is closed as soon as somebody else types': () => {
    /** By shell: whose bracket is open, once a byte of the text has told. */
    const owners = new Map<SimShell, number | undefined>();
    return {
      ptyWrite: (bytes, shell) => {
        const typed = bytes.find((byte) => !isBracket(byte) && !isAnswer(byte));
        const typist = typed === undefined ? undefined : typistOf(typed);
        if (find(bytes, OPENING) >= 0) owners.set(shell, typist);
        if (find(bytes, CLOSING) >= 0) owners.delete(shell);
        if (!owners.has(shell) || typist === undefined) return bytes.slice();
        const owner = owners.get(shell) ?? typist;
        owners.set(shell, owner);
        if (owner === typist) return bytes.slice();
        owners.delete(shell);
        return Uint8Array.of(...CLOSING, ...bytes);
      },
    };
  },

  'a page whose bracket was closed goes on with its text': (world) => {
    const shifts = new Map<string, number>();
    return {
      serverSends: (message, link) => {
        const data = json(message);
        const key = place(link, data?.['channel']);
        if (data?.['type'] === 'input_ack') return [JSON.stringify({ ...data, offset: Number(data['offset']) - (shifts.get(key) ?? 0) })];
        if (isAttached(data)) {
          const typist = world.pages.find(({ links }) => links.includes(link))?.typist ?? -1;
          const shift = ABANDONED_BYTES * world.brackets.abandonedIn(world.invariants.latestShell(String(data['profile'])), typist);
          shifts.set(key, shift);
          if (shift === 0) return [message];
          const moved = Object.entries(data).map(([name, value]) => [name, name === 'inputOffset' || name === 'inputAccepted' ? Number(value) - shift : value] as const);
          return [JSON.stringify(Object.fromEntries(moved))];
        }
        return [message];
      },
      serverReads: (message, link) => {
        const input = frame(message, FrameKind.input);
        const shift = input === undefined ? 0 : (shifts.get(place(link, input.channel)) ?? 0);
        return [input === undefined || shift === 0 ? message : encodeFrame(FrameKind.input, input.channel, input.offset + shift, input.payload)];
      },
    };
  },

  'a text that is cancelled says that all of it was delivered': () => ({ textEnds: (result) => ({ ...result, delivered: result.total }) }),

  'a text that is cancelled counts a byte too few': () => ({ textEnds: (result) => ({ ...result, delivered: Math.max(0, result.delivered - 1) }) }),

  'what was typed behind a cancelled text is lost without a word': () => ({ errorTold: ({ message }) => !message.includes('cancelled') }),

  'progress counts what was sent': () => ({ textGoesOn: (delivered, total) => Math.min(total, delivered + 2_000) }),
};
