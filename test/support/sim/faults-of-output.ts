import { encodeFrame, FrameKind } from '../../../src/protocol/frames.js';
import { frame, isAttach, isAttached, json, place, rewrite } from './fault-wire.js';
import type { WireMessage } from './lane.js';
import type { Tamper } from './world.js';

/** Planted faults in what is shown, and in the credit for it. */
export const FAULTS_OF_OUTPUT: Record<string, Tamper> = {
  'output is acknowledged when it arrives, not when it is parsed': () => {
    const arrived = new Map<string, number>();
    return {
      toClient: (message, link) => {
        const output = frame(message, FrameKind.output);
        if (output !== undefined) arrived.set(place(link, output.channel), output.offset + output.payload.length);
        return [message];
      },
      fromClient: (message, link) => {
        const data = json(message);
        const offset = data?.['type'] === 'ack' ? arrived.get(place(link, data['channel'])) : undefined;
        return [offset === undefined ? message : JSON.stringify({ ...data, offset })];
      },
    };
  },

  'the client forgets one acknowledgement in three': () => {
    let acks = 0;
    return { fromClient: (message) => (json(message)?.['type'] === 'ack' && ++acks % 3 === 0 ? [] : [message]) };
  },

  'acknowledgements are one byte short': rewrite('fromClient', (data) => (data['type'] === 'ack' ? { ...data, offset: Math.max(0, Number(data['offset']) - 1) } : undefined)),

  'the server takes all it has sent for acknowledged': () => {
    const sent = new Map<string, number>();
    return {
      serverSends: (message, link) => {
        const output = frame(message, FrameKind.output);
        if (output !== undefined) sent.set(place(link, output.channel), output.offset + output.payload.length);
        return [message];
      },
      serverReads: (message, link) => {
        const data = json(message);
        const offset = data?.['type'] === 'ack' ? sent.get(place(link, data['channel'])) : undefined;
        return [offset === undefined ? message : JSON.stringify({ ...data, offset })];
      },
    };
  },

  'credit starts at zero although the output starts later': () => {
    const credit = new Map<string, { acked: number; window: number }>();
    return {
      serverSends: (message, link) => {
        const data = json(message);
        if (isAttached(data)) credit.set(place(link, data['channel']), { acked: 0, window: Number(data['windowBytes']) });
        const output = frame(message, FrameKind.output);
        const held = output === undefined ? undefined : credit.get(place(link, output.channel));
        return output !== undefined && held !== undefined && output.offset + output.payload.length > held.acked + 4 * held.window ? [] : [message];
      },
      serverReads: (message, link) => {
        const data = json(message);
        const held = data?.['type'] === 'ack' ? credit.get(place(link, data['channel'])) : undefined;
        if (held !== undefined) held.acked = Number(data?.['offset']);
        return [message];
      },
    };
  },

  'a resume is called exact for an offset that is no longer held': () => {
    const asked = new Map<string, unknown>();
    return {
      serverReads: (message, link) => {
        const data = json(message);
        if (isAttach(data)) asked.set(place(link, data['channel']), data['offset']);
        return [message];
      },
      serverSends: (message, link) => {
        const data = json(message);
        const offset = isAttached(data) ? asked.get(place(link, data['channel'])) : undefined;
        if (offset === undefined || data?.['resume'] !== 'replay' || Number(offset) >= Number(data['offset'])) return [message];
        return [JSON.stringify({ ...data, resume: 'exact', offset, gap: undefined })];
      },
    };
  },

  'a gap is told one byte short': () => ({ gapTold: ({ from, to, news }) => ({ from, to: to - 1, news }) }),

  'a replay begins one byte before what is said': () => {
    const replays = new Set<string>();
    return {
      toClient: (message, link) => {
        const data = json(message);
        if (!isAttached(data) || data['resume'] !== 'replay' || data['gap'] !== undefined) {
          const output = frame(message, FrameKind.output);
          if (output === undefined || !replays.has(place(link, output.channel))) return [message];
          return [encodeFrame(FrameKind.output, output.channel, output.offset + 1, output.payload)];
        }
        replays.add(place(link, data['channel']));
        return [JSON.stringify({ ...data, offset: Number(data['offset']) + 1 })];
      },
    };
  },

  'output goes on after the end of the shell was told': () => {
    const last = new Map<string, WireMessage>();
    return {
      serverSends: (message, link) => {
        const output = frame(message, FrameKind.output);
        if (output !== undefined) last.set(place(link, output.channel), message);
        const data = json(message);
        const more = data?.['type'] === 'session_closed' ? last.get(place(link, data['channel'])) : undefined;
        return more === undefined ? [message] : [message, more];
      },
    };
  },

  'who has left a session still gets its output': rewrite('serverReads', (data) => (data['type'] === 'detach_session' ? null : undefined)),

  'a channel number is used again at once': () => {
    const sockets = new Map<number, { readonly wire: Map<unknown, number>; readonly own: Map<number, unknown> }>();
    const socket = (number: number) => {
      let found = sockets.get(number);
      if (found === undefined) sockets.set(number, (found = { wire: new Map(), own: new Map() }));
      return found;
    };
    return {
      fromClient: (message, { number }) => {
        const { wire, own } = socket(number);
        const data = json(message);
        const input = frame(message, FrameKind.input);
        const channel = input?.channel ?? data?.['channel'];
        if (channel === undefined) return [message];
        if (isAttach(data)) {
          let free = 1;
          while (own.has(free)) free++;
          wire.set(channel, free);
          own.set(free, channel);
        }
        const to = wire.get(channel) ?? Number(channel);
        if (data?.['type'] === 'detach_session') own.delete(to);
        return [input === undefined ? JSON.stringify({ ...data, channel: to }) : encodeFrame(FrameKind.input, to, input.offset, input.payload)];
      },
      toClient: (message, { number }) => {
        const { own } = socket(number);
        const data = json(message);
        const output = frame(message, FrameKind.output);
        const to = own.get(output?.channel ?? Number(data?.['channel']));
        if (to === undefined) return [message];
        return [output === undefined ? JSON.stringify({ ...data, channel: to }) : encodeFrame(FrameKind.output, Number(to), output.offset, output.payload)];
      },
    };
  },

  'output of the socket before counts on the new one': (world) => {
    const late = new Map<unknown, WireMessage[]>();
    return {
      fromServer: (message, link) => {
        const page = world.pages.find(({ links }) => links.includes(link));
        const kept = late.get(page) ?? [];
        if (page !== undefined && frame(message, FrameKind.output) !== undefined) late.set(page, [...kept.slice(-7), message]);
        return [message];
      },
      toClient: (message, link) => {
        const page = world.pages.find(({ links }) => links.includes(link));
        const before = isAttached(json(message)) && page?.links[0] !== link ? late.get(page) ?? [] : [];
        late.delete(before.length > 0 ? page : undefined);
        return [message, ...before];
      },
    };
  },

  'a shell that waits is never told to go on': () => ({ ptyResume: () => false }),

  'a full window does not make the shell wait': () => ({ ptyPause: () => false }),
};
