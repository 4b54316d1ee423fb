// Long texts typed into a real shell, across real cuts.
import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pageSuite } from '../support/e2e/page-suite.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const suite = pageSuite();
const OPEN = '\x1b[200~';
const CLOSE = '\x1b[201~';

/** A raw shell that says back what it is typed, in a page that comes back fast; `got` is everything after its first word. */
async function echo(): Promise<void> {
  await suite.page.evaluate(async () => {
    pt.registry.configure({ reconnect: { minMs: 20, maxMs: 100, breakerFailures: 1000 } });
    const session = pt.registry.open({ sessionId: 'paste', profile: 'echo' });
    const got = kit.collect(session);
    await kit.until(() => got.size > 0, 'the shell');
    Object.assign(globalThis, { session, got, line: 'No. 1234567 – a line of text that a person might paste\r' });
  });
}


describe('a long paste', () => {
  it('[SE21] 3 MB across 20 cuts arrive byte for byte, with 64 KiB at most under way, and keys behind them (R21, R22)', async () => {
    await echo();
    // By what the shell has said back, in the server's own process: a page that is asked may have gone on meanwhile.
    let cuts = 0;
    const cutting = setInterval(() => {
      const [session] = suite.host.terminals.sessions() as { offset: number }[];
      if (cuts === 20 || (session?.offset ?? 0) <= 120_000 * (cuts + 1) || suite.host.cut() === 0) return;
      cuts += 1;
    }, 1);
    onTestFinished(() => clearInterval(cutting));
    const length = await suite.page.evaluate(() => {
      const { session, line } = globalThis as any;
      const text = line.repeat(60_000);
      const most = { pending: 0 };
      const done = session.transmit(text, { bracketed: true, onProgress: () => (most.pending = Math.max(most.pending, session.state.pendingInput)) });
      session.send('typed behind it');
      Object.assign(globalThis, { done, most });
      return new TextEncoder().encode(text).length;
    });
    expect(length).toBeGreaterThan(3_000_000);
    const whole = length + OPEN.length + CLOSE.length + 'typed behind it'.length;
    const result = await suite.page.evaluate(async (size) => {
      const { got, done, most, session } = globalThis as any;
      await kit.until(() => got.size >= size + 1, () => `everything (${got.size} of ${size})`, 60_000);
      return { result: await done, sha: await got.sha256(), faults: got.faults, most: most.pending, left: session.state.pendingInput, line: (globalThis as any).line as string };
    }, whole);
    expect(cuts).toBe(20);
    const expected = `R${OPEN}${result.line.repeat(60_000)}${CLOSE}typed behind it`;
    expect(result.faults).toEqual([]);
    expect(result.sha).toBe(createHash('sha256').update(expected).digest('hex'));
    expect(result.result).toEqual({ outcome: 'delivered', delivered: length, total: length });
    expect(result.most).toBeLessThanOrEqual(64 * 1024 + 'typed behind it'.length);
  });

  it('[SE22] cancelled by Ctrl-C it ends with its bracket closed, then the Ctrl-C (R21)', async () => {
    await echo();
    const result = await suite.page.evaluate(async () => {
      const { session, got, line } = globalThis as any;
      const done = session.transmit(line.repeat(60_000), { bracketed: true });
      await kit.until(() => (session.state.input.transfer?.delivered ?? 0) > 500_000, 'some of it');
      session.send('\x03');
      const { outcome, delivered } = await done;
      await kit.until(() => got.size >= 1 + 6 + delivered + 6 + 1, () => `the rest (${got.size} after ${delivered})`);
      return { outcome, delivered, text: await got.text(), line };
    });
    expect(result.outcome).toBe('cancelled');
    const sent = Buffer.from(result.line.repeat(60_000)).subarray(0, result.delivered).toString();
    expect(result.text === `R${OPEN}${sent}${CLOSE}\x03`).toBe(true);
    expect(result.delivered).toBeLessThan(3_000_000);
  });
});
