import { expect } from '@open-wc/testing';
import type { DiagnosticsReport } from '../../src/client/health/contract.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { notice, painted, shownTerminal } from './support/page.js';
import { plainStep } from './support/plain-step.js';

const REPORT: DiagnosticsReport = {
  outcome: 'failed', url: 'ws://fake/terminal', startedAt: 0, version: '0', roundTripMs: undefined, text: 'the report as text',
  steps: [
    plainStep({ name: 'url', outcome: 'ok', detail: 'The address is valid.', ms: 0 }),
    plainStep({ name: 'reachability', outcome: 'warning', detail: 'Hm.', action: 'Look.', ms: 1 }),
    plainStep({ name: 'handshake', outcome: 'failed', detail: 'The WebSocket did not open.', action: 'Check the path.', ms: 2 }),
    plainStep({ name: 'token', outcome: 'skipped', detail: 'Needs the step "handshake".', ms: 0 }),
  ],
};

describe('diagnosis over the screen', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const button = (element: Element, action: string): HTMLButtonElement | null => element.shadowRoot?.querySelector<HTMLButtonElement>(`[data-action=${action}]`) ?? null;
  const suspended = { reason: 'No answer.', attempt: 5, retryAt: 30_000 };

  it('[HE6] runs by itself once the breaker is open, once for all elements of a server, and says the first fault and what to do (R35)', async () => {
    const one = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    const two = await shownTerminal(fakes.registry, { 'session-id': 'two' });
    one.session.set('reconnecting', { attempt: 4 });
    await painted();
    expect(fakes.registry.diagnoses).to.have.length(0);
    for (const { session } of [one, two]) session.set('suspended', suspended);
    await painted();
    expect(fakes.registry.diagnoses).to.have.length(1);
    fakes.registry.giveReport(REPORT);
    await painted();
    for (const { element } of [one, two]) expect(notice(element)).to.contain('The WebSocket did not open. Check the path.');
    expect(one.element.shadowRoot?.querySelector('.diagnosis'), 'calm').to.equal(null);
    for (const { session } of [one, two]) session.set('connected');
    await painted();
    one.session.set('suspended', suspended);
    await painted();
    expect(fakes.registry.diagnoses, 'what was found is forgotten').to.have.length(2);
  });

  it('[HE7] Diagnose shows the steps and Copy report copies them; offered in what lasts, not in a hiccup (R36)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    session.set('reconnecting', { reason: 'Lost.', attempt: 1, retryAt: 1000 });
    await painted();
    expect(button(element, 'diagnose')).to.equal(null);
    session.set('reconnecting', { reason: 'Lost.', attempt: 3, retryAt: 1000 });
    await painted();
    expect(button(element, 'diagnose')).to.exist;
    session.set('failed', { reason: 'Refused.' });
    await painted();
    button(element, 'diagnose')?.click();
    await painted();
    expect(notice(element)).to.contain('Looking for the cause');
    fakes.registry.giveReport(REPORT);
    await painted();
    expect([...(element.shadowRoot?.querySelectorAll('.step .name') ?? [])].map((name) => name.textContent)).to.deep.equal(['url', 'reachability', 'handshake', 'token']);
    const written: string[] = [];
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: (text: string) => Promise.resolve(void written.push(text)) } });
    button(element, 'copy-report')?.click();
    await painted();
    Reflect.deleteProperty(navigator, 'clipboard');
    expect(written).to.deep.equal([REPORT.text]);
    expect(button(element, 'copy-report')?.textContent).to.equal('Copied');
    button(element, 'hide-diagnosis')?.click();
    await painted();
    expect(element.shadowRoot?.querySelector('.diagnosis')).to.equal(null);
    expect(button(element, 'diagnose')).to.exist;
  });

  it('[HE7] passes the accessibility audit, open, in both schemes, as bar and as panel (R44)', async () => {
    for (const withText of [true, false]) {
      const { element, session } = await shownTerminal(fakes.registry, { 'session-id': `s${withText}` });
      if (withText) {
        await session.attach();
        await session.output('text');
      }
      session.set('failed', { reason: 'Refused.' });
      await painted();
      button(element, 'diagnose')?.click();
      fakes.registry.giveReport(REPORT);
      for (const scheme of ['light', 'dark']) {
        element.setAttribute('color-scheme', scheme);
        await painted();
        for (const animation of element.shadowRoot?.getAnimations() ?? []) animation.cancel();
        await expect(element).to.be.accessible();
      }
    }
  });
});
