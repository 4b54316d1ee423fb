import { encodeFrame, FrameKind } from '../../../src/protocol/frames.js';
import { frame, isAttach, isAttached, json, place, rewrite } from './fault-wire.js';
import type { Tamper } from './world.js';

/** Planted faults in what is typed. */
export const FAULTS_OF_INPUT: Record<string, Tamper> = {
  'two viewers of a session share one count of input': rewrite('serverReads', (data) => (isAttach(data) ? { ...data, client: `shared-${String(data['sessionId'])}` } : undefined)),

  'a count of input belongs to the socket, not to the client': rewrite('serverReads', (data, { number }) => (isAttach(data) ? { ...data, client: `${String(data['client']).slice(0, 20)}-${number}` } : undefined)),

  'a hole in the input is closed up, not reported': () => {
    let frames = 0;
    const missing = new Map<string, number>();
    return {
      fromServer: (message, link) => {
        const data = json(message);
        if (data?.['type'] !== 'input_ack') return [message];
        return [JSON.stringify({ ...data, offset: Number(data['offset']) + (missing.get(place(link, data['channel'])) ?? 0) })];
      },
      serverReads: (message, link) => {
        const input = frame(message, FrameKind.input);
        if (input === undefined) return [message];
        const key = place(link, input.channel);
        const lost = missing.get(key) ?? 0;
        if (++frames % 9 !== 0) return [encodeFrame(FrameKind.input, input.channel, Math.max(0, input.offset - lost), input.payload)];
        missing.set(key, lost + input.payload.length);
        return [];
      },
    };
  },

  'input is acknowledged before it has reached the shell': () => {
    const received = new Map<string, number>();
    return {
      serverReads: (message, link) => {
        const input = frame(message, FrameKind.input);
        if (input !== undefined) received.set(place(link, input.channel), input.offset + input.payload.length);
        return [message];
      },
      serverSends: (message, link) => {
        const data = json(message);
        const offset = data?.['type'] === 'input_ack' ? received.get(place(link, data['channel'])) : undefined;
        return [offset === undefined ? message : JSON.stringify({ ...data, offset })];
      },
    };
  },

  'the answer to an attach counts one byte of input too many': rewrite('serverSends', (data) => (isAttached(data) && data['created'] === false ? { ...data, inputOffset: Number(data['inputOffset']) + 1 } : undefined)),

  'the pieces of one write are joined in the wrong order': () => ({
    ptyWrite: (bytes) => {
      const middle = bytes.length >> 1;
      return Uint8Array.of(...bytes.subarray(middle), ...bytes.subarray(0, middle));
    },
  }),

  'input goes to the session beside': () => {
    let frames = 0;
    return {
      serverReads: (message) => {
        const input = frame(message, FrameKind.input);
        if (input === undefined || input.channel === 1 || ++frames % 5 !== 0) return [message];
        return [encodeFrame(FrameKind.input, input.channel - 1, input.offset, input.payload)];
      },
    };
  },
};
