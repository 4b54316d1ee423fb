import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../src/inspector.js';
import '../../src/elements/define/terminal-status-chip.js';
import type { Status } from '../../src/client/connection/status.js';
import type { DiagnosticsReport } from '../../src/client/health/contract.js';
import type { InputState, SessionView } from '../../src/client/session/contract.js';
import { JOURNAL_LIMIT } from '../../src/elements/inspector/journal.js';
import { Samples } from '../../src/elements/inspector/samples.js';
import type { TerminalInspector } from '../../src/inspector.js';
import type { SessionInfoMessage } from '../../src/protocol/messages.js';
import { TerminalError } from '../../src/protocol/errors.js';
import { turn } from '../support/manual-clock.js';
import { endFakes } from './support/fake-registry.js';
import { URL as SERVER, useInspected } from './support/inspected-registry.js';
import { collect, painted } from './support/page.js';

const DIAGNOSIS: DiagnosticsReport = {
  outcome: 'failed', url: SERVER, startedAt: 0, version: '0', roundTripMs: undefined, text: 'the diagnosis as text',
  steps: [
    { name: 'url', outcome: 'ok', detail: 'The address is valid.', ms: 0 },
    { name: 'handshake', outcome: 'failed', detail: 'The WebSocket did not open.', action: 'Check the path.', ms: 2 },
    { name: 'token', outcome: 'skipped', detail: 'Needs the step "handshake".', ms: 0 },
  ],
};

const INFO: SessionInfoMessage = {
  sessionId: 'session_1_abcd', key: 'one', name: 'one', profile: 'default', epoch: 'epoch', createdAt: 1_750_000_000_000 - 120_000, viewers: 3, cols: 80, rows: 24, offset: 10,
};

