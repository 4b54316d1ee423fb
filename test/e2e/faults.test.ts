// Real faults under a real page: sockets reset at any byte, servers gone and back, bad input of every kind.
import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TcpFaultProxy } from '../../demo/fault-proxy/tcp-fault-proxy.mjs';
import { startHost } from '../support/e2e/harness.mjs';
import { pageSuite } from '../support/e2e/page-suite.js';
import { SeededRandom } from '../support/seeded-random.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const suite = pageSuite();

describe('the socket', () => {
  it('[SE1] [SV2] [SV3] cut 50 times at random while `seq 1 300000` runs: the stream arrives byte for byte (R20)', async () => {
    const random = new SeededRandom(20_250_711);
    const proxy = await TcpFaultProxy.start({ host: '127.0.0.1', port: suite.host.port }, random.next);
    try {
      const through = await startHost({ options: { allowedOrigins: [suite.host.origin], allowedHosts: [`127.0.0.1:${proxy.port}`] } });
      proxy.target = { host: '127.0.0.1', port: through.port };
      // Every connection is reset after a random number of bytes, anywhere in a frame; the last one lives.
      let cuts = 0;
      const armed = new WeakSet<object>();
      const arm = setInterval(() => {
        for (const connection of proxy.connections) {
          if (armed.has(connection) || cuts >= 50) continue;
          armed.add(connection);
          cuts++;
          connection.down.cutAfter(random.integer(400, 50_000));
        }
      }, 1);
      onTestFinished(() => clearInterval(arm));
      // Slow enough that every connection is armed before it could carry everything.
      proxy.faults.down.bytesPerSecond = 4_000_000;
      await suite.page.evaluate(async (url) => {
        pt.registry.configure({ reconnect: { minMs: 20, maxMs: 200, breakerFailures: 1000 } });
        const session = pt.registry.open({ url, sessionId: 'seq', profile: 'seq' });
        const got = kit.collect(session);
        session.send('go\n');
        Object.assign(globalThis, { session, got });
      }, `ws://127.0.0.1:${proxy.port}/terminal`);
      const expected = Array.from({ length: 300_000 }, (_, i) => `${i + 1}\r\n`).join('');
      const result = await suite.page.evaluate(async () => {
        const { got } = globalThis as any;
        await got.untilEnd('300000', 150_000);
        return { faults: got.faults, size: got.size, sha: await got.sha256(), sockets: kit.sockets.length, metrics: pt.registry.metrics(), head: (await got.text()).slice(0, 12) };
      });
      // `stty -echo` and the first key race: the echo of "go" may come first.
      const echo = result.head.startsWith('go\r\n') ? 'go\r\n' : '';
      expect(cuts).toBe(50);
      expect(result.faults).toEqual([]);
      expect(result.metrics.gaps).toBe(0);
      expect(result.size).toBe(expected.length + echo.length);
      expect(result.sha).toBe(createHash('sha256').update(echo + expected).digest('hex'));
      expect(result.sockets).toBeGreaterThanOrEqual(51);
      await through.close();
    } finally {
      await proxy.close();
    }
  });

  it('[SE4] typed input arrives once and in order across cuts (R21)', async () => {
    await suite.page.evaluate(async () => {
      pt.registry.configure({ reconnect: { minMs: 20, maxMs: 100 } });
      const session = pt.registry.open({ sessionId: 'echo', profile: 'echo' });
      const got = kit.collect(session);
      Object.assign(globalThis, { session, got });
      await kit.until(() => got.size > 0);
    });
    const random = new SeededRandom(7);
    let expected = 'R';
    for (let i = 0; i < 400; i++) {
      const text = `${i};`;
      expected += text;
      await suite.page.evaluate((t) => (globalThis as any).session.send(t), text);
      if (random.chance(0.1)) suite.host.cut();
    }
    const result = await suite.page.evaluate(async (length) => {
      const { got } = globalThis as any;
      await kit.until(() => got.size >= length, () => `echo (${got.size} of ${length})`);
      return { text: await got.text(), faults: got.faults };
    }, expected.length);
    expect(result).toEqual({ text: expected, faults: [] });
  });
});

