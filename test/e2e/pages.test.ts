// What else happens to pages: the renderer crashes, sleep outlasts the retention, attributes and sizes storm.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser, startHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});

const shellPid = (page: Awaited<ReturnType<typeof openPage>>['page']): Promise<string | undefined> =>
  page.evaluate(async () => {
    const element = await kit.mount({ 'session-id': 'kept' });
    const term = await element.terminal;
    const mark = `m${Math.random().toString(36).slice(2)}`;
    element.send(`echo ${mark}=$$.\r`);
    await kit.untilLine(term, new RegExp(`^${mark}=\\d+\\.`));
    return new RegExp(`^${mark}=(\\d+)\\.`, 'm').exec(kit.lines(term).join('\n'))?.[1];
  });

describe('the page', () => {
  it('[SV9] crashes: a new page shows the same shell and what it printed meanwhile (R1, R20)', async () => {
    const host = await startHost();
    const { page } = await openPage(browser, host.origin);
    try {
      const before = await shellPid(page);
      await page.evaluate(async () => {
        const element = document.querySelector('persistent-terminal') as any;
        element.send('sleep 0.5; echo printed-$((40+2))\r');
        await kit.until(() => element.session.state.pendingInput === 0, 'typed');
      });
      const crashed = new Promise((resolve) => page.once('error', resolve));
      const devtools = await page.createCDPSession();
      void devtools.send('Page.crash').catch(() => {});
      expect(String(await crashed)).toMatch(/crash/i);
      const again = await openPage(browser, host.origin);
      expect(await shellPid(again.page)).toBe(before);
      expect(await again.page.evaluate(() => (document.querySelector('persistent-terminal') as any).getText())).toContain('printed-42');
      expect(host.terminals.sessions()).toHaveLength(1);
      await again.page.close();
    } finally {
      await page.close().catch(() => {});
      await host.close();
    }
  });

  it('[SV9] [SE4] [EL21] sleeps longer than its session is kept: a new shell, said so, and what was typed for the old one is not typed (R21, R23)', async () => {
    const host = await startHost({ options: { retentionMs: 300, dropGraceMs: 100 } });
    const { page, errors } = await openPage(browser, host.origin);
    try {
      const before = await shellPid(page);
      await page.evaluate(() => {
        const element = document.querySelector('persistent-terminal') as any;
        const seen: string[] = [];
        element.session.subscribe({ onError: (error: any) => seen.push(error.code), onSessionCreated: ({ created }: any) => seen.push(created ? 'new shell' : 'same shell') });
        Object.assign(globalThis, { element, seen });
        pt.registry.configure({ reconnect: { minMs: 50, maxMs: 100 } });
        // The loss is learnt a moment after waking; what is typed until then was meant for the old shell.
        document.addEventListener('resume', () => element.send('echo STALE-$((6*7))\r'));
      });
      const devtools = await page.createCDPSession();
      await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
      host.cut();
      while (host.terminals.sessions().length > 0) await sleep(20);
      await devtools.send('Page.setWebLifecycleState', { state: 'active' });
      const after = await page.evaluate(async () => {
        const { element, seen } = globalThis as any;
        await kit.until(() => seen.includes('new shell'), 'new shell');
        const term = await element.terminal;
        element.send('echo now=$$.\r');
        await kit.untilLine(term, /^now=\d+\./);
        return { text: kit.lines(term).join('\n') as string, seen };
      });
      expect(/^now=(\d+)/m.exec(after.text)?.[1]).not.toBe(before);
      expect(after.text).toMatch(/new shell/i);
      expect(after.text).not.toContain('STALE-42');
      expect(after.seen).toContain('input_discarded');
      expect(errors).toEqual([]);
    } finally {
      await page.close();
      await host.close();
    }
  });
});

