// What a person is told when the server cannot be reached, in a real browser.
import { describe, expect, it } from 'vitest';
import { pageSuite } from '../support/e2e/page-suite.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const suite = pageSuite();
const diagnose = (url?: string): Promise<any> => suite.page.evaluate((to) => pt.registry.diagnose(to === undefined ? undefined : { url: to }), url);
const outcomes = (report: any): Record<string, string> => Object.fromEntries(report.steps.map((step: any) => [step.name, step.outcome]));

describe('diagnostics', () => {
  it('[HE3] all fine: every step is ok (R36)', async () => {
    await suite.page.evaluate(() => kit.mount());
    const report = await diagnose();
    expect(report.steps.filter(({ outcome }: any) => outcome !== 'ok')).toEqual([]);
    expect(report.outcome).toBe('ok');
    expect(report.roundTripMs).toBeLessThan(1000);
  });

  it('[HE3] [HE5] wrong token: the token step failed, and the report does not hold it (R36)', async () => {
    await suite.page.evaluate(() => pt.registry.configure({ tokenProvider: () => 'canary-token' }));
    const report = await diagnose(`${suite.host.origin}/terminal?key=canary-query`);
    expect(outcomes(report)).toMatchObject({ url: 'ok', reachability: 'ok', handshake: 'ok', token: 'failed', 'session access': 'skipped' });
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  it('[HE3] nothing listens: reachability and handshake failed; the wrong path: the handshake alone (R36)', async () => {
    expect(outcomes(await diagnose('ws://127.0.0.1:9/terminal'))).toMatchObject({ url: 'ok', reachability: 'failed', handshake: 'failed', token: 'skipped' });
    expect(outcomes(await diagnose(`${suite.host.origin}/elsewhere`))).toMatchObject({ reachability: 'ok', handshake: 'failed' });
  });

  it('[HE3] a Content Security Policy in the way is named (R36)', async () => {
    await suite.page.evaluate(() => {
      document.head.insertAdjacentHTML('beforeend', '<meta http-equiv="Content-Security-Policy" content="connect-src http:">');
    });
    const report = await diagnose();
    expect(report.steps.find(({ name }: any) => name === 'handshake')).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('Content Security Policy') });
    // Not by waiting for an answer that the browser never gives.
    expect(report.steps.find(({ name }: any) => name === 'handshake').ms).toBeLessThan(5_000);
  });

  it('[HE8] recover brings a cut connection back and says so (R35)', async () => {
    await suite.page.evaluate(async () => {
      pt.registry.configure({ reconnect: { minMs: 20_000, maxMs: 20_000 } });
      (globalThis as any).element = await kit.mount();
    });
    suite.host.cut();
    const report = await suite.page.evaluate(async () => {
      await kit.until(() => (globalThis as any).element.status === 'reconnecting', 'noticed');
      return await pt.registry.recover(undefined, { full: true });
    });
    expect(report).toMatchObject({ outcome: 'recovered', diagnostics: { outcome: 'ok' } });
    expect(await suite.page.evaluate(() => (globalThis as any).element.status)).toBe('connected');
  });
});
