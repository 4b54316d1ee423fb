import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { SessionView } from '../../src/client/session/contract.js';
import { JOURNAL_LIMIT } from '../../src/elements/inspector/journal.js';
import { TerminalError } from '../../src/protocol/errors.js';
import { endFakes } from './support/fake-registry.js';
import { URL as SERVER } from './support/inspected-registry.js';
import { InspectorPage, text } from './support/inspector-page.js';

describe('the timeline of <terminal-inspector>', () => {
  let page: InspectorPage;
  beforeEach(() => (page = new InspectorPage()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  it('[IN4] tells what changed: states, shells, screens, exits, errors, sizes, health, counters (R42)', async () => {
    const { registry, clock } = page;
    const element = await page.make();
    const session = registry.open({ sessionId: 'one' });
    session.set('connecting');
    session.set('reconnecting', { attempt: 2, reason: 'Lost.' });
    session.set('reconnecting', { attempt: 2, reason: 'Lost.', retryAt: 5000 });
    session.set('connected');
    session.setView({ shown: true } as SessionView);
    session.touch();
    registry.activate(session);
    session.fail(new TerminalError('input_overflow', 'Too much.'));
    session.touch();
    registry.connect('connected');
    registry.emit({ type: 'health-changed', url: SERVER, healthy: false });
    session.end({ exitCode: 3, signal: null, reason: 'exited' });
    registry.counts = { ...registry.counts, gaps: 2, gapBytes: 4096, evictions: 1 };
    clock.advance(1000);
    await element.updateComplete;
    expect(page.events.reverse()).to.deep.equal([
      'one Opened on this page', 'one Connecting', 'one Reconnecting, attempt 2 Lost.', 'one Connected', 'one Shown', 'one Made active', 'one Error input_overflow Too much.',
      'fake/terminal Connected', 'fake/terminal Does not answer checks', 'one Shell exited with code 3', 'page 2 gaps: 4.0 KiB came as a screen, not as bytes', 'page 1 screen freed',
    ]);
    expect(text(page.one('.events .age'))).to.equal('now');
    clock.advance(90_000);
    await element.updateComplete;
    expect(text(page.one('.events .age'))).to.equal('1 min');
    expect(text(page.one('.counters'))).to.contain('Gaps2');
  });

  it('[IN4] says how a session went on whose line was lost (R42)', async () => {
    const session = page.registry.open({ sessionId: 'one' });
    session.reading = { resume: 'new' };
    await page.make();
    session.set('connected');
    session.set('reconnecting');
    session.reading = { resume: 'exact', drops: 1 };
    session.set('connected');
    await page.shown();
    expect(page.events.reverse()).to.deep.equal(['one Connected', 'one Reconnecting', 'one Connected, went on at the very byte']);
  });

  it('[IN4] the last 200 events are kept; the filter takes words and kinds; a pause holds what is read, not what is recorded', async () => {
    const { registry } = page;
    const element = await page.make();
    const session = registry.open({ sessionId: 'one' });
    const other = registry.open({ sessionId: 'other' });
    for (let i = 0; i < JOURNAL_LIMIT; i++) session.set(i % 2 === 0 ? 'connecting' : 'connected');
    other.set('failed', { reason: 'Refused by the gate.' });
    await page.shown();
    expect(page.events).to.have.length(JOURNAL_LIMIT);
    const search = page.one('.timeline input') as HTMLInputElement;
    search.focus();
    await sendKeys({ type: 'GATE other' });
    await element.updateComplete;
    expect(page.events).to.deep.equal(['other Failed Refused by the gate.']);
    search.value = 'nothing like it';
    search.dispatchEvent(new Event('input'));
    await element.updateComplete;
    expect(text(page.one('.timeline .empty'))).to.equal('No event matches.');
    search.value = '';
    search.dispatchEvent(new Event('input'));
    const select = page.one('select') as HTMLSelectElement;
    select.value = 'problem';
    select.dispatchEvent(new Event('change'));
    await element.updateComplete;
    expect(page.events.every((event) => /Connecting|Failed/.test(event))).to.equal(true);
    await page.press('[data-action=pause]');
    const read = page.events;
    other.set('connecting');
    other.set('failed');
    await page.shown();
    expect(page.events).to.deep.equal(read);
    expect(text(page.one('[data-action=pause]'))).to.equal('Resume 2 new');
    await page.press('[data-action=pause]');
    expect(page.events[0]).to.equal('other Failed');
  });
});
