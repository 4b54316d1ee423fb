import { encodeFrame, FrameKind } from '../../../src/protocol/frames.js';
import { encodeSectionHeader, SECTION_HEADER_BYTES, SectionKind } from '../../../src/protocol/snapshot-sections.js';
import type { Snapshot } from '../../../src/server/session-screen.js';
import { frame, isAttach, isAttached, json, place, rewrite } from './fault-wire.js';
import { answerTo, isAnswer, QuestionFinder } from './questions.js';
import { SnapshotWatch } from './snapshot-watch.js';
import type { Tamper } from './world.js';

/** Changes what a screen gives for a snapshot. */
const shown = (change: (snapshot: Snapshot) => Snapshot): Tamper => () => ({ screenShows: change });

/** Leaves out every so many-th of the steps of a screen's life. */
const leftOut = (step: 'parse' | 'resize' | 'answer', every: number): Tamper => () => {
  let steps = 0;
  return { screenDoes: (doing) => doing !== step || ++steps % every !== 0 };
};

/** Follows the snapshots on their way, and changes the frames in which one is over. */
const atEnd = (change: (payload: Uint8Array, position: number) => readonly (readonly [position: number, payload: Uint8Array])[]): Tamper => () => {
  const streams = new Map<string, SnapshotWatch>();
  return {
    serverSends: (message, link) => {
      const part = frame(message, FrameKind.snapshot);
      if (part === undefined) return [message];
      const key = place(link, part.channel);
      if (part.offset === 0) streams.set(key, new SnapshotWatch(() => {}));
      const stream = streams.get(key);
      stream?.take(part.offset, part.payload);
      if (stream?.over !== true) return [message];
      return change(part.payload, part.offset).map(([position, payload]) => encodeFrame(FrameKind.snapshot, part.channel, position, payload));
    },
  };
};

