// The inspector in a real browser, on a real line: what it says is true, and what it cuts comes back.
import { describe, expect, it } from 'vitest';
import { COUNTS } from '../support/e2e/harness.mjs';
import { pageSuite } from '../support/e2e/page-suite.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const suite = pageSuite();

/** Two terminals, one of which prints for seconds, and the inspector with its connection's row open. `press`, `verdict` and `heard` are then globals of the page. */
const watch = (): Promise<void> => suite.page.evaluate(async () => {
  await kit.loadInspector();
  const element = await kit.mount({ 'session-id': 'counts', profile: 'counts' });
  await kit.mount({ 'session-id': 'quiet' });
  const inspector = document.createElement('terminal-inspector') as any;
  inspector.open = true;
  document.body.append(inspector);
  await inspector.updateComplete;
  const root = inspector.shadowRoot as ShadowRoot;
  const press = async (selector: string): Promise<void> => {
    root.querySelector<HTMLElement>(selector)?.click();
    await inspector.updateComplete;
  };
  await press('.connections .expander');
  const said = (pattern: string): Promise<string> => kit.until(() => {
    const verdict = root.querySelector('.verdict')?.textContent ?? '';
    return new RegExp(pattern).test(verdict) && verdict;
  }, () => `"${pattern}" instead of "${root.querySelector('.verdict')?.textContent}"`);
  Object.assign(globalThis, { element, inspector, root, press, said, heard: kit.collect(element.session) });
});

describe('the inspector on a real line', () => {
  it('[IN13] [CN16] cuts it in the middle of output: both sessions go on at the very byte, and not a byte is lost or told twice (R20, R42, R81)', async () => {
    await watch();
    const { verdict, text, faults, states } = await suite.page.evaluate(async () => {
      const { element, press, said, heard } = globalThis as any;
      const before = heard.size as number;
      element.send('go\r');
      await kit.until(() => heard.size > before + 50_000, 'output');
      await press('[data-action=cut]');
      const back = await said('^Back');
      await heard.untilEnd('60000', 60_000);
      return { verdict: back, text: (await heard.text()) as string, faults: heard.faults as string[], states: pt.registry.sessions.map(({ state }: any) => [state.drops, state.resume]) };
    });
    expect(verdict).toMatch(/^Back after [\d.]+ m?s with 2 sessions: 2 at the very byte\.$/);
    expect(faults).toEqual([]);
    // The counts are all that was printed after what was typed, if the shell echoed that.
    expect(text.replace(/^go\r\n/, '') === COUNTS, `${text.length} bytes, ${COUNTS.length} expected`).toBe(true);
    expect(states).toEqual([[1, 'exact'], [1, 'exact']]);
    expect(suite.host.webSockets).toBe(1);
  });

  it('[RG11] [IN10] probes it; round trips, window and reconnects are those of the line (R42)', async () => {
    await watch();
    const { verdict, connection, flow, shown } = await suite.page.evaluate(async () => {
      const { root, press, said, element } = globalThis as any;
      await press('[data-action=probe]');
      const answer = await said('^Round trip');
      await kit.until(() => root.querySelector('.spark') !== null, 'the line of round trips');
      const window = [...root.querySelectorAll('.sessions .row .col-window .value')].map((cell: any) => cell.textContent.trim());
      return { verdict: answer, connection: pt.registry.connections[0], flow: element.session.state.flow, shown: window };
    });
    expect(verdict).toMatch(/^Round trip [\d.]+ ms\.$/);
    // One is measured with every welcome, another was asked for.
    expect(connection.roundTrips.samplesMs.length).toBeGreaterThanOrEqual(2);
    expect(connection.roundTripMs).toBe(connection.roundTrips.samplesMs.at(-1));
    expect(connection.reconnects).toBe(0);
    expect(flow).toMatchObject({ windowBytes: 262_144 });
    expect(shown).toHaveLength(2);
    for (const one of shown) expect(one).toMatch(/^\d[\d.]* (B|KiB) of 256 KiB$/);
  });
});
