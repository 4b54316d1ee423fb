import { expect } from '@open-wc/testing';
import '../../src/elements/define/terminal-status-chip.js';
import type { Status } from '../../src/client/connection/status.js';
import type { InputState, SessionView } from '../../src/client/session/contract.js';
import { TerminalError } from '../../src/protocol/errors.js';
import type { SessionInfoMessage } from '../../src/protocol/messages.js';
import { endFakes } from './support/fake-registry.js';
import { URL as SERVER } from './support/inspected-registry.js';
import { InspectorPage, text, whileHidden } from './support/inspector-page.js';
import { collect, painted } from './support/page.js';

const INFO: SessionInfoMessage = {
  sessionId: 'session_1_abcd', key: 'one', name: 'one', profile: 'default', epoch: 'epoch', createdAt: 1_750_000_000_000 - 120_000, viewers: 3, cols: 80, rows: 24, offset: 10,
};

describe('<terminal-inspector>', () => {
  let page: InspectorPage;
  beforeEach(() => (page = new InspectorPage()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  it('[IN1] closed it subscribes to nothing, has no timer and asks nothing; so again after it was open (R42)', async () => {
    const { registry, clock } = page;
    registry.open({ sessionId: 'one' }).set('connected');
    registry.connect('connected');
    const element = await page.make({});
    const idle = async (): Promise<void> => {
      registry.open({ sessionId: 'one' }).set('connected');
      clock.advance(60_000);
      await element.updateComplete;
      expect([registry.listeners, registry.sessions.map(({ listeners }) => listeners), clock.pending]).to.deep.equal([0, [0], 0]);
      expect(page.all('table, .events')).to.have.length(0);
    };
    await idle();
    expect(registry.asked).to.have.length(0);
    const toggles = collect(element, 'toggle');
    await page.press('[part=toggle]');
    expect(element.hasAttribute('open')).to.equal(true);
    expect(registry.listeners).to.equal(1);
    expect(page.rows('sessions')).to.have.length(1);
    expect(page.one('[part=toggle]').getAttribute('aria-expanded')).to.equal('true');
    await page.press('[part=toggle]');
    expect(toggles).to.have.length(2);
    const { length } = registry.asked;
    await idle();
    expect(registry.asked).to.have.length(length);
  });

  it('[IN1] out of the page it watches nothing, and goes on when it is put back', async () => {
    const { registry, clock } = page;
    const { element, session } = await page.opened();
    session.set('reconnecting', { attempt: 1 });
    await page.shown();
    element.remove();
    expect([registry.listeners, clock.pending]).to.deep.equal([0, 0]);
    document.body.append(element);
    session.set('connected');
    await page.shown();
    expect(registry.listeners).to.equal(1);
    expect(page.events).to.deep.equal(['one Connected', 'one Reconnecting']);
  });

  it('[NT6] a session that the server lets be looked at only says so in its row (R52)', async () => {
    const { session } = await page.opened();
    session.reading = { readOnly: true };
    session.set('connected');
    await page.shown();
    expect(page.rows('sessions')[0]).to.contain(', read-only');
  });

  it('[IN2] shows connections and sessions as they are, live, without keeping a session attached (R42)', async () => {
    const { registry } = page;
    await page.make();
    expect(text(page.one('.connections'))).to.contain('No connection yet');
    expect(text(page.one('.sessions'))).to.contain('No session is open');
    const session = registry.open({ project: 'web', environment: 'staging' });
    registry.connect('connecting', { attempt: 1, url: 'ws://fake/terminal?token=hidden' });
    session.set('connecting');
    await page.shown();
    expect(page.rows('sessions')[0]).to.match(/^web \/ staging ?…1_abcd ?State ?Connecting ?Screen ?no screen ?Epoch ?epoch ?Received ?0 ?Window ?– ?Typed ?– ?In \/ out ?0 B \/ 0 B ?Size ?80 × 24 ?Drops ?0 ?Switch ?– ?Viewers ?–$/);
    expect(page.rows('connections')[0]).to.match(/^fake\/terminal ?State ?Connecting/);
    expect(session.listeners).to.equal(0);
    registry.activate(session);
    session.set('connected');
    session.setView({ shown: true } as SessionView);
    registry.connect('connected', { url: 'ws://fake/terminal?token=hidden', sockets: 3, reconnects: 2, roundTripMs: 12.34, bytesIn: 2048, bytesOut: 100 });
    await page.shown();
    expect(page.rows('sessions')[0]).to.match(/State ?Active ?Screen ?shown DOM/);
    expect(page.rows('connections')[0]).to.match(/State ?Connected ?Sessions ?0 ?Round trip ?12 ms.*Reconnects ?2 3 sockets ?In \/ out ?2\.0 KiB \/ 100 B/);
    registry.forget(session);
    await page.shown();
    expect(page.rows('sessions')).to.have.length(0);
  });

  it('[IN2] renders at most four times a second, however much happens', async () => {
    const session = page.registry.open({ sessionId: 'one' });
    const element = await page.make();
    let renders = 0;
    const { requestUpdate } = element;
    element.requestUpdate = function (...args) {
      renders += 1;
      return requestUpdate.apply(element, args);
    };
    for (let i = 0; i < 300; i++) {
      session.set(i % 2 === 0 ? 'connecting' : 'connected');
      page.clock.advance(10);
      await element.updateComplete;
    }
    expect(renders).to.be.within(10, 13);
  });

  it('[IN2] asks the server every 5 s and only where a session is at work: asking must not keep a connection', async () => {
    const { registry, clock } = page;
    registry.answer = () => Promise.resolve([INFO, { ...INFO, sessionId: 'session_2_efgh' }]);
    const session = registry.open({ sessionId: 'one' });
    registry.connect('connected');
    await page.make();
    await clock.advanceAsync(10_000);
    expect(registry.asked).to.have.length(0);
    session.set('connected');
    await clock.advanceAsync(10_000);
    await page.updated();
    expect(registry.asked).to.deep.equal([SERVER, SERVER]);
    expect(page.cell('sessions', 'viewers')).to.equal('3');
    expect(page.cell('connections', 'sessions')).to.equal('1 + 1 on the server');
    session.set('idle');
    await clock.advanceAsync(20_000);
    expect(registry.asked).to.have.length(2);
  });

  it('[IN2] one question at a time; what a server no longer says is no longer shown', async () => {
    const { registry, clock } = page;
    let refuse: (error: Error) => void = () => {};
    registry.answer = () => Promise.resolve([INFO]);
    registry.open({ sessionId: 'one' }).set('connected');
    registry.connect('connected');
    await page.make();
    await clock.advanceAsync(1000);
    registry.answer = () => new Promise((_, reject) => (refuse = reject));
    await clock.advanceAsync(20_000);
    await page.updated();
    expect(registry.asked).to.have.length(2);
    expect(page.cell('sessions', 'viewers')).to.equal('3');
    refuse(new TerminalError('connection_failed', 'Gone.'));
    await clock.advanceAsync(300);
    await page.updated();
    expect(page.cell('sessions', 'viewers')).to.equal('–');
  });

  it('[IN2] in a page that nobody sees no timer runs; what happens is written down all the same', async () => {
    const { registry, clock } = page;
    const session = registry.open({ sessionId: 'one' });
    session.set('connected');
    registry.connect('connected');
    await page.make();
    await clock.advanceAsync(2000);
    const { length } = registry.asked;
    await whileHidden(async () => {
      expect(clock.pending).to.equal(0);
      session.set('offline');
      await clock.advanceAsync(60_000);
      expect(clock.pending).to.equal(0);
      expect(registry.asked).to.have.length(length);
    });
    await page.shown();
    expect(page.events[0]).to.equal('one Offline');
  });

  it('[IN2] in a hidden panel it neither asks nor renders, and looks again once it is shown', async () => {
    const { registry, clock } = page;
    const session = registry.open({ sessionId: 'one' });
    registry.connect('connected');
    const element = await page.make();
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
      const session = page.registry.open({ sessionId: 'one' });
      session.set(status);
      if (active) page.registry.activate(session);
      const element = await page.make({ open: '', 'color-scheme': 'light' });
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
      expect(page.rows('sessions')[0]).to.contain(text(chip.shadowRoot?.querySelector('.state') ?? undefined));
    });
  }

  it('tells of typed input that is held, and how far a transmission is (R21, R42)', async () => {
    const { element, session } = await page.opened();
    const waits = (input: Partial<InputState>): void => {
      session.reading = { pendingInput: 12, input: { waiting: 0, since: undefined, held: undefined, transfer: undefined, ...input } };
      session.touch();
    };
    waits({ held: { reason: 'old', bytes: 12 } });
    await page.shown();
    expect([page.cell('sessions', 'typed'), page.fact('Input', 'Unacknowledged')]).to.deep.equal(['12 B 12 B held', '12 B, 12 B held']);
    expect(page.events).to.deep.equal(['one Holds 12 B of typed input until somebody decides']);
    expect(element.report()).to.contain('held 12');
    waits({ transfer: { state: 'paused', delivered: 299, total: 1000 } });
    await page.shown();
    expect(page.cell('sessions', 'typed')).to.equal('12 B 29 %, paused');
  });
});
