// More of what lines do to a living page: encryption, a direction gone silent, a crawl, proxies that gather bytes or drop the idle.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { TcpFaultProxy } from '../../demo/fault-proxy/tcp-fault-proxy.mjs';
import { openPage, PROFILES, startBrowser, startHost, startProxiedHost } from '../support/e2e/harness.mjs';
import { pageSuite } from '../support/e2e/page-suite.js';
import { selfSigned } from '../support/e2e/self-signed.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const suite = pageSuite();

/** An echo session through a proxy, ready for keys. */
async function openEcho(url: string): Promise<void> {
  await suite.page.evaluate(async (address) => {
    pt.registry.configure({ reconnect: { minMs: 50, maxMs: 200 }, heartbeat: { silenceMs: 2_000, probeMs: 600 } });
    const session = pt.registry.open({ url: address, sessionId: 'echo', profile: 'echo' });
    const got = kit.collect(session);
    const statuses: string[] = [];
    session.subscribe({ onStatus: (status: string) => statuses.push(status) });
    Object.assign(globalThis, { session, got, statuses });
    await kit.until(() => got.size > 0, 'R');
  }, url);
}

const echoed = (text: string): Promise<{ text: string; faults: string[] }> =>
  suite.page.evaluate(async (expected) => {
    const { got } = globalThis as any;
    await kit.until(() => got.size >= expected.length, () => `echo (${got.size} of ${expected.length})`);
    return { text: await got.text(), faults: got.faults };
  }, `R${text}`);

describe('the line', () => {
  it('[CN8] [SE1] [SE4] swallows everything on the way down, and nothing on the way up: noticed, replaced, nothing lost or repeated (R20, R21, R32)', async () => {
    const through = await startProxiedHost(TcpFaultProxy, suite.host.origin, { heartbeatMs: 300 });
    try {
      await openEcho(through.url);
      await suite.page.evaluate(() => (globalThis as any).session.send('before;'));
      await echoed('before;');
      through.proxy.halfOpenAll('down');
      await suite.page.evaluate(async () => {
        const { session, statuses } = globalThis as any;
        session.send('meanwhile;');
        await kit.until(() => statuses.includes('reconnecting'), 'silence noticed', 10_000);
        session.send('after;');
      });
      expect(await echoed('before;meanwhile;after;')).toEqual({ text: 'Rbefore;meanwhile;after;', faults: [] });
    } finally {
      await through.close();
    }
  });

  it('[CN14] [SE1] [SE4] swallows everything on the way up, and nothing on the way down: noticed, replaced, nothing lost or repeated (R20, R21, R32)', async () => {
    const through = await startProxiedHost(TcpFaultProxy, suite.host.origin, { heartbeatMs: 300 });
    try {
      await openEcho(through.url);
      await suite.page.evaluate(() => (globalThis as any).session.send('before;'));
      await echoed('before;');
      through.proxy.halfOpenAll('up');
      await suite.page.evaluate(async () => {
        const { session, statuses } = globalThis as any;
        session.send('meanwhile;');
        // The server's pings arrive all the while, and the server itself would wait for 60 s.
        await kit.until(() => statuses.includes('reconnecting'), 'deafness noticed', 10_000);
        session.send('after;');
      });
      expect(await echoed('before;meanwhile;after;')).toEqual({ text: 'Rbefore;meanwhile;after;', faults: [] });
    } finally {
      await through.close();
    }
  });

  it('[SV6] [SE4] carries 1 KB/s while a program floods: Ctrl-C ends the program at once, and little waits (R21, R53)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'persistent-terminal-'));
    const marker = join(folder, 'interrupted');
    const flood = { argv: ['bash', '--norc', '--noprofile', '-c', `trap 'touch ${marker}; exit' INT; while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done`] };
    const through = await startProxiedHost(TcpFaultProxy, suite.host.origin, { profiles: { ...PROFILES, flood } });
    try {
      await suite.page.evaluate(async (url) => {
        const session = pt.registry.open({ url, sessionId: 'flood', profile: 'flood' });
        const got = kit.collect(session);
        Object.assign(globalThis, { session, got });
        await kit.until(() => got.size > 0, 'the flood');
      }, through.url);
      for (const lane of [through.proxy.faults.up, through.proxy.faults.down]) Object.assign(lane, { bytesPerSecond: 1024 });
      // Until what was under way before is drained, which the product does not owe, and the shell stands still behind its window.
      await sleep(1_000);
      const began = performance.now();
      await suite.page.evaluate(() => (globalThis as any).session.send('\x03'));
      while (!existsSync(marker) && performance.now() - began < 10_000) await sleep(20);
      expect(existsSync(marker)).toBe(true);
      expect(performance.now() - began).toBeLessThan(3_000);
      expect(await suite.page.evaluate(() => (globalThis as any).got.faults)).toEqual([]);
    } finally {
      await through.close();
      await rm(folder, { recursive: true });
    }
  });

  it('[SE1] [SE4] leads through a proxy that gathers 64 KiB or a second: later, but whole and in order, on one socket (R20, R21)', async () => {
    const through = await startProxiedHost(TcpFaultProxy, suite.host.origin);
    try {
      for (const lane of [through.proxy.faults.up, through.proxy.faults.down]) Object.assign(lane, { coalesceBytes: 65_536, coalesceMs: 300 });
      await openEcho(through.url);
      const keys = Array.from({ length: 30 }, (_, i) => `${i};`);
      for (const key of keys) await suite.page.evaluate((text) => (globalThis as any).session.send(text), key);
      expect(await echoed(keys.join(''))).toEqual({ text: `R${keys.join('')}`, faults: [] });
      expect(await suite.page.evaluate(() => kit.sockets.length)).toBe(1);
    } finally {
      await through.close();
    }
  });

  it('[CN8] leads through a proxy that resets what was idle for a second: the pings keep it (R32)', async () => {
    const through = await startProxiedHost(TcpFaultProxy, suite.host.origin, { heartbeatMs: 300 });
    const passed = new Map<object, { bytes: number; since: number }>();
    let dropped = 0;
    const watch = setInterval(() => {
      for (const connection of through.proxy.connections) {
        const bytes = connection.up.passed + connection.down.passed;
        const seen = passed.get(connection);
        if (seen === undefined || seen.bytes !== bytes) passed.set(connection, { bytes, since: performance.now() });
        else if (performance.now() - seen.since > 1_000) {
          dropped++;
          connection.reset();
        }
      }
    }, 50);
    try {
      await openEcho(through.url);
      await sleep(3_500);
      expect(await suite.page.evaluate(() => [kit.sockets.length, (globalThis as any).session.status])).toEqual([1, 'connected']);
      expect(dropped).toBe(0);
    } finally {
      clearInterval(watch);
      await through.close();
    }
  });
});

