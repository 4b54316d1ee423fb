import { expect } from '@open-wc/testing';
import type { FlowState, SessionView } from '../../src/client/session/contract.js';
import { endFakes } from './support/fake-registry.js';
import { InspectorPage, text } from './support/inspector-page.js';
import { until } from './support/page.js';

const MINUTE = 60_000;

describe('what <terminal-inspector> shows', () => {
  let page: InspectorPage;
  beforeEach(() => (page = new InspectorPage()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  /** How much of a gauge is filled, in percent. */
  const filled = (part: string): number => Number(/H([\d.]+)/.exec(page.one(`.sessions .row .gauge .${part}`).getAttribute('d') ?? '')?.[1]);

  it('[IN10] how full a window is, and how much of it waits to be parsed (R42)', async () => {
    const { session } = await page.opened();
    expect(page.cell('sessions', 'window')).to.equal('–');
    const flow = async (state: FlowState): Promise<void> => {
      session.reading = { flow: state };
      await page.second();
    };
    await flow({ windowBytes: 262_144, unacknowledged: 65_536, buffered: 26_214.4 });
    expect([page.cell('sessions', 'window'), filled('sent'), filled('waits')]).to.deep.equal(['64 KiB of 256 KiB', 25, 10]);
    expect(['Window', 'Unacknowledged', 'To be parsed', 'Credit left'].map((name) => page.fact('Output', name))).to.deep.equal(['256 KiB', '64 KiB', '26 KiB', '192 KiB']);
    expect(page.one('.sessions .row .gauge').classList.contains('full')).to.equal(false);
    await flow({ windowBytes: 262_144, unacknowledged: 262_144, buffered: 300_000 });
    expect([filled('sent'), filled('waits'), page.one('.sessions .row .gauge').classList.contains('full'), page.fact('Output', 'Credit left')]).to.deep.equal([100, 100, true, '0 B']);
  });

  it('[IN10] how long its screen has left, and what draws it; without a word from the screen it is the DOM (R7, R42)', async () => {
    const { session } = await page.opened();
    const screen = (): string => page.cell('sessions', 'screen');
    expect(screen()).to.equal('no screen');
    const view = { shown: false, dispose: () => {} } as unknown as SessionView & { shown: boolean; renderer?: string };
    session.reading = { evictsAt: page.clock.now() + 2 * MINUTE };
    session.setView(view);
    await page.shown();
    expect([screen(), page.fact('Screen', 'Freed in'), page.fact('Screen', 'Renderer')]).to.deep.equal(['parked 2 min left', '2 min', 'DOM']);
    await page.clock.advanceAsync(MINUTE + 55_000);
    await page.updated();
    expect(screen(), 'it counts down without an event').to.equal('parked 5 s left');
    session.reading = {};
    session.keepWarm = true;
    await page.second();
    expect(screen()).to.equal('parked kept warm');
    view.shown = true;
    await page.second();
    expect(screen()).to.equal('shown DOM');
    view.renderer = 'webgl';
    await page.second();
    expect([screen(), page.fact('Screen', 'Renderer')]).to.deep.equal(['shown WebGL', 'WebGL']);
  });

  it('[IN10] [SE31] how characters are counted and whether it has images, once the server has said it (R42, R44)', async () => {
    const { element, session } = await page.opened();
    const kind = (): (string | undefined)[] => ['Characters', 'Images'].map((name) => page.fact('Shell', name));
    expect(kind()).to.deep.equal([undefined, undefined]);
    expect(element.report()).not.to.contain('unicode');
    session.reading = { terminal: { unicode: '11', images: false } };
    await page.second();
    expect(kind()).to.deep.equal(['Unicode 11', 'passed over']);
    expect(element.report()).to.contain('80x24, unicode 11, images passed over,');
    session.reading = { terminal: { unicode: 'graphemes', images: true } };
    await page.second();
    expect(kind()).to.deep.equal(['grapheme clusters', 'drawn']);
    expect(element.report()).to.contain('80x24, unicode graphemes, images drawn,');
  });

  it('[IN10] ages are of the state itself, also of before it was opened, and move once a second while somebody sees them (R42)', async () => {
    const session = page.registry.open({ sessionId: 'one' });
    session.set('connected');
    page.registry.connect('connected');
    await page.clock.advanceAsync(3 * MINUTE);
    const element = await page.make();
    expect([page.cell('sessions', 'state'), page.cell('connections', 'state')]).to.deep.equal(['Connected for 3 min', 'Connected for 3 min']);
    session.set('reconnecting', { attempt: 1 });
    await page.second();
    expect(page.cell('sessions', 'state')).to.equal('Reconnecting for 1 s');
    const before = page.cell('sessions', 'state');
    element.hidden = true;
    await page.clock.advanceAsync(5000);
    await page.updated();
    expect(page.cell('sessions', 'state')).to.equal(before);
    element.hidden = false;
    await page.second();
    expect(page.cell('sessions', 'state')).to.match(/for [67] s/);
  });

  it('[IN10] drops, errors, how it went on, and its last switch (R42)', async () => {
    const { session } = await page.opened();
    session.reading = { drops: 4, errors: 2, resume: 'snapshot', lastSwitchMs: 7.25 };
    session.does({ unread: true, bell: true, progress: { state: 'normal', value: 42 }, title: 'vim' });
    await page.shown();
    expect([page.cell('sessions', 'drops'), page.cell('sessions', 'switch')]).to.deep.equal(['4 2 errors', '7.3 ms']);
    expect([page.fact('State', 'Line lost'), page.fact('State', 'Went on'), page.fact('State', 'Errors'), page.fact('Shell', 'News'), page.fact('Shell', 'Title')])
      .to.deep.equal(['4', 'from the true screen', '2', 'unread output, bell, 42 %', 'vim']);
  });

  it('[IN10] round trips: the last, median and 95th percentile, as a line and as a plot (R42)', async () => {
    page.registry.connect('connected');
    await page.make();
    expect([page.cell('connections', 'roundTrip'), page.all('.spark').length]).to.deep.equal(['–', 0]);
    page.registry.connect('connected', { reconnects: 2, sockets: 3, roundTripMs: 20, roundTrips: { samplesMs: Array.from({ length: 50 }, (_, i) => i + 1), p50Ms: 25, p95Ms: 48 } });
    await page.shown();
    expect([page.cell('connections', 'roundTrip'), page.cell('connections', 'quantiles'), page.cell('connections', 'reconnects')]).to.deep.equal(['20 ms', '25 ms / 48 ms', '2 3 sockets']);
    expect(page.one('.spark path').getAttribute('d')?.match(/[ML]/g), 'the last forty').to.have.length(40);
    await page.press('.connections .expander');
    expect(page.one('.details .plot').getAttribute('aria-label')).to.equal('The last 50 round trips: median 25 ms, 95th percentile 48 ms');
    expect(page.all('.details .plot .bar')).to.have.length(50);
  });

  it('the last switch times with median and 95th percentile (R42, R43)', async () => {
    await page.make();
    expect(text(page.one('.speed'))).to.contain('No terminal has been brought back yet.');
    page.registry.counts = { ...page.registry.counts, switchTimesMs: Array.from({ length: 20 }, (_, i) => i + 1) };
    await page.second();
    expect(page.one('.plot').getAttribute('aria-label')).to.equal('Times of the last 20 switches: median 10 ms, 95th percentile 19 ms');
    expect([page.all('.plot .bar').length, page.all('.plot .slow').length]).to.deep.equal([20, 1]);
    expect(text(page.one('.legend'))).to.equal('median10 ms p9519 ms worst20 ms');
  });

  it('[IN11] of many sessions one may look for some, by name, id and state, all words in any order (R42)', async () => {
    await page.opened({ sessionId: 'first' });
    expect(page.all('[data-find]'), 'of few there is no need').to.have.length(0);
    for (let i = 0; i < 12; i++) page.registry.open({ project: 'web', environment: `worker-${i}` }).set(i === 3 ? 'failed' : 'connected');
    await page.shown();
    const find = async (words: string): Promise<number> => {
      const input = page.one('[data-find]') as HTMLInputElement;
      input.value = words;
      input.dispatchEvent(new Event('input'));
      await page.updated();
      return page.rows('sessions').length;
    };
    expect([await find('WORKER-1'), await find('failed web'), await find('1_abcd'), await find('  ')]).to.deep.equal([3, 1, 13, 13]);
    expect(await find('nothing like it')).to.equal(0);
    expect([text(page.one('.sessions .empty')), text(page.one('.sessions h2'))]).to.deep.equal(['No session matches.', 'Sessions 0 of 13']);
  });

  it('readings of an older copy of the package on the same page lack some; it shows what there is', async () => {
    const { registry } = page;
    const session = registry.open({ sessionId: 'one' });
    session.reading = { statusSince: undefined, flow: undefined, drops: undefined, errors: undefined, activity: undefined, input: undefined } as never;
    registry.connect('connected', { statusSince: undefined, reconnects: undefined, roundTrips: undefined } as never);
    session.set('connected');
    const element = await page.make();
    await page.press('.sessions .expander');
    expect([page.cell('sessions', 'state'), page.cell('sessions', 'drops'), page.cell('connections', 'reconnects')]).to.deep.equal(['Connected', '–', '–']);
    expect(element.report()).not.to.match(/NaN|undefined/);
    expect(text(page.one('.panel'))).not.to.match(/NaN|undefined/);
  });

  describe('in German', () => {
    afterEach(() => document.documentElement.removeAttribute('lang'));

    it('[IN12] speaks the language around it, numbers too, also what happened before; its report is English (R41, R42)', async () => {
      const { element, session } = await page.opened();
      session.reading = { flow: { windowBytes: 1_572_864, unacknowledged: 1536, buffered: 0 }, offset: 12_345 };
      session.set('reconnecting', { attempt: 3 });
      await page.second();
      expect(page.events[0]).to.equal('one Reconnecting, attempt 3');
      document.documentElement.lang = 'de-AT';
      // Its own texts and those of all elements are two files.
      await until(() => text(page.one('.sessions h2')) === 'Sitzungen 1' && page.cell('sessions', 'state').startsWith('Verbindet'));
      await page.second();
      expect(page.events[0]).to.equal('one Verbindet neu, Versuch 3');
      expect([page.cell('sessions', 'state'), page.cell('sessions', 'window'), page.fact('Ausgabe', 'Empfangen')]).to.deep.equal(['Verbindet neu Versuch 3', '1,5 KiB von 1,5 MiB', '12.345']);
      expect(text(page.one('[data-action=close]'))).to.equal('Shell beenden …');
      expect(element.report()).to.contain('session 1: Reconnecting, attempt 3');
      await expect(element).to.be.accessible();
    });
  });
});
