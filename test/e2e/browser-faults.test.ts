// What browsers and networks do to a living page: freeze, back/forward cache, a busy thread, a closed tab, no network, a line gone silent.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TcpFaultProxy } from '../../demo/fault-proxy/tcp-fault-proxy.mjs';
import { COUNTS, openPage, startBadGateway, startBrowser, startHost, startProxiedHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

let browser: Browser;
let host: Awaited<ReturnType<typeof startHost>>;
let page: Page;
let errors: string[];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  // Nobody waits for a page that is not seen: of what is printed meanwhile it gets every byte that the ring holds, and here that is all there is.
  host = await startHost({ options: { limits: { ringBytes: 1024 * 1024 } } });
  ({ page, errors } = await openPage(browser, host.origin, { path: '/kept' }));
});
afterEach(async () => {
  if (!page.isClosed()) await page.close();
  await host.close();
  expect(errors).toEqual([]);
});

const pids = (): number[] => (host.terminals.sessions() as { pid: number }[]).map((session) => session.pid);

/** Starts counting in a session of its own and waits until some of it is there. */
async function startCounting(url?: string): Promise<void> {
  await page.evaluate(async (address) => {
    pt.registry.configure({ reconnect: { minMs: 50, maxMs: 200 } });
    const session = pt.registry.open({ ...(address === undefined ? {} : { url: address }), sessionId: 'counts', profile: 'counts' });
    const got = kit.collect(session);
    const statuses: string[] = [];
    session.subscribe({ onStatus: (status: string) => statuses.push(status) });
    Object.assign(globalThis, { session, got, statuses });
    session.send('go\n');
    await kit.until(() => got.size > 10_000, 'the first numbers');
  }, url);
}

/** Waits for the last number; every byte must be there once, and the server must never have named a gap. */
async function expectAllCounted(): Promise<void> {
  const { text, faults } = await page.evaluate(async () => {
    const { got } = globalThis as any;
    await got.untilEnd('60000', 60_000);
    return { text: (await got.text()) as string, faults: got.faults as string[] };
  });
  expect(faults).toEqual([]);
  // `stty -echo` and the first key race: the echo of "go" may come first.
  expect(text.replace(/^go\r\n/, '') === COUNTS, `${text.length} bytes, ${COUNTS.length} expected`).toBe(true);
}

describe('the browser', () => {
  it('[CN9] [SE1] freezes the page for two seconds in the middle of output: every byte arrives after it (R20, R32)', async () => {
    await startCounting();
    await page.evaluate(() => {
      const seen: string[] = [];
      for (const name of ['freeze', 'resume']) document.addEventListener(name, () => seen.push(name));
      Object.assign(globalThis, { seen });
    });
    const devtools = await page.createCDPSession();
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await sleep(2_000);
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await expectAllCounted();
    expect(await page.evaluate(() => (globalThis as any).seen)).toEqual(['freeze', 'resume']);
  });

  it('[CN9] [SV3] keeps the page in its back/forward cache: the same session goes on, no byte lost (R20, R32)', async () => {
    await page.evaluate(() => addEventListener('pageshow', (event) => Object.assign(globalThis, { persisted: event.persisted })));
    await startCounting();
    const before = pids();
    await page.goto(`${host.origin}/elsewhere`);
    await sleep(500);
    await page.goBack();
    expect(await page.evaluate(() => kit.until(() => (globalThis as any).persisted !== undefined && String((globalThis as any).persisted), 'pageshow of this very page'))).toBe('true');
    await expectAllCounted();
    expect(pids()).toEqual(before);
  });

  it('[SE1] [CN8] is busy for three seconds during a flood: nothing is lost, and the socket stays (R20, R29)', async () => {
    await startCounting();
    const blockedMs = await page.evaluate(() => {
      const began = performance.now();
      while (performance.now() - began < 3_000);
      return performance.now() - began;
    });
    expect(blockedMs).toBeGreaterThanOrEqual(3_000);
    await expectAllCounted();
    expect(await page.evaluate(() => kit.sockets.length)).toBe(1);
  });

  it('[SV1] [SV3] closes or reloads the tab: a page with the same session-id shows the same shell (R1, R20)', async () => {
    const shell = async () =>
      page.evaluate(async () => {
        const element = await kit.mount({ 'session-id': 'tab' });
        const term = await element.terminal;
        const history = kit.lines(term).join('\n');
        element.send('echo pid=$$.\r');
        await kit.until(() => (kit.lines(term).join('\n').match(/^pid=\d+\./gm) ?? []).length > (history.match(/^pid=\d+\./gm) ?? []).length, 'pid');
        return /^pid=(\d+)\./gm.exec(kit.lines(term).join('\n').slice(history.trimEnd().length))?.[1] ?? kit.lines(term).join('\n');
      });
    const before = await shell();
    expect(before).toMatch(/^\d+$/);
    await page.close();
    ({ page, errors } = await openPage(browser, host.origin));
    expect(await shell()).toBe(before);
    await page.reload();
    await page.waitForFunction('globalThis.kit !== undefined');
    expect(await shell()).toBe(before);
    expect(host.terminals.sessions().length).toBe(1);
  });

  it('[CN2] [CN9] is offline for two seconds: it recovers with one new socket at most, and does not try blindly (R30, R32)', async () => {
    await startCounting();
    await page.setOfflineMode(true);
    await sleep(2_000);
    await page.setOfflineMode(false);
    await expectAllCounted();
    const sockets = await page.evaluate(() => kit.sockets.map(({ readyState, protocol }: WebSocket) => ({ live: readyState === 1, welcomed: protocol !== '' })) as { live: boolean; welcomed: boolean }[]);
    expect(sockets.filter(({ live }) => live)).toHaveLength(1);
    expect(sockets.filter(({ welcomed }) => welcomed).length).toBeLessThanOrEqual(2);
    // The socket may die before the page hears that it is offline: one attempt in vain. Blind repetition would be more than ten.
    expect(sockets.length).toBeLessThanOrEqual(3);
  });
});

