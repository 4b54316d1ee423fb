import { expect, it } from 'vitest';
import { SeededRandom } from '../../../support/seeded-random.js';
import { Rig, WELCOME } from './rig.js';

const CODES = [1000, 1001, 1006, 1009, 1012, 4000, 4001, 4100, 4111, 4112, 4200];

/** One random life of a real connection; the seed repeats it. */
function live(seed: number): void {
  const choose = new SeededRandom(seed);
  const rig = new Rig({}, seed);
  rig.jitter = undefined;
  const leases: { dispose(): void }[] = [];
  const any = () => (rig.sockets.all.length === 0 ? undefined : choose.pick(rig.sockets.all.slice(-3)));
  const moves: (() => void)[] = [
    () => leases.push(rig.connection.lease()),
    () => leases.splice(choose.integer(0, leases.length), 1).forEach((lease) => lease.dispose()),
    () => rig.clock.advance(choose.integer(0, 20_000)),
    () => rig.clock.advance(choose.integer(0, 20_000)),
    () => rig.clock.jump(choose.integer(0, 400_000)),
    () => any()?.open(),
    () => any()?.message(WELCOME),
    () => any()?.message({ type: 'ping', nonce: choose.integer(0, 9) }),
    () => any()?.message({ type: 'server_closing', reason: '', retryInMs: choose.integer(0, 60_000) }),
    () => any()?.message(choose.pick(['{"type":"later"}', '{}', 'x'])),
    () => any()?.end(choose.pick(CODES)),
    () => any()?.goSilent(),
    () => rig.online.set(choose.chance(0.7)),
    () => rig.visible.set(choose.chance(0.7)),
    () => rig.wake(),
    () => rig.connection.nudge(),
    () => rig.connection.measure(() => {}),
    () => rig.connection.retry(),
    () => rig.connection.setTokenProvider(choose.chance(0.5) ? undefined : () => 'token'),
    () => rig.connection.send({ type: 'ping', nonce: 1 }),
  ];
  for (let i = 0; i < 150; i++) {
    choose.pick(moves)();
    expect(rig.sockets.live.length, `seed ${seed}`).toBeLessThanOrEqual(1);
    expect(rig.clock.pending, `seed ${seed}`).toBeLessThanOrEqual(3);
    const { status, retryAt } = rig.connection.detail;
    expect(rig.connection.ready, `seed ${seed}`).toBe(status === 'connected');
    if (retryAt !== undefined) expect(rig.clock.nextAt, `seed ${seed}: retryAt without its timer`).toBeLessThanOrEqual(retryAt);
  }
  const ups = rig.calls.filter((call) => call === 'ready' || call === 'down');
  ups.forEach((call, at) => expect(call, `seed ${seed}`).toBe(at % 2 === 0 ? 'ready' : 'down'));
  // Whatever has happened: with the network back and somebody who wants it, it connects.
  rig.online.set(true);
  rig.visible.set(true);
  rig.connection.setTokenProvider(undefined);
  leases.push(rig.connection.lease());
  rig.clock.advance(0);
  for (let i = 0; i < 20 && rig.connection.detail.status !== 'connected'; i++) {
    rig.connection.retry();
    rig.clock.advance(1_000);
    if (rig.sockets.live.length > 0) rig.welcome();
  }
  expect(rig.status, `seed ${seed}`).toBe('connected');
  rig.connection.dispose();
  expect(rig.clock.pending, `seed ${seed}`).toBe(0);
  expect(rig.sockets.live, `seed ${seed}`).toHaveLength(0);
}

it('[CN2] [CN12] 200 random lives: one socket at most, no timer left behind, and always a way back', () => {
  for (let seed = 1; seed <= 200; seed++) live(seed);
}, 60_000);