describe('<terminal-inspector>', () => {
  let registry: ReturnType<typeof useInspected>['registry'];
  let clock: ReturnType<typeof useInspected>['clock'];
  beforeEach(() => ({ registry, clock } = useInspected()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  const make = async (attributes: Record<string, string> = { open: '' }): Promise<TerminalInspector> => {
    const element = document.createElement('terminal-inspector');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.append(element);
    await element.updateComplete;
    return element;
  };
  /** Lets what has changed be shown. */
  const shown = async (element: TerminalInspector): Promise<void> => {
    clock.advance(250);
    await element.updateComplete;
    await element.updateComplete;
  };
  const all = (element: Element, selector: string): HTMLElement[] => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
  const one = (element: Element, selector: string): HTMLElement => {
    const found = all(element, selector);
    if (found.length === 0) throw new Error(`nothing fits ${selector}`);
    return found[0] as HTMLElement;
  };
  const text = (element: Element | undefined): string => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  const rows = (element: Element, table: 'sessions' | 'connections'): string[] => all(element, `.${table} tr.row`).map(text);
  const events = (element: Element): string[] => all(element, '.events .what').map(text);
  const press = async (element: TerminalInspector, selector: string): Promise<void> => {
    one(element, selector).click();
    await element.updateComplete;
    await element.updateComplete;
  };
  /** Opens the details of the first session. */
  const opened = async (ref = { sessionId: 'one' }): Promise<{ element: TerminalInspector; session: ReturnType<typeof registry.open> }> => {
    const session = registry.open(ref);
    session.set('connected');
    const element = await make();
    await press(element, '.sessions .expander');
    return { element, session };
  };
  /** As long as it runs, the page is hidden. */
  const whileHidden = async (run: () => Promise<void>): Promise<void> => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    try {
      await run();
    } finally {
      Reflect.deleteProperty(document, 'visibilityState');
      document.dispatchEvent(new Event('visibilitychange'));
    }
  };

  it('[IN1] closed it subscribes to nothing, has no timer and asks nothing; so again after it was open (R42)', async () => {
    registry.open({ sessionId: 'one' }).set('connected');
    registry.connect('connected');
    const element = await make({});
    const idle = async (): Promise<void> => {
      registry.open({ sessionId: 'one' }).set('connected');
      clock.advance(60_000);
      await element.updateComplete;
      expect([registry.listeners, registry.sessions.map(({ listeners }) => listeners), clock.pending]).to.deep.equal([0, [0], 0]);
      expect(all(element, 'table, .events')).to.have.length(0);
    };
    await idle();
    expect(registry.asked).to.have.length(0);
    const toggles = collect(element, 'toggle');
    await press(element, '[part=toggle]');
    expect(element.hasAttribute('open')).to.equal(true);
    expect(registry.listeners).to.equal(1);
    expect(rows(element, 'sessions')).to.have.length(1);
    expect(one(element, '[part=toggle]').getAttribute('aria-expanded')).to.equal('true');
    await press(element, '[part=toggle]');
    expect(toggles).to.have.length(2);
    const { length } = registry.asked;
    await idle();
    expect(registry.asked).to.have.length(length);
  });

  it('[IN1] out of the page it watches nothing, and goes on when it is put back', async () => {
    const { element, session } = await opened();
    session.set('reconnecting', { attempt: 1 });
    await shown(element);
    element.remove();
    expect([registry.listeners, clock.pending]).to.deep.equal([0, 0]);
    document.body.append(element);
    session.set('connected');
    await shown(element);
    expect(registry.listeners).to.equal(1);
    expect(events(element)).to.deep.equal(['one Connected', 'one Reconnecting']);
  });

  it('[IN2] shows connections and sessions as they are, live, without keeping a session attached (R42)', async () => {
    const element = await make();
    expect(text(one(element, '.connections'))).to.contain('No connection yet');
    expect(text(one(element, '.sessions'))).to.contain('No session is open');
    const session = registry.open({ project: 'web', environment: 'staging' });
    registry.connect('connecting', { attempt: 1, url: 'ws://fake/terminal?token=hidden' });
    session.set('connecting');
    await shown(element);
    expect(rows(element, 'sessions')[0]).to.match(/^web \/ staging ?…1_abcd ?State ?Connecting ?Screen ?no screen ?Epoch ?epoch ?Received ?0 ?Typed ?– ?In \/ out ?0 B \/ 0 B ?Size ?80 × 24 ?Viewers ?–$/);
    expect(rows(element, 'connections')[0]).to.match(/^fake\/terminal ?State ?Connecting/);
    expect(session.listeners).to.equal(0);
    registry.activate(session);
    session.set('connected');
    session.setView({ shown: true } as SessionView);
    registry.connect('connected', { url: 'ws://fake/terminal?token=hidden', sockets: 3, roundTripMs: 12.34, bytesIn: 2048, bytesOut: 100, connectedAt: 0 });
    await shown(element);
    expect(rows(element, 'sessions')[0]).to.match(/State ?Active ?Screen ?shown/);
    expect(rows(element, 'connections')[0]).to.match(/State ?Connected ?Sessions ?0 ?Round trip ?12 ms.*Sockets ?3 ?In \/ out ?2\.0 KiB \/ 100 B/);
    registry.forget(session);
    await shown(element);
    expect(rows(element, 'sessions')).to.have.length(0);
  });

  it('[IN2] renders at most four times a second, however much happens', async () => {
    const session = registry.open({ sessionId: 'one' });
    const element = await make();
    let renders = 0;
    const { requestUpdate } = element;
    element.requestUpdate = function (...args) {
      renders += 1;
      return requestUpdate.apply(element, args);
    };
    for (let i = 0; i < 300; i++) {
      session.set(i % 2 === 0 ? 'connecting' : 'connected');
      clock.advance(10);
      await element.updateComplete;
    }
    expect(renders).to.be.within(10, 13);
  });

  it('[IN2] asks the server every 2 s and only where a session is at work: asking must not keep a connection', async () => {
    registry.answer = () => Promise.resolve([INFO, { ...INFO, sessionId: 'session_2_efgh' }]);
    const session = registry.open({ sessionId: 'one' });
    registry.connect('connected');
    const element = await make();
    await clock.advanceAsync(10_000);
    expect(registry.asked).to.have.length(0);
    session.set('connected');
    await clock.advanceAsync(4000);
    await element.updateComplete;
    expect(registry.asked).to.deep.equal([SERVER, SERVER]);
    expect(rows(element, 'sessions')[0]).to.match(/Viewers ?3$/);
    expect(rows(element, 'connections')[0]).to.contain('+ 1 on the server');
    expect(rows(element, 'connections')[0]).to.match(/Answer p50 \/ p95 ?0 ms \/ 0 ms/);
    session.set('idle');
    await clock.advanceAsync(10_000);
    expect(registry.asked).to.have.length(2);
  });

  it('[IN2] one question at a time; what a server no longer says is no longer shown', async () => {
    let refuse: (error: Error) => void = () => {};
    registry.answer = () => Promise.resolve([INFO]);
    registry.open({ sessionId: 'one' }).set('connected');
    registry.connect('connected');
    const element = await make();
    await clock.advanceAsync(1000);
    registry.answer = () => new Promise((_, reject) => (refuse = reject));
    await clock.advanceAsync(8000);
    await element.updateComplete;
    expect(registry.asked).to.have.length(2);
    expect(rows(element, 'sessions')[0]).to.match(/Viewers ?3$/);
    refuse(new TerminalError('connection_failed', 'Gone.'));
    await clock.advanceAsync(300);
    await element.updateComplete;
    expect(rows(element, 'sessions')[0]).to.match(/Viewers ?–$/);
  });

  it('[IN2] in a page that nobody sees no timer runs; what happens is written down all the same', async () => {
    const session = registry.open({ sessionId: 'one' });
    session.set('connected');
    registry.connect('connected');
    const element = await make();
    await clock.advanceAsync(2000);
    const { length } = registry.asked;
    await whileHidden(async () => {
      expect(clock.pending).to.equal(0);
      session.set('offline');
      await clock.advanceAsync(60_000);
      expect(clock.pending).to.equal(0);
      expect(registry.asked).to.have.length(length);
    });
    await shown(element);
    expect(events(element)[0]).to.equal('one Offline');
  });

  it('[IN2] in a hidden panel it neither asks nor renders, and looks again once it is shown', async () => {
    const session = registry.open({ sessionId: 'one' });
    registry.connect('connected');
    const element = await make();
    element.hidden = true;
    session.set('connected');
    await clock.advanceAsync(10_000);
    expect(registry.asked).to.have.length(0);
    element.hidden = false;
    await clock.advanceAsync(1000);
    expect(registry.asked).to.have.length(1);
  });

  for (const [status, active] of [
    ['connected', true], ['connected', false], ['reconnecting', false], ['suspended', false], ['failed', false], ['closed', false],
  ] as [Status, boolean][]) {
    it(`[IN3] ${status}${active ? ', active' : ''}: icon, colour and word of the chip (R40, R42)`, async () => {
      const session = registry.open({ sessionId: 'one' });
      session.set(status);
      if (active) registry.activate(session);
      const element = await make({ open: '', 'color-scheme': 'light' });
      const chip = document.createElement('terminal-status-chip');
      chip.setAttribute('session-id', 'one');
      chip.setAttribute('show-idle', '');
      chip.style.colorScheme = 'light';
      document.body.append(chip);
      await painted();
      const look = (host: Element, selector: string): unknown[] => {
        const svg = host.shadowRoot?.querySelector(selector) as SVGElement;
        return [[...svg.children].map((shape) => shape.outerHTML), getComputedStyle(svg).color];
      };
      expect(look(element, '.sessions .icon')).to.deep.equal(look(chip, '.icon'));
      expect(rows(element, 'sessions')[0]).to.contain(text(chip.shadowRoot?.querySelector('.state') ?? undefined));
    });
  }

  it('[IN4] the timeline tells what changed: states, shells, screens, exits, errors, sizes, health, counters (R42)', async () => {
    const element = await make();
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
    expect(events(element).reverse()).to.deep.equal([
      'one Opened on this page', 'one Connecting', 'one Reconnecting, attempt 2 Lost.', 'one Connected', 'one Shown', 'one Made active', 'one Error input_overflow Too much.',
      'fake/terminal Connected', 'fake/terminal Does not answer checks', 'one Shell exited with code 3', 'page 2 gaps: 4.0 KiB came as a screen, not as bytes', 'page 1 screen evicted',
    ]);
    expect(text(one(element, '.events .age'))).to.equal('now');
    clock.advance(90_000);
    await element.updateComplete;
    expect(text(one(element, '.events .age'))).to.equal('1 min');
    expect(text(one(element, '.counters'))).to.contain('Gaps2');
  });

  it('tells of typed input that is held, and how far a transmission is (R21, R42)', async () => {
    const { element, session } = await opened();
    const { state } = session;
    let input: InputState = { waiting: 0, since: undefined, held: { reason: 'old', bytes: 12 }, transfer: undefined };
    Object.defineProperty(session, 'state', { get: () => ({ ...state, pendingInput: 12, input }) });
    session.touch();
    await shown(element);
    expect(rows(element, 'sessions')[0]).to.match(/Typed ?12 B 12 B held/);
    expect(events(element)).to.deep.equal(['one Holds 12 B of typed input until somebody decides']);
    expect(element.report()).to.contain('held 12');
    input = { waiting: 0, since: undefined, held: undefined, transfer: { state: 'paused', delivered: 299, total: 1000 } };
    session.touch();
    await shown(element);
    expect(rows(element, 'sessions')[0]).to.contain('29 %, paused');
  });

  it('[IN4] the last 200 events are kept; the filter takes words and kinds; a pause holds what is read, not what is recorded', async () => {
    const element = await make();
    const session = registry.open({ sessionId: 'one' });
    const other = registry.open({ sessionId: 'other' });
    for (let i = 0; i < JOURNAL_LIMIT; i++) session.set(i % 2 === 0 ? 'connecting' : 'connected');
    other.set('failed', { reason: 'Refused by the gate.' });
    await shown(element);
    expect(events(element)).to.have.length(JOURNAL_LIMIT);
    const search = one(element, 'input') as HTMLInputElement;
    search.focus();
    await sendKeys({ type: 'GATE other' });
    await element.updateComplete;
    expect(events(element)).to.deep.equal(['other Failed Refused by the gate.']);
    search.value = 'nothing like it';
    search.dispatchEvent(new Event('input'));
    await element.updateComplete;
    expect(text(one(element, '.timeline .empty'))).to.equal('No event matches.');
    search.value = '';
    search.dispatchEvent(new Event('input'));
    const select = one(element, 'select') as HTMLSelectElement;
    select.value = 'problem';
    select.dispatchEvent(new Event('change'));
    await element.updateComplete;
    expect(events(element).every((event) => /Connecting|Failed/.test(event))).to.equal(true);
    await press(element, '[data-action=pause]');
    const read = events(element);
    other.set('connecting');
    other.set('failed');
    await shown(element);
    expect(events(element)).to.deep.equal(read);
    expect(text(one(element, '[data-action=pause]'))).to.equal('Resume 2 new');
    await press(element, '[data-action=pause]');
    expect(events(element)[0]).to.equal('other Failed');
  });

  it('[IN5] activates, retries, frees the screen of a parked session and not of a shown one (R6, R7, R42)', async () => {
    const { element, session } = await opened();
    await press(element, '[data-action=activate]');
    expect(registry.active).to.equal(session);
    await shown(element);
    expect(one(element, '[data-action=activate]').getAttribute('aria-disabled')).to.equal('true');
    await press(element, '[data-action=retry]');
    expect(session.calls, 'is connected').to.deep.equal([]);
    session.set('suspended');
    await shown(element);
    await press(element, '[data-action=retry]');
    expect(session.calls).to.deep.equal(['retry']);
    let freed = 0;
    const view = { shown: true, dispose: () => void (freed += 1) };
    session.setView(view as unknown as SessionView);
    await shown(element);
    await press(element, '[data-action=evict]');
    expect([freed, session.view]).to.deep.equal([0, view]);
    view.shown = false;
    session.touch();
    await shown(element);
    await press(element, '[data-action=evict]');
    expect([freed, session.view]).to.deep.equal([1, undefined]);
    session.setView(view as unknown as SessionView);
    await shown(element);
    view.shown = true;
    await press(element, '[data-action=evict]');
    expect([freed, session.view], 'shown by now, though the table does not say so yet').to.deep.equal([1, view]);
  });

  it('[IN5] ends a shell only when that was confirmed; Escape and Cancel do not (R7)', async () => {
    const { element, session } = await opened();
    for (const leave of [() => sendKeys({ press: 'Escape' }), () => press(element, '[data-action=cancel-close]')]) {
      await press(element, '[data-action=close]');
      expect(element.shadowRoot?.activeElement?.getAttribute('data-action'), 'the harmless answer has the focus').to.equal('cancel-close');
      await leave();
      await element.updateComplete;
      await element.updateComplete;
      expect(all(element, '.confirmation')).to.have.length(0);
      expect(element.shadowRoot?.activeElement?.getAttribute('data-action')).to.equal('close');
    }
    expect(session.calls).to.deep.equal([]);
    await press(element, '[data-action=close]');
    await press(element, '[data-action=confirm]');
    await shown(element);
    expect(session.calls).to.deep.equal(['close']);
    expect(rows(element, 'sessions')).to.have.length(0);
    expect(element.shadowRoot?.activeElement, 'the focus is not lost with the row').to.equal(one(element, '[part=toggle]'));
  });

  it('[IN5] diagnoses, shows every step, copies the report (R36, R42)', async () => {
    const { element, session } = await opened();
    await press(element, '[data-action=diagnose]');
    await press(element, '[data-action=diagnose]');
    expect(registry.examinations).to.have.length(1);
    expect(registry.examinations[0]?.target).to.equal(session);
    expect(text(one(element, '.operation'))).to.contain('Diagnosing…');
    registry.examinations[0]?.end(DIAGNOSIS);
    await turn();
    await shown(element);
    expect(text(one(element, '.verdict'))).to.equal('Something is wrong.');
    expect(all(element, '.steps li').map(text)).to.deep.equal([
      '✓ url ok 0 ms The address is valid.', '✕ handshake failed 2 ms The WebSocket did not open.Check the path.', '– token not tried Needs the step "handshake".',
    ]);
    const copied: string[] = [];
    const { clipboard } = navigator;
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: (written: string) => Promise.resolve(void copied.push(written)) } });
    try {
      await press(element, '[data-action=copy-diagnosis]');
      expect(copied).to.deep.equal(['the diagnosis as text']);
      expect(text(one(element, '[data-action=copy-diagnosis]'))).to.equal('Copied');
    } finally {
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    }
    await press(element, '[data-action=dismiss]');
    expect(all(element, '.steps')).to.have.length(0);
  });

  it('[IN5] recovers, quick and full, with progress; can be cancelled; closing the inspector cancels (R35, R42)', async () => {
    registry.connect('reconnecting');
    const { element } = await opened();
    await press(element, '[data-action=recover]');
    const [quick] = registry.recoveries;
    expect(quick?.options.full).to.equal(false);
    quick?.options.onProgress?.({ step: 1, of: 2, label: 'Connecting' });
    await shown(element);
    const progress = one(element, 'progress') as HTMLProgressElement;
    expect([progress.value, progress.max, text(one(element, '.step-label'))]).to.deep.equal([1, 2, 'Connecting']);
    await press(element, '[data-action=cancel]');
    expect(quick?.options.signal?.aborted).to.equal(true);
    quick?.end({ outcome: 'cancelled', detail: '', ms: 1, diagnostics: undefined });
    await turn();
    await shown(element);
    expect(text(one(element, '.verdict'))).to.equal('Cancelled.');

    await press(element, '.connections .expander');
    await press(element, '[data-action=recover-full]');
    const full = registry.recoveries[1];
    expect([full?.target, full?.options.full]).to.deep.equal([{ url: SERVER }, true]);
    full?.end({ outcome: 'recovered', detail: 'Everything is synced.', ms: 1, diagnostics: { ...DIAGNOSIS, outcome: 'ok' } });
    await turn();
    await shown(element);
    expect(text(one(element, '.verdict'))).to.equal('Recovered. Everything is synced.');
    expect(all(element, '.steps li')).to.have.length(3);

    await press(element, '[data-action=recover]');
    element.open = false;
    await element.updateComplete;
    expect(registry.recoveries[2]?.options.signal?.aborted).to.equal(true);
  });

  it('[IN6] the report holds no token, query, name, label, nothing terminals have shown, nothing that others wrote (R36, R51)', async () => {
    const url = 'ws://fake/terminal?token=SECRET';
    const session = registry.open({ url, project: 'SECRET', environment: 'staging', label: 'SECRET label' });
    registry.connect('reconnecting', { url, attempt: 2, reason: 'SECRET said by the server', serverEpoch: 'SECRET_epoch_123456' });
    const element = await make();
    expect(element.report()).to.contain('9.9.9');
    registry.connect('connected', { url });
    registry.connect('reconnecting', { url, attempt: 2, reason: 'SECRET said by the server', serverEpoch: 'SECRET_epoch_123456' });
    registry.activate(session);
    session.set('reconnecting', { attempt: 2, reason: 'SECRET said by the server' });
    session.fail(new TerminalError('input_discarded', 'SECRET typed'));
    registry.counts = { ...registry.counts, switchTimesMs: [5, 10, 200] };
    const report = element.report();
    expect(report).not.to.contain('SECRET');
    expect(report).not.to.contain('staging');
    for (const part of [
      'reconnecting (attempt 2) ws://fake/terminal, sessions 1', 'reconnecting (attempt 2) …1_abcd, active', 'last error input_discarded', 'Switch times (3): median 10 ms, p95 200 ms',
      'session 1: Reconnecting, attempt 2', 'connection fake/terminal: Connected', 'errors 0',
    ]) expect(report).to.contain(part);
    await shown(element);
    expect(text(one(element, '.tables')), 'on the screen the query is not shown either').not.to.contain('token=');
  });

  it('[IN6] without a clipboard the report is there to be copied by hand', async () => {
    const element = await make();
    const { clipboard } = navigator;
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });
    try {
      await press(element, '[data-action=copy]');
    } finally {
      Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    }
    expect((one(element, 'textarea') as HTMLTextAreaElement).value).to.contain('Terminal inspector');
  });

  it('[IN7] everything is reached by Tab, and Tab leaves; the focus stays where it is while rows change', async () => {
    registry.connect('connected');
    const session = registry.open({ sessionId: 'one' });
    const element = await make();
    const after = document.createElement('button');
    document.body.append(after);
    one(element, '[part=toggle]').focus();
    const walked: string[] = [];
    for (let i = 0; i < 20 && document.activeElement !== after; i++) {
      const { activeElement } = element.shadowRoot ?? {};
      walked.push(text(activeElement ?? undefined) || activeElement?.getAttribute('aria-label') || '');
      await sendKeys({ press: 'Tab' });
    }
    expect(walked.filter((name) => !/All events/.test(name))).to.deep.equal(['Terminal inspector', 'Copy report', 'fake/terminal', 'one…1_abcd', 'Filter events', 'Pause']);
    expect(document.activeElement).to.equal(after);
    const expander = one(element, '.sessions .expander');
    expander.focus();
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    expect(expander.getAttribute('aria-expanded')).to.equal('true');
    registry.open({ sessionId: 'two' }).set('connected');
    session.set('failed');
    await shown(element);
    expect(element.shadowRoot?.activeElement).to.equal(expander);
    expect(getComputedStyle(expander).outlineStyle).to.equal('solid');
  });

  it('[IN7] the focus goes to what is nearest when its button or row goes', async () => {
    const { element, session } = await opened();
    await press(element, '[data-action=diagnose]');
    registry.examinations[0]?.end(DIAGNOSIS);
    await turn();
    await shown(element);
    one(element, '[data-action=dismiss]').focus();
    await press(element, '[data-action=dismiss]');
    expect(element.shadowRoot?.activeElement).to.equal(one(element, '.sessions .expander'));
    registry.forget(session);
    await shown(element);
    expect(element.shadowRoot?.activeElement).to.equal(one(element, '[part=toggle]'));
  });

  it('[IN7] is accessible in every state, and no live region speaks by itself', async () => {
    const { element, session } = await opened();
    registry.connect('failed', { reason: 'Refused.' });
    registry.counts = { ...registry.counts, gaps: 1, switchTimesMs: [1, 2, 3, 50] };
    session.fail(new TerminalError('input_discarded', 'Gone.'));
    await press(element, '[data-action=diagnose]');
    registry.examinations[0]?.end(DIAGNOSIS);
    await turn();
    await press(element, '[data-action=close]');
    for (const scheme of ['light', 'dark']) {
      element.setAttribute('color-scheme', scheme);
      await shown(element);
      await expect(element).to.be.accessible();
    }
    element.setAttribute('color-scheme', 'auto');
    const speaking = all(element, '[role=status], [role=log], [role=alert], [aria-live]');
    expect(speaking.map(text), 'only what somebody asked for').to.deep.equal(['Something is wrong.']);
    element.open = false;
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });

  it('[IN8] the scheme is the attribute\'s, else the page\'s, and follows it', async () => {
    const element = await make();
    const dark = (): boolean => {
      const [red = 0] = getComputedStyle(one(element, '.base')).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
      return red < 128;
    };
    try {
      document.documentElement.style.colorScheme = 'dark';
      await clock.advanceAsync(1300);
      await element.updateComplete;
      expect(dark()).to.equal(true);
      document.documentElement.style.colorScheme = 'light';
      await clock.advanceAsync(1300);
      await element.updateComplete;
      expect(dark()).to.equal(false);
      element.setAttribute('color-scheme', 'dark');
      await element.updateComplete;
      expect(dark()).to.equal(true);
    } finally {
      document.documentElement.style.colorScheme = '';
    }
  });

  it('[IN8] fits 320 px without scrolling sideways, every value under its heading; has no style attribute (R72)', async () => {
    await setViewport({ width: 320, height: 700 });
    try {
      registry.connect('connected', { url: 'ws://a-rather-long-host-name.example.org:4700/some/path/terminal', bytesIn: 123_456_789 });
      registry.counts = { ...registry.counts, switchTimesMs: [1, 2, 3, 50] };
      const { element, session } = await opened();
      session.fail(new TerminalError('input_discarded', 'Averyveryveryveryveryveryveryveryveryveryveryveryverylongword was lost.'));
      await press(element, '[data-action=diagnose]');
      registry.examinations[0]?.end(DIAGNOSIS);
      await turn();
      await shown(element);
      expect(document.documentElement.scrollWidth).to.be.at.most(320);
      for (const section of all(element, '.tables section, .timeline, .numbers')) expect(section.scrollWidth, section.className).to.be.at.most(section.clientWidth);
      for (const heading of all(element, '.sessions .row .heading')) expect(heading.getBoundingClientRect().height).to.be.greaterThan(0);
      expect(one(element, '.sessions table').getAttribute('role'), 'cards are still a table').to.equal('table');
      expect(all(element, '[style], style')).to.have.length(0);
      await expect(element).to.be.accessible();
    } finally {
      await setViewport({ width: 800, height: 600 });
    }
  });

  it('shows the last switch times with median and 95th percentile (R42, R43)', async () => {
    const element = await make();
    expect(text(one(element, '.speed'))).to.contain('No terminal has been brought back yet.');
    registry.counts = { ...registry.counts, switchTimesMs: Array.from({ length: 20 }, (_, i) => i + 1) };
    await clock.advanceAsync(1300);
    await element.updateComplete;
    expect(one(element, '.plot').getAttribute('aria-label')).to.equal('Times of the last 20 switches: median 10 ms, 95th percentile 19 ms');
    expect(all(element, '.plot rect')).to.have.length(20);
    expect(text(one(element, '.legend'))).to.equal('median10 ms p9519 ms worst20 ms');
  });

  it('quantiles are of the last values only', () => {
    const samples = new Samples(3);
    expect(samples.quantile(0.5)).to.equal(undefined);
    for (const value of [1000, 3, 1, 2]) samples.add(value);
    expect([samples.size, samples.quantile(0.5), samples.quantile(0.95), samples.quantile(0)]).to.deep.equal([3, 2, 3, 1]);
  });
});
