import { describe, expect, it } from 'vitest';
import { TokenSource, type TokenResult } from '../../../../src/client/connection/token-source.js';
import { ManualClock, turn } from '../../../support/manual-clock.js';
import { Rig, WELCOME } from './rig.js';

const hello = (rig: Rig) => {
  rig.sockets.last.open();
  return rig.sockets.last.messages[0];
};

/** Promises settled by hand. */
function deferred(): { readonly calls: { resolve(token: string): void; reject(error: unknown): void }[]; readonly provider: () => Promise<string> } {
  const calls: { resolve(token: string): void; reject(error: unknown): void }[] = [];
  return { calls, provider: () => new Promise<string>((resolve, reject) => calls.push({ resolve, reject })) };
}

describe('token (R51)', () => {
  it('is fetched before every attempt and sent in hello, never in the address', async () => {
    const rig = new Rig();
    let calls = 0;
    rig.connection.setTokenProvider(() => Promise.resolve(`token${++calls}`));
    rig.connection.lease();
    await rig.clock.advanceAsync(0);
    expect(hello(rig)).toMatchObject({ type: 'hello', token: 'token1' });
    expect(rig.sockets.last.url).not.toContain('token1');
    rig.sockets.last.end();
    await rig.clock.advanceAsync(1_000);
    expect(hello(rig)).toMatchObject({ token: 'token2' });
    expect(JSON.stringify([rig.connection.state, rig.statuses, rig.logs])).not.toContain('token2');
  });

  it.each([
    ['throws', () => { throw new Error('boom'); }],
    ['rejects', () => Promise.reject(new Error('boom'))],
    ['returns an object', () => ({}) as unknown as string],
    ['returns a huge token', () => 'x'.repeat(20_000)],
  ])('[CN7] a provider that %s: token_failed, tried again with backoff, no socket', async (_name, provider) => {
    const rig = new Rig();
    rig.connection.setTokenProvider(provider);
    rig.connection.lease();
    await rig.clock.advanceAsync(0);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', attempt: 1, retryAt: 1_000 });
    expect(rig.errors.map((error) => error.code)).toEqual(['token_failed']);
    expect(rig.errors[0]).toMatchObject({ retryable: true, category: 'auth' });
    await rig.clock.advanceAsync(1_000);
    expect(rig.connection.detail.attempt).toBe(2);
    expect(rig.errors).toHaveLength(1);
    expect(rig.sockets.all).toHaveLength(0);
    rig.connection.setTokenProvider(undefined);
    await rig.clock.advanceAsync(2_000);
    expect(rig.sockets.all).toHaveLength(1);
  });

  it('an auth service that is down for ten minutes is asked once per step', async () => {
    const rig = new Rig();
    let calls = 0;
    rig.connection.setTokenProvider(() => {
      calls++;
      return Promise.reject(new Error('500'));
    });
    rig.connection.lease();
    await rig.clock.advanceAsync(600_000);
    // 5 until the breaker opens, then one per 30 s.
    expect(calls).toBeGreaterThan(15);
    expect(calls).toBeLessThanOrEqual(25);
    expect(rig.status).toBe('suspended');
  });

  it('[CN3] the deadline covers the token; a late token opens nothing, and a slow service is not asked twice at once', async () => {
    const rig = new Rig();
    const { calls, provider } = deferred();
    rig.connection.setTokenProvider(provider);
    rig.connection.lease();
    await rig.clock.advanceAsync(10_000);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', attempt: 1, reason: 'The token provider did not answer in time.' });
    await rig.clock.advanceAsync(1_000);
    expect(calls).toHaveLength(1);
    calls[0]?.resolve('slow');
    await turn();
    expect(hello(rig)).toMatchObject({ token: 'slow' });
    expect(rig.sockets.all).toHaveLength(1);
  });

  it('a provider that never answers is asked again after 30 s', async () => {
    const rig = new Rig();
    const { calls, provider } = deferred();
    rig.connection.setTokenProvider(provider);
    rig.connection.lease();
    await rig.clock.advanceAsync(25_000);
    expect(calls).toHaveLength(1);
    await rig.clock.advanceAsync(30_000);
    expect(calls.length).toBeGreaterThan(1);
    calls[0]?.resolve('old');
    await turn();
    expect(rig.sockets.all).toHaveLength(0);
  });

  it('a replaced provider’s answer is dropped', async () => {
    const rig = new Rig();
    const { calls, provider } = deferred();
    rig.connection.setTokenProvider(provider);
    rig.connection.lease();
    await rig.clock.advanceAsync(0);
    rig.connection.setTokenProvider(() => 'new');
    calls[0]?.resolve('old');
    await turn();
    expect(rig.sockets.all).toHaveLength(1);
    expect(hello(rig)).toMatchObject({ token: 'new' });
  });

  it('[CN7] a refused token is fetched again at most twice in a row, then a person is asked', async () => {
    const rig = new Rig();
    let calls = 0;
    rig.connection.setTokenProvider(() => `token${++calls}`);
    rig.connection.lease();
    rig.clock.advance(0);
    for (let i = 0; i < 3; i++) {
      rig.sockets.last.open();
      rig.sockets.last.end(4111);
    }
    expect(calls).toBe(3);
    expect(rig.connection.detail).toMatchObject({ status: 'failed', attempt: 3, reason: 'The server does not accept the sign-in token.' });
    expect(rig.errors).toHaveLength(1);
    expect(rig.errors[0]).toMatchObject({ code: 'auth_failed', action: 'Sign in again, then press Retry.' });
    rig.clock.advance(3_600_000);
    expect(calls).toBe(3);
    rig.connection.setTokenProvider(() => 'better');
    expect(hello(rig)).toMatchObject({ token: 'better' });
    rig.sockets.last.message(WELCOME);
    expect(rig.status).toBe('connected');
  });

  it('a token that expires while connected is replaced at once, without a failure shown', () => {
    const rig = new Rig();
    rig.connection.setTokenProvider(() => 'fresh');
    rig.connect();
    rig.clock.advance(10_000);
    rig.sockets.last.end(4112);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', reason: 'The sign-in token has expired.', attempt: 1 });
    rig.welcome();
    expect(rig.errors).toEqual([]);
  });

  it('tokens that expire one after the other, each after a stable time, are no failure', () => {
    const rig = new Rig();
    rig.connection.setTokenProvider(() => 'fresh');
    rig.connect();
    for (let i = 0; i < 5; i++) {
      rig.clock.advance(20_000);
      rig.beat();
      rig.clock.advance(20_000);
      rig.sockets.last.end(4112);
      rig.welcome();
    }
    expect(rig.status).toBe('connected');
    expect(rig.sockets.all).toHaveLength(6);
  });

  it('[CN12] disposal drops the answer that is still on its way', async () => {
    const rig = new Rig();
    const { calls, provider } = deferred();
    rig.connection.setTokenProvider(provider);
    rig.connection.lease();
    await rig.clock.advanceAsync(0);
    const { ignoredEvents } = { ...rig.connection.counters };
    rig.connection.dispose();
    calls[0]?.resolve('late');
    await turn();
    expect(rig.sockets.all).toHaveLength(0);
    expect(rig.connection.counters).toMatchObject({ ignoredEvents, lateEvents: 0 });
  });

  it('a server that welcomes and expires every token does not loop', () => {
    const rig = new Rig();
    rig.connection.setTokenProvider(() => 'fresh');
    rig.connect();
    for (let i = 0; i < 10; i++) {
      rig.sockets.last.end(4112);
      if (rig.sockets.last.live) rig.welcome();
    }
    expect(rig.status).toBe('failed');
    expect(rig.sockets.all).toHaveLength(3);
  });

  it('without a provider a sign-in request fails at once and names the remedy', () => {
    const rig = new Rig();
    rig.connection.lease();
    rig.clock.advance(0);
    rig.sockets.last.open();
    rig.sockets.last.end(4110);
    expect(rig.connection.detail).toMatchObject({ status: 'failed', reason: 'The server wants a sign-in.' });
    expect(rig.errors[0]?.action).toContain('tokenProvider');
  });

  it('a page that sets a new provider after every failure does not hammer the server', () => {
    const rig = new Rig();
    const again = (): void => rig.connection.setTokenProvider(() => 'wrong');
    again();
    rig.connection.lease();
    rig.clock.advance(0);
    for (let i = 0; i < 50; i++) {
      if (rig.sockets.last.live) rig.sockets.last.end(4111);
      if (rig.status === 'failed') again();
    }
    expect(rig.sockets.all).toHaveLength(6);
    expect(rig.connection.detail).toMatchObject({ status: 'reconnecting', retryAt: 30_000 });
  });
});

describe('TokenSource', () => {
  it('keeps one call under way and gives the answer to the newest asker', async () => {
    const { calls, provider } = deferred();
    const source = new TokenSource(new ManualClock());
    source.provider = provider;
    const answers: string[] = [];
    const ask = (name: string): void => source.fetch((result: TokenResult) => answers.push(`${name} ${result.ok ? result.value : result.error.reason}`));
    ask('first');
    ask('second');
    expect(calls).toHaveLength(1);
    calls[0]?.resolve('t');
    await turn();
    expect(answers).toEqual(['second t']);
    ask('third');
    source.cancel();
    calls[1]?.reject(new Error('x'));
    await turn();
    expect(answers).toHaveLength(1);
  });
});
