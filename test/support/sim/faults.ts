import { encodeFrame, FrameKind } from '../../../src/protocol/frames.js';
import { frame, isAttached, json, type Json } from './fault-wire.js';
import { FAULTS_OF_INPUT } from './faults-of-input.js';
import { FAULTS_OF_LIFE } from './faults-of-life.js';
import { FAULTS_OF_OUTPUT } from './faults-of-output.js';
import { FAULTS_OF_SNAPSHOTS } from './faults-of-snapshots.js';
import { FAULTS_OF_TRANSMISSIONS } from './faults-of-transmissions.js';
import type { Tamper } from './world.js';

/*
 * Planted faults, each one a mistake that somebody could make in the client or in the server, done to the messages where they pass.
 * The invariants must see every one of them.
 */

/** Changes the control messages that the client reads. */
const rewriteForClient = (change: (data: Json) => Json | undefined): Tamper => () => ({
  toClient: (message) => {
    const data = json(message);
    const changed = data === undefined ? undefined : change(data);
    return [changed === undefined ? message : JSON.stringify(changed)];
  },
});

export const FAULTS: Record<string, Tamper> = {
  'a resumed stream begins one byte late': () => {
    const resumed = new Set<string>();
    return {
      toClient: (message, { number }) => {
        const data = json(message);
        if (isAttached(data) && data['resume'] === 'exact') resumed.add(`${number} ${String(data['channel'])}`);
        const output = frame(message, FrameKind.output);
        if (output === undefined || output.payload.length < 2 || !resumed.delete(`${number} ${output.channel}`)) return [message];
        return [encodeFrame(FrameKind.output, output.channel, output.offset, output.payload.subarray(1))];
      },
    };
  },

  'output counts from one too low after a resume': () => {
    const resumed = new Set<string>();
    return {
      toClient: (message, { number }) => {
        const data = json(message);
        if (isAttached(data) && data['resume'] === 'exact') resumed.add(`${number} ${String(data['channel'])}`);
        const output = frame(message, FrameKind.output);
        if (output === undefined || output.offset === 0 || !resumed.has(`${number} ${output.channel}`)) return [message];
        return [encodeFrame(FrameKind.output, output.channel, output.offset - 1, output.payload)];
      },
    };
  },

  'the epoch of a new shell is ignored': () => {
    const known = new Map<string, unknown>();
    const clients = new Map<string, string>();
    return {
      fromClient: (message, { number }) => {
        const data = json(message);
        if (data?.['client'] !== undefined) clients.set(`${number} ${String(data['channel'])}`, String(data['client']));
        return [message];
      },
      toClient: (message, { number }) => {
        const data = json(message);
        const client = isAttached(data) ? clients.get(`${number} ${String(data['channel'])}`) : undefined;
        if (data === undefined || client === undefined) return [message];
        const epoch = known.get(client) ?? data['epoch'];
        known.set(client, epoch);
        return epoch === data['epoch'] ? [message] : [JSON.stringify({ ...data, epoch, resume: 'exact' })];
      },
    };
  },

  'the screen is not cleared for a replay': rewriteForClient((data) => (isAttached(data) && data['resume'] === 'replay' ? { ...data, resume: 'exact' } : undefined)),

  'input is written twice now and then': () => {
    let writes = 0;
    return { ptyWrite: (bytes) => (++writes % 10 === 0 ? Uint8Array.of(...bytes, ...bytes) : bytes.slice()) };
  },

  'input is lost now and then, although it was acknowledged': () => {
    let writes = 0;
    return { ptyWrite: (bytes) => (++writes % 10 === 0 ? bytes.slice(1) : bytes.slice()) };
  },

  'the server takes what a new socket resends for new input': () => {
    const ends = new Map<string, number>();
    const shifts = new Map<string, number>();
    const clients = new Map<string, string>();
    return {
      toServer: (message, { number }) => {
        const data = json(message);
        if (data?.['client'] !== undefined) clients.set(`${number} ${String(data['channel'])}`, String(data['client']));
        const input = frame(message, FrameKind.input);
        const client = input === undefined ? undefined : clients.get(`${number} ${input.channel}`);
        if (input === undefined || client === undefined) return [message];
        const end = ends.get(client) ?? 0;
        // Repeated bytes are moved behind the end instead of being cut off.
        const shift = (shifts.get(client) ?? 0) + Math.max(0, end - input.offset - (shifts.get(client) ?? 0));
        shifts.set(client, shift);
        ends.set(client, input.offset + shift + input.payload.length);
        return [encodeFrame(FrameKind.input, input.channel, input.offset + shift, input.payload)];
      },
    };
  },

  'what was queued for one shell is typed into the next': () => {
    const epochs = new Map<string, unknown>();
    const clients = new Map<string, string>();
    const queued = new Map<string, Uint8Array>();
    const owed = new Map<string, Uint8Array>();
    return {
      toServer: (message, { number }) => {
        const data = json(message);
        if (data?.['client'] !== undefined) clients.set(`${number} ${String(data['channel'])}`, String(data['client']));
        const input = frame(message, FrameKind.input);
        const client = input === undefined ? undefined : clients.get(`${number} ${input.channel}`);
        if (input === undefined || client === undefined) return [message];
        const before = owed.get(client);
        owed.delete(client);
        queued.set(client, input.payload.slice());
        if (before === undefined || input.offset !== 0) return [message];
        return [encodeFrame(FrameKind.input, input.channel, 0, before), encodeFrame(FrameKind.input, input.channel, before.length, input.payload)];
      },
      fromServer: (message, { number }) => {
        const data = json(message);
        const client = isAttached(data) ? clients.get(`${number} ${String(data['channel'])}`) : undefined;
        if (data === undefined || client === undefined) return [message];
        const last = queued.get(client);
        if (epochs.has(client) && epochs.get(client) !== data['epoch'] && last !== undefined) owed.set(client, last);
        epochs.set(client, data['epoch']);
        return [message];
      },
    };
  },

  'the server forgets how much input it has written': rewriteForClient((data) => (isAttached(data) && data['inputOffset'] !== 0 ? { ...data, inputOffset: 0 } : undefined)),

  'acknowledgements of output are lost': () => ({ fromClient: (message) => (json(message)?.['type'] === 'ack' ? [] : [message]) }),

  'acknowledgements of input are lost': () => ({ toClient: (message) => (json(message)?.['type'] === 'input_ack' ? [] : [message]) }),

  'a gap is hidden': () => ({ gapTold: () => undefined }),

  'the end of a shell overtakes its last output': () => {
    const held = new Map<string, Uint8Array>();
    return {
      fromServer: (message, { number }) => {
        const data = json(message);
        const output = frame(message, FrameKind.output);
        const key = `${number} ${String(output?.channel ?? data?.['channel'])}`;
        const before = held.get(key);
        held.delete(key);
        if (output !== undefined && message instanceof Uint8Array) held.set(key, message);
        if (before === undefined) return output === undefined ? [message] : [];
        return data?.['type'] === 'session_closed' ? [message, before] : output === undefined ? [before, message] : [before];
      },
    };
  },

  'output of one session goes to its neighbour': () => {
    let frames = 0;
    return {
      toClient: (message) => {
        const output = frame(message, FrameKind.output);
        if (output === undefined || output.channel === 1 || ++frames % 20 !== 0) return [message];
        return [encodeFrame(FrameKind.output, output.channel - 1, output.offset, output.payload)];
      },
    };
  },

  'a socket that ends takes its sessions along': (world) => ({
    toServer: (message, { number }) => {
      if (number > 0 && json(message)?.['type'] === 'hello') for (const shell of world.invariants.shells) shell.kill();
      return [message];
    },
  }),

  'the client does not notice silence': () => ({ clientDelay: (ms) => (ms > 15_000 && ms <= 25_000 ? 200_000 : ms) }),

  'a place is not kept while its viewer is away': () => ({
    toServer: (message) => {
      const data = json(message);
      return [data?.['type'] === 'session_sync' ? JSON.stringify({ ...data, type: 'create_session' }) : message];
    },
  }),

  'errors reach the wrong session': () => {
    let messages = 0;
    return {
      toClient: (message) => {
        const data = json(message);
        if (data?.['type'] !== 'input_ack' || ++messages % 5 !== 0) return [message];
        const error = { type: 'error', channel: data['channel'], code: 'internal', category: 'server', message: 'planted', retryable: true };
        return [message, JSON.stringify(error)];
      },
    };
  },

  ...FAULTS_OF_OUTPUT,
  ...FAULTS_OF_SNAPSHOTS,
  ...FAULTS_OF_INPUT,
  ...FAULTS_OF_TRANSMISSIONS,
  ...FAULTS_OF_LIFE,
};