describe('the line', () => {
  it('[CN8] swallows everything both ways: noticed, replaced, nothing lost (R20, R32)', async () => {
    const through = await startProxiedHost(TcpFaultProxy, host.origin, { heartbeatMs: 300 });
    try {
      await page.evaluate(() => pt.registry.configure({ heartbeat: { silenceMs: 1_000, probeMs: 300 } }));
      await startCounting(through.url);
      const began = performance.now();
      through.proxy.halfOpenAll('both');
      await page.evaluate(async () => {
        await kit.until(() => (globalThis as any).statuses.includes('reconnecting'), 'silence noticed', 10_000);
      });
      expect(performance.now() - began).toBeLessThan(5_000);
      await expectAllCounted();
      expect(await page.evaluate(() => [kit.sockets.length >= 2, (globalThis as any).session.status])).toEqual([true, 'connected']);
    } finally {
      await through.close();
    }
  });

  it('[SE1] [SE4] carries one byte at a time, late: keys and echo arrive whole and in order (R20, R21)', async () => {
    const through = await startProxiedHost(TcpFaultProxy, host.origin);
    try {
      for (const lane of [through.proxy.faults.up, through.proxy.faults.down]) Object.assign(lane, { sliceBytes: 1, latencyMs: 20, jitterMs: 10 });
      const typed = Array.from({ length: 20 }, (_, i) => `${i};`).join('');
      const result = await page.evaluate(
        async (url, text) => {
          const session = pt.registry.open({ url, sessionId: 'slices', profile: 'echo' });
          const got = kit.collect(session);
          await kit.until(() => got.size > 0, 'R');
          for (const key of text) session.send(key);
          await kit.until(() => got.size > text.length, 'echo', 60_000);
          return { text: await got.text(), faults: got.faults, sockets: kit.sockets.length };
        },
        through.url,
        typed,
      );
      expect(result).toEqual({ text: `R${typed}`, faults: [], sockets: 1 });
    } finally {
      await through.close();
    }
  });

  it('[CN7] [EL8] ends at a gateway that answers 502 with a page: says so with a reason, and connects once the server is back (R30, R41)', async () => {
    const gateway = await startBadGateway();
    try {
      const told = await page.evaluate(async (url) => {
        pt.registry.configure({ reconnect: { minMs: 50, maxMs: 200, breakerMs: 500 } });
        const element = document.createElement('persistent-terminal') as any;
        element.url = url;
        document.body.append(element);
        await kit.until(() => ['reconnecting', 'suspended'].includes(element.status) && /Retry/.test(element.shadowRoot.textContent), 'overlay');
        return element.session.state.reason as string;
      }, `ws://127.0.0.1:${gateway.port}/terminal`);
      expect(told.length).toBeGreaterThan(10);
      expect(gateway.upgrades).toBeGreaterThan(0);
    } finally {
      await gateway.close();
    }
    const back = await startHost({ port: gateway.port, options: { allowedOrigins: [host.origin] } });
    try {
      await page.evaluate(async () => {
        const element = document.querySelector('persistent-terminal') as any;
        await kit.until(() => element.status === 'connected', 'connected');
        element.send('echo here\r');
        await kit.untilLine(await element.terminal, /^here/);
      });
    } finally {
      await back.close();
    }
  });
});
