import { expect } from '@open-wc/testing';
import { TerminalError } from '../../src/protocol/errors.js';
import { endFakes } from './support/fake-registry.js';
import { InspectorPage, text, whileCopying } from './support/inspector-page.js';

describe('reports of <terminal-inspector>', () => {
  let page: InspectorPage;
  beforeEach(() => (page = new InspectorPage()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const url = 'ws://fake/terminal?token=SECRET';
  /** A session and its connection, and everything somebody else has written about them. */
  const secrets = (): ReturnType<typeof page.registry.open> => {
    const { registry } = page;
    const session = registry.open({ url, project: 'SECRET', environment: 'staging', label: 'SECRET label' });
    session.does({ title: 'SECRET title' });
    session.reading = {
      flow: { windowBytes: 262_144, unacknowledged: 4096, buffered: 1024 }, drops: 2, resume: 'exact', errors: 1, lastSwitchMs: 8, evictsAt: 60_000, profile: 'SECRET', terminal: { unicode: 'graphemes', images: true }, epoch: 'SECRET_epoch_123456',
    };
    registry.connect('connected', {
      url, reconnects: 3, roundTripMs: 12, roundTrips: { samplesMs: [9, 12, 50], p50Ms: 12, p95Ms: 50 }, serverEpoch: 'SECRET_epoch_123456',
    });
    return session;
  };
  const tell = (session: ReturnType<typeof page.registry.open>): void => {
    const { registry } = page;
    registry.activate(session);
    session.set('reconnecting', { attempt: 2, reason: 'SECRET said by the server' });
    session.fail(new TerminalError('input_discarded', 'SECRET typed'));
    registry.connect('reconnecting', { url, attempt: 2, reason: 'SECRET said by the server', serverEpoch: 'SECRET_epoch_123456' });
    registry.counts = { ...registry.counts, switchTimesMs: [5, 10, 200] };
  };

  it('[IN6] the page\'s holds no token, query, name, label, title, nothing terminals have shown, nothing that others wrote (R36, R51)', async () => {
    const session = secrets();
    const element = await page.make();
    expect(element.report()).to.contain('9.9.9');
    for (const part of ['round trip 12 ms p50 12 ms p95 50 ms of 3', 'reconnects 3']) expect(element.report()).to.contain(part);
    tell(session);
    const report = element.report();
    expect(report).not.to.contain('SECRET');
    expect(report).not.to.contain('staging');
    for (const part of [
      'reconnecting (attempt 2) ws://fake/terminal, for 0 ms, sessions 1', 'reconnecting (attempt 2) …1_abcd, for 0 ms, active', 'last error input_discarded',
      'window 262144, unacknowledged 4096, to be parsed 1024', 'line lost 2, last attached exact, errors 1, last switch 8 ms', 'screen freed in 1 min', '80x24, unicode graphemes, images drawn,',
      'Switch times (3): median 10 ms, p95 200 ms', 'session 1: Reconnecting, attempt 2', 'connection fake/terminal: Reconnecting', 'errors 0',
    ]) expect(report).to.contain(part);
    await page.shown();
    expect(text(page.one('.tables')), 'on the screen the query is not shown either').not.to.contain('token=');
  });

  it('[IN6] that of a row holds the row, its connection and what happened to it, and the same secrets not (R36, R42, R51)', async () => {
    const session = secrets();
    const other = page.registry.open({ url, sessionId: 'other' });
    await page.make();
    tell(session);
    other.set('connected');
    await page.shown();
    await page.press('.sessions .expander');
    const [report = ''] = await whileCopying(async () => {
      await page.press('[data-action=copy]');
      await page.updated();
    });
    expect(text(page.one('[data-action=copy]'))).to.equal('Copied');
    expect(report).to.match(/^Terminal session\nTime: .*\nVersion: .*\n\nSession: reconnecting \(attempt 2\).*\nConnection: reconnecting/);
    expect(report).to.contain('session 1: Reconnecting, attempt 2');
    for (const part of ['SECRET', 'staging', 'Connected', 'session 2', 'connection fake/terminal:']) expect(report).not.to.contain(part);
    await page.press('.connections .expander');
    const [ofConnection = ''] = await whileCopying(() => page.press('[data-action=copy]'));
    expect(ofConnection).to.match(/^Terminal connection\n/);
    expect(ofConnection).to.contain('connection fake/terminal: Reconnecting');
    for (const part of ['SECRET', 'session 1']) expect(ofConnection).not.to.contain(part);
  });

  for (const [how, clipboard] of [['no clipboard', 'none'], ['a clipboard that refuses', { writeText: () => Promise.reject(new Error('not allowed')) }]] as const) {
    it(`[IN6] with ${how} the report is there to be copied by hand`, async () => {
      await page.make();
      await whileCopying(async () => {
        await page.press('[data-copy]');
        await page.updated();
      }, clipboard);
      expect((page.one('textarea') as HTMLTextAreaElement).value).to.contain('Terminal inspector');
    });
  }
});
