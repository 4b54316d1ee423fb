import { describe, expect, it } from 'vitest';
import { createConnection } from '../../../../src/client/connection/connection.js';
import { deferConnection, type ConnectionModule } from '../../../../src/client/connection/deferred-connection.js';
import { TerminalError } from '../../../../src/protocol/errors.js';
import { turn } from '../../../support/manual-clock.js';
import { Rig } from './rig.js';

interface Loading {
  readonly module: Promise<ConnectionModule>;
  resolve(): void;
  reject(): void;
}

function loading(): Loading {
  let resolve!: (module: ConnectionModule) => void;
  let reject!: (cause: Error) => void;
  const module = new Promise<ConnectionModule>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { module, resolve: () => resolve({ createConnection }), reject: () => reject(new Error('404')) };
}

function rig() {
  const { environment, clock, sockets: factory } = new Rig();
  const loads: Loading[] = [];
  const statuses: string[] = [];
  const errors: TerminalError[] = [];
  const connect = deferConnection(() => {
    const next = loading();
    loads.push(next);
    return next.module;
  });
  const connection = connect('ws://server/terminal', environment, {}, {
    onReady() {}, onDown() {}, onMessage() {}, onFrame() {},
    onStatus: (detail, previous) => statuses.push(`${previous.status}>${detail.status}`),
    onError: (error) => errors.push(error),
  });
  return { clock, sockets: factory.all, connection, loads, statuses, errors };
}

describe('[CN1] the code of a connection is loaded with the first lease (R4)', () => {
  it('loads once for many leases, and is connecting meanwhile', async () => {
    const { connection, loads, statuses, sockets, clock } = rig();
    expect(connection.detail.status).toBe('idle');
    expect(loads).toHaveLength(0);
    connection.lease();
    connection.lease();
    expect(loads).toHaveLength(1);
    expect(connection.detail.status).toBe('connecting');
    expect(connection.ready).toBe(false);
    loads[0]!.resolve();
    await turn();
    await clock.advanceAsync(0);
    expect(sockets).toHaveLength(1);
    // The real one's own start is no news.
    expect(statuses).toEqual(['idle>connecting']);
  });

  it('leases that ended meanwhile count for nothing; those that live go on', async () => {
    const { connection, loads, sockets, statuses, clock } = rig();
    connection.lease().dispose();
    loads[0]!.resolve();
    await turn();
    await clock.advanceAsync(20_000);
    expect(sockets).toHaveLength(0);
    expect(connection.detail.status).toBe('idle');
    expect(statuses).toEqual(['idle>connecting', 'connecting>idle']);
    const lease = connection.lease();
    await clock.advanceAsync(0);
    expect(sockets).toHaveLength(1);
    lease.dispose();
    await clock.advanceAsync(10_000);
    expect(connection.detail.status).toBe('idle');
  });

  it('a part that cannot be loaded is a failure with an action; Retry loads again (R37)', async () => {
    const { connection, loads, errors, sockets, clock } = rig();
    connection.lease();
    loads[0]!.reject();
    await turn();
    expect(connection.detail.status).toBe('failed');
    expect(errors.map((error) => [error.code, error.action !== ''])).toEqual([['load_failed', true]]);
    connection.retry();
    expect(connection.detail.status).toBe('connecting');
    loads[1]!.resolve();
    await turn();
    await clock.advanceAsync(0);
    expect(sockets).toHaveLength(1);
  });

  it('[CN12] disposed while loading: nothing is made', async () => {
    const { connection, loads, sockets, clock } = rig();
    connection.lease();
    connection.dispose();
    loads[0]!.resolve();
    await turn();
    await clock.advanceAsync(20_000);
    expect(sockets).toHaveLength(0);
    expect(connection.detail.status).toBe('closed');
    expect(clock.pending).toBe(0);
  });
});