describe('storms', () => {
  it('[EL5] [CN2] 1,000 changes of the session in one second: the last one is shown, on one socket, and few shells were made on the way (R2, R4)', async () => {
    const host = await startHost();
    const { page, errors } = await openPage(browser, host.origin);
    try {
      const result = await page.evaluate(async () => {
        const element = await kit.mount({ 'session-id': 's' });
        for (let i = 1; i <= 1_000; i++) {
          element.setAttribute('session-id', `s${i % 7}`);
          element.setAttribute('font-size', String(10 + (i % 5)));
          if (i % 100 === 0) await kit.frame();
        }
        element.setAttribute('session-id', 'last');
        await kit.until(() => element.session.ref.sessionId === 'last' && element.status === 'connected', 'the last one');
        const term = await element.terminal;
        element.send('echo here-$((1+1))\r');
        await kit.untilLine(term, /^here-2/);
        return { sockets: kit.sockets.length, error: element.lastError };
      });
      expect(result).toEqual({ sockets: 1, error: undefined });
      expect(host.terminals.sessions().length).toBeLessThanOrEqual(9);
      expect(errors).toEqual([]);
    } finally {
      await page.close();
      await host.close();
    }
  });

  it('[SE12] [EL7] a box that changes in every frame for two seconds: ten sizes a second at most, and the last one is right (R50)', async () => {
    const host = await startHost();
    const { page, errors } = await openPage(browser, host.origin);
    try {
      const result = await page.evaluate(async () => {
        const element = await kit.mount({ 'session-id': 'sizes' });
        const term = await element.terminal;
        await kit.frame();
        const sent: number[] = [];
        const socket = kit.sockets[0] as WebSocket;
        const send = socket.send.bind(socket);
        socket.send = (data: any) => {
          if (typeof data === 'string' && data.includes('"resize"')) sent.push(performance.now());
          send(data);
        };
        const began = performance.now();
        let frames = 0;
        for (; performance.now() - began < 2_000 || frames <= 30; frames++) {
          element.style.width = `${500 + (frames % 30) * 10}px`;
          await kit.frame();
        }
        const stormMs = performance.now() - began;
        element.style.width = '640px';
        for (let i = 0; i < 10; i++) await kit.frame();
        await new Promise((resolve) => setTimeout(resolve, 400));
        element.send('echo size=$(stty size).\r');
        await kit.untilLine(term, /^size=\d+ \d+\./);
        return { frames, stormMs, sent: sent.length, text: kit.lines(term).join('\n') as string, size: `${term.rows} ${term.cols}` };
      });
      expect(/^size=(\d+ \d+)\./m.exec(result.text)?.[1]).toBe(result.size);
      expect(result.sent).toBeGreaterThan(0);
      // Ten in each second of the storm, with room for the frames after it.
      expect(result.sent).toBeLessThanOrEqual(result.stormMs / 100 + 6);
      expect(errors).toEqual([]);
    } finally {
      await page.close();
      await host.close();
    }
  });
});

describe('what forbids the connection', () => {
  // That the diagnosis names the directive: diagnostics.test.ts.
  it('[CN3] [CN7] [EL8] a policy of the page: failed at once and by name, with Retry, and nothing reaches the server (R36, R41)', async () => {
    const host = await startHost();
    const { page, errors } = await openPage(browser, host.origin);
    try {
      const result = await page.evaluate(async () => {
        document.head.insertAdjacentHTML('beforeend', '<meta http-equiv="Content-Security-Policy" content="connect-src http://127.0.0.1:1">');
        pt.registry.configure({ reconnect: { minMs: 20, maxMs: 50 } });
        const began = performance.now();
        const element = document.createElement('persistent-terminal') as any;
        document.body.append(element);
        await kit.until(() => ['reconnecting', 'suspended'].includes(element.status) && /Retry/.test(element.shadowRoot.textContent), 'overlay');
        return { reason: element.session.state.reason as string, tookMs: performance.now() - began };
      });
      expect(result.reason).toContain('Content Security Policy');
      // The browser tells a blocked socket nothing: it would take the 10 s of an attempt.
      expect(result.tookMs).toBeLessThan(5_000);
      expect(host.webSockets).toBe(0);
      expect(errors).toEqual([]);
    } finally {
      await page.close();
      await host.close();
    }
  });
});