describe('encryption', () => {
  it('[SV13] [SE4] a page of https talks wss to the same origin: keys, output and a cut as ever (R51, R72)', async () => {
    const tls = await startHost({ tls: selfSigned() });
    const browser = await startBrowser({ flags: ['--ignore-certificate-errors'] });
    try {
      const { page, errors } = await openPage(browser, tls.origin);
      const connected = await page.evaluate(async () => {
        pt.registry.configure({ reconnect: { minMs: 20, maxMs: 100 } });
        const element = await kit.mount();
        const term = await element.terminal;
        element.send('echo pid=$$.\r');
        await kit.untilLine(term, /^pid=\d+\./);
        Object.assign(globalThis, { element, term });
        return { url: kit.sockets[0].url as string, secure: isSecureContext };
      });
      expect(connected.url).toMatch(/^wss:/);
      tls.cut();
      const text = await page.evaluate(async () => {
        const { element, term } = globalThis as any;
        await kit.until(() => kit.sockets.length === 2 && element.status === 'connected', 'back');
        element.send('echo again=$$.\r');
        await kit.untilLine(term, /^again=\d+\./);
        return kit.lines(term).join('\n') as string;
      });
      expect(/again=(\d+)\./.exec(text)?.[1]).toBe(/pid=(\d+)\./.exec(text)?.[1]);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
      await tls.close();
    }
  });

  it('[CN7] [EL8] a certificate that the browser refuses: shown as a failed attempt with Retry, and diagnosed (R36, R41)', async () => {
    const tls = await startHost({ tls: selfSigned(), options: { allowedOrigins: [suite.host.origin] } });
    try {
      const report = await suite.page.evaluate(async (url) => {
        pt.registry.configure({ reconnect: { minMs: 50, maxMs: 200 } });
        const element = document.createElement('persistent-terminal') as any;
        element.url = url;
        document.body.append(element);
        await kit.until(() => ['reconnecting', 'suspended'].includes(element.status) && /Retry/.test(element.shadowRoot.textContent), 'overlay');
        const { steps } = await pt.registry.diagnose({ url });
        return { reason: element.session.state.reason as string, failed: steps.filter(({ outcome }: any) => outcome === 'failed').map(({ name }: any) => name as string) };
      }, `wss://127.0.0.1:${tls.port}/terminal`);
      expect(report.reason.length).toBeGreaterThan(10);
      expect(report.failed).toContain('handshake');
    } finally {
      await tls.close();
    }
  });
});