describe('the server', () => {
  it('[CN7] [EL8] gone at start: the element says so, and connects once it is there (R30, R41)', async () => {
    // The page comes from one server, the terminal from another that is not there yet.
    const options = { allowedOrigins: [suite.host.origin] };
    const { port, close } = await startHost({ options });
    await close();
    await suite.page.evaluate(async (url) => {
      pt.registry.configure({ reconnect: { minMs: 50, maxMs: 200, breakerMs: 300 } });
      const element = document.createElement('persistent-terminal') as any;
      element.id = 'late';
      element.url = url;
      document.body.append(element);
      await kit.until(() => ['reconnecting', 'suspended'].includes(element.status) && /Retry/i.test(element.shadowRoot!.textContent ?? ''), 'overlay');
    }, `ws://127.0.0.1:${port}/terminal`);
    const late = await startHost({ port, options });
    try {
      const status = await suite.page.evaluate(async () => {
        const element = document.querySelector('persistent-terminal') as any;
        await kit.until(() => element.status === 'connected', () => `connected (${element.status})`);
        element.send('echo here\r');
        await kit.untilLine(await element.terminal, /^here/);
        return element.status;
      });
      expect(status).toBe('connected');
    } finally {
      await late.close();
    }
  });

  it('[SE4] [SV2] restarted: a new shell, a visible divider, and what was typed meanwhile is reported, not run (R21, R22)', async () => {
    await suite.page.evaluate(async () => {
      pt.registry.configure({ reconnect: { minMs: 400, maxMs: 800, breakerMs: 1_000 } });
      const element = await kit.mount({ 'session-id': 'r' });
      const term = await element.terminal;
      element.send('echo before=$$.\r');
      await kit.untilLine(term, /^before=\d+\./);
      const seen: any[] = [];
      let typed = false;
      element.session.subscribe({
        onError: (error: any) => seen.push(error.code), onSessionCreated: (event: any) => seen.push(event.created ? 'new shell' : 'same shell'),
        onStatus(status: string) {
          // The page may be back before the test asks it.
          if (status !== 'reconnecting' || typed) return;
          typed = true;
          element.send('touch /tmp/never-run\r');
        },
      });
      Object.assign(globalThis, { element, term, seen });
    });
    await suite.host.restart();
    const result = await suite.page.evaluate(async () => {
      const { element, term, seen } = globalThis as any;
      await kit.until(() => seen.includes('new shell') && element.status === 'connected', 'connected to a new shell');
      element.send('echo after=$$.\r');
      await kit.untilLine(term, /^after=\d+\./);
      const text = kit.lines(term).join('\n');
      return { seen, text };
    });
    expect(result.seen).toContain('input_discarded');
    expect(result.seen).toContain('new shell');
    expect(result.text).toMatch(/before=\d+\./);
    expect(result.text).toMatch(/new shell/i);
    expect(result.text).not.toContain('never-run');
  });
});

describe('bad input reaches one session only', () => {
  const good = () =>
    suite.page.evaluate(async () => {
      const element = await kit.mount({ 'session-id': 'good' });
      element.send('echo fine\r');
      // The prompt after it: from there on nothing is printed unasked.
      const term = await element.terminal;
      await kit.untilText(term, /^fine\n\$$/m);
      Object.assign(globalThis, { good: element, before: kit.cells(await element.terminal) });
    });
  const stillGood = () =>
    suite.page.evaluate(async () => {
      const { good: element, before } = globalThis as any;
      const difference = kit.difference(before, kit.cells(await element.terminal));
      element.send('echo still\r');
      await kit.untilLine(await element.terminal, /^still/);
      return { difference, status: element.status, sockets: kit.sockets.filter((socket: WebSocket) => socket.readyState === 1).length };
    });
  const failing = (attributes: Record<string, string>) =>
    suite.page.evaluate(async (given) => {
      const element = document.createElement('persistent-terminal') as any;
      const events: any[] = [];
      element.addEventListener('terminal-error', (event: any) => events.push(event.detail));
      for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
      document.body.append(element);
      await kit.until(() => events.length > 0, 'terminal-error');
      await kit.frame();
      await kit.frame();
      return { ...events[0], text: element.shadowRoot.textContent };
    }, attributes);

  it.each([
    ['unknown profile', { 'session-id': 'x', profile: 'nope' }, 'unknown_profile'],
    ['a shell that does not exist', { 'session-id': 'x', profile: 'missing' }, 'spawn_failed'],
    ['a bad id', { 'session-id': '../../etc' }, 'bad_session_id'],
    ['an id of 10 KB', { 'session-id': 'x'.repeat(10_000) }, 'bad_session_id'],
    ['a script address', { url: 'javascript:alert(1)', 'session-id': 'x' }, 'bad_url'],
    ['an address with a password', { url: 'ws://user:pw@127.0.0.1/terminal', 'session-id': 'x' }, 'bad_url'],
  ])('[EL6] [SE7] %s (R3, R37)', async (_name, attributes, code) => {
    await good();
    const error = await failing(attributes as Record<string, string>);
    expect(error.code).toBe(code);
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.text).toContain(error.message);
    expect(await stillGood()).toEqual({ difference: null, status: 'connected', sockets: 1 });
  });

  it('[SE10] [EL9] a shell that exits at once shows its last words, its code and Restart (R27, R50)', async () => {
    await good();
    const result = await suite.page.evaluate(async () => {
      const element = document.createElement('persistent-terminal') as any;
      element.setAttribute('session-id', 'exits');
      element.setAttribute('profile', 'exits');
      const exits: any[] = [];
      element.addEventListener('terminal-exit', (event: any) => exits.push(event.detail));
      document.body.append(element);
      await kit.until(() => exits.length > 0, 'terminal-exit');
      const term = await element.terminal;
      await kit.untilLine(term, /^bye/);
      await kit.frame();
      await kit.frame();
      return { exit: exits[0], status: element.status, text: element.shadowRoot.textContent };
    });
    expect(result.exit).toMatchObject({ exitCode: 7, signal: null });
    expect(result.status).toBe('closed');
    expect(result.text).toMatch(/7/);
    expect(result.text).toMatch(/Restart/);
    expect(await stillGood()).toEqual({ difference: null, status: 'connected', sockets: 1 });
  });

  it('[SV14] a wrong token: failed with a reason, no loop (R51)', async () => {
    const sockets = await suite.page.evaluate(async () => {
      pt.registry.configure({ tokenProvider: () => 'wrong', reconnect: { minMs: 10, maxMs: 20 } });
      const element = document.createElement('persistent-terminal') as any;
      document.body.append(element);
      await kit.until(() => element.status === 'failed', 'failed');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { count: kit.sockets.length, text: element.shadowRoot.textContent, code: element.lastError?.code };
    });
    expect(sockets.count).toBeLessThanOrEqual(3);
    expect(sockets.code).toBe('auth_failed');
    expect(sockets.text).toMatch(/Retry/);
  });
});
