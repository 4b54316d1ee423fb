import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { verbatim } from '../../src/base/sentence.js';
import { TerminalError } from '../../src/protocol/errors.js';
import { turn } from '../support/manual-clock.js';
import { endFakes } from './support/fake-registry.js';
import { DIAGNOSIS, InspectorPage, text } from './support/inspector-page.js';
import { sizeWindow } from './support/size-window.js';

describe('access to <terminal-inspector>', () => {
  let page: InspectorPage;
  beforeEach(() => (page = new InspectorPage()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const focusIs = (selector: string): boolean => page.element.shadowRoot?.activeElement === page.one(selector);
  /** Forty sessions in every state, two connections, everything measured. */
  const crowd = (): void => {
    const { registry, clock } = page;
    const states = ['connected', 'connecting', 'reconnecting', 'suspended', 'offline', 'failed', 'connected', 'idle'] as const;
    for (let i = 0; i < 40; i++) {
      const session = registry.open({ project: 'a-project-with-a-long-name', environment: `worker-${i}` });
      const full = i % 3 === 0;
      session.reading = {
        flow: i % 8 === 0 || i % 8 === 6 ? { windowBytes: 262_144, unacknowledged: full ? 262_144 : 150_000, buffered: 90_000 } : undefined, errors: i % 4, drops: i, lastSwitchMs: i, pendingInput: i,
        resume: 'exact', evictsAt: clock.now() + i * 60_000, bytesIn: i * 123_456,
      };
      session.set(states[i % 8] ?? 'idle', i % 8 === 3 ? { attempt: 4, retryAt: clock.now() + 9000 } : {});
    }
    registry.activate(registry.sessions[0]);
    const samplesMs = [5, 9, 12, 8, 40, 7];
    registry.connect('connected', { url: 'ws://a-rather-long-host-name.example.org:4700/some/path/terminal', roundTripMs: 7, roundTrips: { samplesMs, p50Ms: 8, p95Ms: 40 }, reconnects: 3, sockets: 4, bytesIn: 123_456_789 });
    registry.connect('failed', { url: 'ws://other/terminal', reason: 'Refused.', healthy: false });
    registry.counts = { ...registry.counts, gaps: 1, errors: 2, switchTimesMs: [1, 2, 3, 50] };
  };

  it('[IN7] everything is reached by Tab, and Tab leaves; the focus stays where it is while rows change', async () => {
    const { registry } = page;
    registry.connect('connected');
    const session = registry.open({ sessionId: 'one' });
    const element = await page.make();
    const after = document.createElement('button');
    document.body.append(after);
    page.one('[part=toggle]').focus();
    const walked: string[] = [];
    for (let i = 0; i < 20 && document.activeElement !== after; i++) {
      const { activeElement } = element.shadowRoot ?? {};
      walked.push(text(activeElement ?? undefined) || activeElement?.getAttribute('aria-label') || '');
      await sendKeys({ press: 'Tab' });
    }
    expect(walked.filter((name) => !/All events/.test(name))).to.deep.equal(['Terminal inspector', 'Copy report', 'fake/terminal', 'one…1_abcd', 'Filter events', 'Pause']);
    expect(document.activeElement === after).to.equal(true);
    const expander = page.one('.sessions .expander');
    expander.focus();
    await sendKeys({ press: 'Enter' });
    await element.updateComplete;
    expect(expander.getAttribute('aria-expanded')).to.equal('true');
    registry.open({ sessionId: 'two' }).set('connected');
    session.set('failed');
    await page.shown();
    expect(element.shadowRoot?.activeElement === expander).to.equal(true);
    expect(getComputedStyle(expander).outlineStyle).to.equal('solid');
  });

  it('[IN7] a row is worked through with keys alone: opened, every action reached, asked, confirmed or left, read, dismissed', async () => {
    const { registry } = page;
    const session = registry.open({ sessionId: 'one' });
    session.set('connected');
    await page.make();
    page.one('.sessions .expander').focus();
    await sendKeys({ press: 'Enter' });
    await page.updated();
    const actions: unknown[] = [];
    for (let i = 0; i < 10; i++) {
      await sendKeys({ press: 'Tab' });
      actions.push(page.focused);
      expect(getComputedStyle(page.element.shadowRoot?.activeElement ?? document.body).outlineStyle, String(page.focused)).to.equal('solid');
    }
    expect(actions).to.deep.equal(['activate', 'retry', 'probe', 'diagnose', 'recover', 'recover-full', 'cut', 'evict', 'copy', 'close']);
    await sendKeys({ press: 'Enter' });
    await page.updated();
    await page.updated();
    expect(page.focused).to.equal('cancel-close');
    await sendKeys({ press: 'Escape' });
    await page.updated();
    await page.updated();
    expect([page.focused, session.calls]).to.deep.equal(['close', []]);
    await sendKeys({ down: 'Shift' });
    for (let i = 0; i < 7; i++) await sendKeys({ press: 'Tab' });
    await sendKeys({ up: 'Shift' });
    expect(page.focused).to.equal('probe');
    await sendKeys({ press: ' ' });
    await page.updated();
    registry.probes[0]?.answer(3);
    await turn();
    await page.shown();
    expect([page.focused, page.verdict], 'the focus stays on what was pressed').to.deep.equal(['probe', 'Round trip 3 ms.']);
    for (let i = 0; i < 8; i++) await sendKeys({ press: 'Tab' });
    expect(page.focused).to.equal('dismiss');
    await sendKeys({ press: 'Enter' });
    await page.shown();
    expect([page.verdict, focusIs('.sessions .expander')]).to.deep.equal(['', true]);
    await sendKeys({ press: 'Enter' });
    await page.updated();
    expect(page.all('.details')).to.have.length(0);
  });

  it('[IN7] the focus goes to what is nearest when its button or row goes', async () => {
    const { session } = await page.opened();
    await page.press('[data-action=diagnose]');
    page.registry.examinations[0]?.end(DIAGNOSIS);
    await turn();
    await page.shown();
    page.one('[data-action=dismiss]').focus();
    await page.press('[data-action=dismiss]');
    expect(focusIs('.sessions .expander')).to.equal(true);
    page.registry.forget(session);
    await page.shown();
    expect(focusIs('[part=toggle]')).to.equal(true);
  });

  const STATES: [name: string, become: () => Promise<void>][] = [
    ['closed', async () => void (await page.make({}))],
    ['empty', async () => void (await page.make())],
    ['full', async () => {
      crowd();
      await page.make();
      await page.press('.connections .expander');
    }],
    ['running', async () => {
      crowd();
      await page.make();
      await page.press('.sessions .expander');
      await page.press('[data-action=diagnose]');
      page.registry.examinations[0]?.options.onProgress?.({ step: 2, of: 7, label: 'Handshake', sentences: [verbatim('Handshake')] });
      await page.shown();
    }],
    ['done', async () => {
      const { session } = await page.opened();
      session.fail(new TerminalError('input_discarded', 'Averyveryveryveryveryveryveryveryveryveryveryveryverylongword was lost.'));
      await page.press('[data-action=diagnose]');
      page.registry.examinations[0]?.end(DIAGNOSIS);
      await turn();
      await page.press('[data-action=close]');
      await page.shown();
    }],
    ['failed', async () => {
      await page.opened();
      page.registry.probe = () => Promise.reject(new TerminalError('connection_failed', 'Refused.'));
      await page.press('[data-action=probe]');
      await turn();
      await page.shown();
    }],
  ];

  for (const [name, become] of STATES) {
    for (const width of [800, 320]) {
      it(`[IN7] [IN8] is accessible while ${name}, in light and dark, at ${width} px (R42, R72)`, async () => {
        await sizeWindow(width, 700);
        try {
          await become();
          for (const scheme of ['light', 'dark']) {
            page.element.setAttribute('color-scheme', scheme);
            await page.updated();
            await expect(page.element).to.be.accessible();
          }
          expect(document.documentElement.scrollWidth).to.be.at.most(width);
          for (const part of page.all('.scroll, .timeline, .numbers, .details')) expect(part.scrollWidth, part.className).to.be.at.most(part.clientWidth);
          expect(page.all('[style], style')).to.have.length(0);
        } finally {
          await sizeWindow(800, 600);
        }
      });
    }
  }

  it('[IN7] no live region speaks by itself: only what somebody asked for', async () => {
    const { session } = await page.opened();
    page.registry.connect('failed', { reason: 'Refused.' });
    session.fail(new TerminalError('input_discarded', 'Gone.'));
    await page.second();
    const speaking = (): string[] => page.all('[role=status], [role=log], [role=alert], [aria-live]').map(text);
    expect(speaking()).to.deep.equal(['']);
    await page.press('[data-action=probe]');
    page.registry.probes[0]?.answer(3);
    await turn();
    await page.shown();
    expect(speaking()).to.deep.equal(['Round trip 3 ms.']);
  });

  it('[IN8] the scheme is the attribute\'s, else the page\'s, and follows it', async () => {
    const element = await page.make();
    const dark = (): boolean => {
      const [red = 0] = getComputedStyle(page.one('.base')).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
      return red < 128;
    };
    try {
      document.documentElement.style.colorScheme = 'dark';
      await page.second();
      expect(dark()).to.equal(true);
      document.documentElement.style.colorScheme = 'light';
      await page.second();
      expect(dark()).to.equal(false);
      element.setAttribute('color-scheme', 'dark');
      await element.updateComplete;
      expect(dark()).to.equal(true);
    } finally {
      document.documentElement.style.colorScheme = '';
    }
  });

  it('[IN8] [IN11] on a phone a session is a card of three values under their headings, and still a row of a table; the details tell the rest (R72)', async () => {
    await sizeWindow(320, 700);
    try {
      crowd();
      await page.make();
      const seen = page.all('.sessions .row:first-child .heading').filter((heading) => heading.getBoundingClientRect().height > 0);
      expect(seen.map(text)).to.deep.equal(['State', 'Screen', 'Window']);
      expect(page.one('.sessions table').getAttribute('role')).to.equal('table');
      expect(page.one('.sessions .row').getBoundingClientRect().height).to.be.below(100);
      await page.press('.sessions .expander');
      expect([page.fact('Input', 'Unacknowledged'), page.fact('Output', 'In'), page.fact('State', 'Line lost')]).to.deep.equal(['0 B', '0', undefined]);
    } finally {
      await sizeWindow(800, 600);
    }
  });

  it('[IN11] where there is room, many sessions scroll beneath the heads of their columns, and what has the focus is not beneath them', async () => {
    await sizeWindow(1280, 800);
    try {
      crowd();
      await page.make();
      const scroll = page.one('.sessions .scroll');
      expect(scroll.scrollHeight).to.be.greaterThan(scroll.clientHeight);
      expect(scroll.scrollWidth, 'every column fits').to.equal(scroll.clientWidth);
      scroll.scrollTop = 600;
      const head = page.one('.sessions thead th').getBoundingClientRect();
      expect(head.top).to.be.closeTo(scroll.getBoundingClientRect().top, 1);
      const above = page.all('.sessions .expander').findLast((expander) => expander.getBoundingClientRect().bottom < head.top);
      // Browsers differ in how they bring into view what gets the focus; this is the least that they do.
      above?.scrollIntoView({ block: 'nearest' });
      above?.focus();
      expect(above?.getBoundingClientRect().top).to.be.at.least(head.bottom - 1);
    } finally {
      await sizeWindow(800, 600);
    }
  });
});