/** Planted faults in snapshots, in the credit for them, and in who answers questions. */
export const FAULTS_OF_SNAPSHOTS: Record<string, Tamper> = {
  'output comes before the screen is complete': () => {
    const begins = new Map<string, number>();
    return {
      serverSends: (message, link) => {
        const data = json(message);
        if (isAttached(data) && data['resume'] === 'snapshot') begins.set(place(link, data['channel']), Number(data['offset']));
        const part = frame(message, FrameKind.snapshot);
        const offset = part?.offset === 0 ? begins.get(place(link, part.channel)) : undefined;
        return part === undefined || offset === undefined ? [message] : [encodeFrame(FrameKind.output, part.channel, offset, new Uint8Array(0)), message];
      },
    };
  },

  'scrollback comes oldest block first': shown((snapshot) => ({ ...snapshot, scrollback: [...snapshot.scrollback].reverse() })),

  'the newest block of scrollback is left out': shown((snapshot) => ({ ...snapshot, scrollback: snapshot.scrollback.slice(1) })),

  'a block of scrollback is said to be for one column more': shown((snapshot) => ({ ...snapshot, scrollback: snapshot.scrollback.map((block) => ({ ...block, cols: block.cols + 1 })) })),

  'the tail of a snapshot is left out': shown((snapshot) => ({ ...snapshot, tail: new Uint8Array(0) })),

  'a snapshot does not begin by resetting the terminal': shown((snapshot) => ({ ...snapshot, screen: snapshot.screen.subarray(4) })),

  'a snapshot is older than it says': () => {
    let before: Snapshot | undefined;
    return {
      screenShows: (snapshot) => {
        const stale = before === undefined || before.offset > snapshot.offset ? snapshot : { ...before, offset: snapshot.offset };
        before = snapshot;
        return stale;
      },
    };
  },

  'the screen misses output now and then': leftOut('parse', 40),

  'a new size does not reach the screen': leftOut('resize', 1),

  'the snapshot takes no credit': (world) => {
    const acked = new Map<string, number>();
    return {
      serverReads: (message, link) => {
        const data = json(message);
        if (data?.['type'] === 'ack') acked.set(place(link, data['channel']), Number(data['offset']));
        return [message];
      },
      serverSends: (message, link) => {
        const data = json(message);
        if (isAttached(data)) acked.set(place(link, data['channel']), Number(data['offset']));
        const part = frame(message, FrameKind.snapshot);
        if (part === undefined) return [message];
        const ack = JSON.stringify({ type: 'ack', channel: part.channel, offset: acked.get(place(link, part.channel)), snapshot: part.offset + part.payload.length });
        world.clock.after(0, () => {
          if (link.serverState === 'open') link.serverSocket.handlers.onMessage(ack);
        });
        return [message];
      },
    };
  },

  'the server ignores acknowledgements of a snapshot': rewrite('serverReads', (data) => (data['type'] === 'ack' && data['snapshot'] !== undefined ? { ...data, snapshot: undefined } : undefined)),

  'the client acknowledges no snapshot': rewrite('fromClient', (data) => (data['type'] === 'ack' && data['snapshot'] !== undefined ? { ...data, snapshot: undefined } : undefined)),

  'a snapshot is acknowledged when it arrives, not when it is parsed': () => {
    const arrived = new Map<string, number>();
    return {
      toClient: (message, link) => {
        const part = frame(message, FrameKind.snapshot);
        if (part !== undefined) arrived.set(place(link, part.channel), part.offset + part.payload.length);
        return [message];
      },
      fromClient: (message, link) => {
        const data = json(message);
        const snapshot = data?.['type'] === 'ack' ? arrived.get(place(link, data['channel'])) : undefined;
        return [snapshot === undefined ? message : JSON.stringify({ ...data, snapshot })];
      },
    };
  },

  'positions in a snapshot count from one': () => ({
    toClient: (message) => {
      const part = frame(message, FrameKind.snapshot);
      return [part === undefined ? message : encodeFrame(FrameKind.snapshot, part.channel, part.offset + 1, part.payload)];
    },
  }),

  'a snapshot that was broken off counts as shown': () => {
    const broken = new Map<string, { readonly epoch: unknown; readonly offset: unknown }>();
    const clients = new Map<string, string>();
    return {
      serverReads: (message, link) => {
        const data = json(message);
        if (!isAttach(data)) return [message];
        const client = String(data['client']);
        const resume = broken.get(client);
        clients.set(place(link, data['channel']), client);
        return [data['type'] === 'create_session' && resume !== undefined ? JSON.stringify({ ...data, type: 'session_sync', ...resume }) : message];
      },
      serverSends: (message, link) => {
        const data = json(message);
        const client = isAttached(data) ? clients.get(place(link, data['channel'])) : undefined;
        if (data !== undefined && client !== undefined && data['resume'] === 'snapshot') broken.set(client, { epoch: data['epoch'], offset: data['offset'] });
        return [message];
      },
    };
  },

  'a snapshot is said to end one byte too late': rewrite('serverSends', (data) => (isAttached(data) && data['resume'] === 'snapshot' ? { ...data, offset: Number(data['offset']) + 1 } : undefined)),

  'a snapshot of another shell passes for one of the same': () => {
    const known = new Map<string, unknown>();
    const clients = new Map<string, string>();
    return {
      fromClient: (message, link) => {
        const data = json(message);
        if (isAttach(data)) clients.set(place(link, data['channel']), String(data['client']));
        return [message];
      },
      toClient: (message, link) => {
        const data = json(message);
        const client = isAttached(data) ? clients.get(place(link, data['channel'])) : undefined;
        if (data === undefined || client === undefined) return [message];
        const epoch = known.get(client) ?? data['epoch'];
        if (data['resume'] !== 'snapshot') known.set(client, data['epoch']);
        return [data['resume'] === 'snapshot' ? JSON.stringify({ ...data, epoch }) : message];
      },
    };
  },

  'blocks come after the end of a snapshot': atEnd((payload, position) => [[position, payload], [position + payload.length, encodeSectionHeader(SectionKind.end, 0)]]),

  'a snapshot has no end': atEnd((payload, position) => (payload.length <= SECTION_HEADER_BYTES ? [] : [[position, payload.subarray(0, payload.length - SECTION_HEADER_BYTES)]])),

  'every viewer answers what programs ask': () => {
    const finders = new Map<unknown, QuestionFinder>();
    return {
      viewShows: (bytes, session) => {
        const finder = finders.get(session) ?? new QuestionFinder();
        finders.set(session, finder);
        for (const number of finder.take(bytes)) if (session.status === 'connected') session.send(answerTo(number));
      },
    };
  },

  'a question is left unanswered now and then': leftOut('answer', 9),

  'answers are written twice': () => ({ ptyWrite: (bytes) => (bytes.length === answerTo(0).length && bytes.every(isAnswer) ? Uint8Array.of(...bytes, ...bytes) : bytes.slice()) }),

  'a page that nobody sees holds the shell up': rewrite('serverReads', (data) => (data['type'] === 'visibility' ? null : undefined)),

  'a page that was hidden once never counts again': rewrite('serverReads', (data) => (data['type'] === 'visibility' && data['visible'] === true ? null : undefined)),

  'a page does not say that it is seen again': rewrite('fromClient', (data) => (data['type'] === 'visibility' && data['visible'] === true ? null : undefined)),

  'a terminal is given bytes instead of its screen': rewrite('serverReads', (data) => (isAttach(data) && data['screen'] === true ? { ...data, screen: undefined } : undefined)),
};
