import { afterEach, describe, expect, it } from 'vitest';
import { encodeMessage } from '../../src/protocol/codec.js';
import { FrameKind, encodeFrame } from '../../src/protocol/frames.js';
import type { ServerSocket, ServerSocketHandlers } from '../../src/server/socket.js';

/** A server's socket and the client at its other end. */
export interface SocketPair {
  readonly server: ServerSocket;
  /** The client sends. */
  say(message: string | Uint8Array): void;
  /** What the client has received, in order. */
  readonly heard: readonly (string | Uint8Array)[];
  /** How the client saw the socket end. */
  readonly ended: { readonly code: number; readonly reason: string } | undefined;
  /** The client does not read any more. */
  stall(): void;
  /** … and reads on. */
  flow(): void;
  /** The client goes, with a closing handshake. */
  leave(code: number): void;
  /** The line is cut. */
  cut(): void;
  /** Resolves when `reached` is true; checks whenever something happened. */
  until(reached: () => boolean): Promise<void>;
  dispose(): void;
}

class Recorder implements ServerSocketHandlers {
  readonly messages: (string | Uint8Array)[] = [];
  readonly closes: { code: number; reason: string }[] = [];
  /** `unsentBytes` at each drain. */
  readonly drains: number[] = [];
  afterClose = 0;

  constructor(readonly socket: ServerSocket) {
    socket.handlers = this;
  }
  onMessage(message: string | Uint8Array): void {
    if (this.closes.length > 0) this.afterClose++;
    this.messages.push(typeof message === 'string' ? message : Uint8Array.from(message));
  }
  onDrain(): void {
    if (this.closes.length > 0) this.afterClose++;
    this.drains.push(this.socket.unsentBytes);
  }
  onClose(code: number, reason: string): void {
    this.closes.push({ code, reason });
  }
}

// Both directions carry messages that are true to the protocol: some doubles check them.
const text = (nonce: number): string => encodeMessage({ type: 'ping', nonce });
const frame = (payload: Uint8Array): Uint8Array => encodeFrame(FrameKind.output, 1, 0, payload);

/** The promises in src/server/socket.ts, for any implementation. */
export function describeServerSocketContract(name: string, open: () => Promise<SocketPair>): void {
  describe(`ServerSocket contract: ${name}`, () => {
    const pairs: SocketPair[] = [];
    const start = async (): Promise<{ pair: SocketPair; seen: Recorder }> => {
      const pair = await open();
      pairs.push(pair);
      return { pair, seen: new Recorder(pair.server) };
    };
    afterEach(() => {
      for (const pair of pairs.splice(0)) pair.dispose();
    });

    it('delivers text as strings and binary as bytes, in order', async () => {
      const { pair, seen } = await start();
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      pair.say('{"a":"é😀"}');
      pair.say(bytes);
      pair.say('');
      await pair.until(() => seen.messages.length === 3);
      expect(seen.messages).toEqual(['{"a":"é😀"}', bytes, '']);
    });

    it('sends text and binary in order', async () => {
      const { pair } = await start();
      const payload = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);
      pair.server.send(text(1));
      pair.server.send(frame(payload));
      pair.server.send(text(2));
      await pair.until(() => pair.heard.length === 3);
      expect(pair.heard).toEqual([text(1), frame(payload), text(2)]);
    });

    it('sends what a batch holds, in order, also when it throws', async () => {
      const { pair } = await start();
      pair.server.batch(() => {
        for (let i = 0; i < 100; i++) pair.server.send(text(i));
      });
      expect(() => pair.server.batch(() => {
        pair.server.send(text(100));
        throw new RangeError('from the batch');
      })).toThrow('from the batch');
      pair.server.send(text(101));
      await pair.until(() => pair.heard.length === 102);
      expect(pair.heard).toEqual(Array.from({ length: 102 }, (_, i) => text(i)));
    });

    it('counts what has not left, and tells when it has', async () => {
      const { pair, seen } = await start();
      expect(pair.server.unsentBytes).toBe(0);
      pair.stall();
      const big = frame(new Uint8Array(1_000_000));
      for (let i = 0; i < 40; i++) pair.server.send(big);
      expect(pair.server.unsentBytes).toBeGreaterThan(0);
      expect(seen.drains).toEqual([]);
      pair.flow();
      await pair.until(() => seen.drains.length > 0 && pair.heard.length === 40);
      expect(seen.drains).toEqual([0]);
      expect(pair.server.unsentBytes).toBe(0);
    });

    it('closes with code and reason, and is silent from then on', async () => {
      const { pair, seen } = await start();
      pair.server.close(4003, 'origin not allowed');
      pair.server.send(text(1));
      pair.say('too late');
      pair.server.close(4004, 'again');
      await pair.until(() => pair.ended !== undefined);
      expect(pair.ended).toEqual({ code: 4003, reason: 'origin not allowed' });
      expect(pair.heard).toEqual([]);
      expect(seen.messages).toEqual([]);
    });

    it('tells once that the client has left', async () => {
      const { pair, seen } = await start();
      pair.say('first');
      await pair.until(() => seen.messages.length === 1);
      pair.leave(1000);
      await pair.until(() => seen.closes.length > 0);
      pair.server.send(text(1));
      pair.server.close(4000, '');
      expect(seen.closes.map(({ code }) => code)).toEqual([1000]);
      expect(seen.afterClose).toBe(0);
    });

    it('tells once that the line was cut', async () => {
      const { pair, seen } = await start();
      pair.cut();
      await pair.until(() => seen.closes.length > 0);
      expect(seen.closes.map(({ code }) => code)).toEqual([1006]);
    });
  });
}
