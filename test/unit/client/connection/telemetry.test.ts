import { describe, expect, it } from 'vitest';
import { Rig } from './rig.js';

/** The server pings; the answer to the ping of ours that follows takes so long. */
function roundTrip(rig: Rig, ms: number): void {
  const socket = rig.sockets.last;
  socket.message({ type: 'ping', nonce: 9 });
  const ours = socket.messages.findLast((message) => message.type === 'ping');
  rig.clock.advance(ms);
  if (ours !== undefined) socket.message({ type: 'pong', nonce: ours.nonce });
}

describe('what a connection says of itself (R42)', () => {
  it('[CN15] every answered ping is a round trip; median and 95th percentile are of the last 100', () => {
    const rig = new Rig().connect();
    expect(rig.connection.state.roundTrips).toBeUndefined();
    roundTrip(rig, 40);
    expect(rig.connection.state.roundTrips).toEqual({ samplesMs: [40], p50Ms: 40, p95Ms: 40 });
    for (let ms = 1; ms <= 100; ms++) roundTrip(rig, ms);
    const { roundTrips, roundTripMs } = rig.connection.state;
    expect(roundTrips).toMatchObject({ p50Ms: 50, p95Ms: 95 });
    expect([roundTrips?.samplesMs.length, roundTrips?.samplesMs[0], roundTrips?.samplesMs.at(-1), roundTripMs]).toEqual([100, 1, 100, 100]);
  });

  it('[CN15] they outlive the socket, and reading them costs and changes nothing', () => {
    const rig = new Rig().connect();
    roundTrip(rig, 7);
    const { roundTrips } = rig.connection.state;
    rig.sockets.last.end(1006);
    expect(rig.connection.state.roundTrips).toBe(roundTrips);
    roundTrip(rig, 9);
    expect(roundTrips?.samplesMs, 'what was read stays as it was read').toEqual([7]);
  });

  it('counts how often it was connected again, not what failed on the way', () => {
    const rig = new Rig();
    expect(rig.connection.state.reconnects).toBe(0);
    rig.connect();
    expect(rig.connection.state).toMatchObject({ reconnects: 0, sockets: 1 });
    rig.fail(3);
    rig.clock.advance(5_000);
    rig.welcome();
    expect(rig.connection.state).toMatchObject({ reconnects: 1, sockets: 4 });
  });
});

describe('cutting the line', () => {
  it('[CN16] drops an open socket as a network would, and comes back by itself (R81)', () => {
    const rig = new Rig().connect();
    rig.clock.advance(6_000);
    const [first] = rig.sockets.all;
    expect(rig.connection.cut()).toBe(true);
    expect(first?.closed?.code).toBe(1000);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', reason: 'The connection was lost.' });
    expect(rig.calls.slice(-2)).toEqual(['down', 'reconnecting']);
    // What was on the way, and the end that the browser tells of at last.
    first?.message({ type: 'ping', nonce: 5 });
    first?.end(1005);
    expect(rig.status).toBe('reconnecting');
    rig.clock.advance(1_000);
    rig.welcome();
    expect(rig.connection.state).toMatchObject({ status: 'connected', sockets: 2, reconnects: 1 });
    first?.end(1005);
    expect(rig.status).toBe('connected');
    expect(rig.errors).toEqual([]);
  });

  it.each<[string, (rig: Rig) => void]>([['opening', () => {}], ['shaking hands', (rig) => rig.sockets.last.open()]])('[CN16] an attempt too: %s', (_name, until) => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    until(rig);
    expect(rig.connection.cut()).toBe(true);
    expect(rig.sockets.live).toHaveLength(0);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', attempt: 1 });
    rig.clock.advance(1_000);
    rig.welcome();
    expect(rig.status).toBe('connected');
  });

  it('[CN16] without a socket it does nothing and says so', () => {
    const rig = new Rig();
    expect(rig.connection.cut()).toBe(false);
    rig.connect();
    rig.sockets.last.end(1006);
    const { detail } = rig.connection;
    expect(rig.connection.cut()).toBe(false);
    expect(rig.connection.detail).toEqual(detail);
    rig.connection.dispose();
    expect(rig.connection.cut()).toBe(false);
  });

  it('[CN16] from within a handler: what was begun is finished first', () => {
    const rig = new Rig().connect();
    const cuts: boolean[] = [];
    rig.onMessage = () => cuts.push(rig.connection.cut());
    rig.sockets.last.message({ type: 'input_ack', channel: 1, offset: 1 });
    expect(cuts).toEqual([true]);
    expect(rig.messages).toHaveLength(1);
    expect(rig.status).toBe('reconnecting');
    expect(rig.sockets.live).toHaveLength(0);
  });
});
