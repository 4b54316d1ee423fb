import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { verbatim } from '../../src/base/sentence.js';
import type { ResumeKind } from '../../src/protocol/messages.js';
import type { SessionView } from '../../src/client/session/contract.js';
import { TerminalError } from '../../src/protocol/errors.js';
import { turn } from '../support/manual-clock.js';
import { endFakes } from './support/fake-registry.js';
import { URL as SERVER } from './support/inspected-registry.js';
import { DIAGNOSIS, InspectorPage, text, whileCopying } from './support/inspector-page.js';

describe('what <terminal-inspector> can do', () => {
  let page: InspectorPage;
  beforeEach(() => (page = new InspectorPage()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  /** Lets a promise be kept, and shows what came of it. */
  const settled = async (): Promise<void> => {
    await turn();
    await page.shown();
  };
  const off = (action: string): boolean => page.one(`[data-action=${action}]`).getAttribute('aria-disabled') === 'true';

  it('[IN5] activates and retries at once, and says so in the row (R6, R42)', async () => {
    const { session } = await page.opened();
    await page.press('[data-action=activate]');
    expect(page.registry.active === session).to.equal(true);
    await page.shown();
    expect([page.verdict, off('activate')]).to.deep.equal(['Active now.', true]);
    await page.press('[data-action=retry]');
    expect(session.calls, 'is connected').to.deep.equal([]);
    session.set('suspended');
    await page.shown();
    await page.press('[data-action=retry]');
    await page.shown();
    expect([session.calls, page.verdict]).to.deep.equal([['retry'], 'Asked to connect at once.']);
    await page.press('[data-action=dismiss]');
    await page.shown();
    expect(page.verdict).to.equal('');
  });

  it('[IN5] frees the screen of a parked session and not of a shown one (R7, R42)', async () => {
    const { session } = await page.opened();
    let freed = 0;
    const view = { shown: true, dispose: () => void (freed += 1) };
    session.setView(view as unknown as SessionView);
    await page.shown();
    await page.press('[data-action=evict]');
    expect([freed, session.view === (view as unknown)]).to.deep.equal([0, true]);
    view.shown = false;
    session.touch();
    await page.shown();
    await page.press('[data-action=evict]');
    await page.shown();
    expect([freed, session.view, page.verdict]).to.deep.equal([1, undefined, 'The screen was freed. The shell runs on.']);
    session.setView(view as unknown as SessionView);
    await page.shown();
    view.shown = true;
    await page.press('[data-action=evict]');
    await page.shown();
    expect([freed, page.verdict], 'shown by now, though the table does not say so yet').to.deep.equal([1, 'It is shown now, and stays.']);
  });

  it('[IN5] ends a shell only when that was confirmed; Escape and Cancel do not (R7)', async () => {
    const { session } = await page.opened();
    for (const leave of [() => sendKeys({ press: 'Escape' }), () => page.press('[data-action=cancel-close]')]) {
      await page.press('[data-action=close]');
      expect(page.focused, 'the harmless answer has the focus').to.equal('cancel-close');
      await leave();
      await page.updated();
      expect(page.all('.confirmation')).to.have.length(0);
      expect(page.focused).to.equal('close');
    }
    expect(session.calls).to.deep.equal([]);
    await page.press('[data-action=close]');
    await page.press('[data-action=confirm]');
    await page.shown();
    expect(session.calls).to.deep.equal(['close']);
    expect(page.rows('sessions')).to.have.length(0);
    expect(page.element.shadowRoot?.activeElement === page.one('[part=toggle]'), 'the focus is not lost with the row').to.equal(true);
  });

  it('[IN5] an error is told in its row, with its code; so is code that could not be loaded (R37, R42)', async () => {
    const { session } = await page.opened();
    session.close = () => {
      throw new TerminalError('too_many_sessions', 'Too many closes wait for a connection.');
    };
    await page.press('[data-action=close]');
    await page.press('[data-action=confirm]');
    await page.shown();
    expect(page.verdict).to.equal('too_many_sessions: Too many closes wait for a connection.');
    page.registry.probe = () => {
      throw new TypeError('an older registry has no such thing');
    };
    await page.press('[data-action=probe]');
    await page.shown();
    expect(page.verdict).to.equal('The code for this could not be loaded.');
    page.registry.diagnose = () => Promise.reject(new TerminalError('load_failed', 'The diagnostics could not be loaded.'));
    await page.press('[data-action=diagnose]');
    await settled();
    expect(page.verdict).to.equal('The code for this could not be loaded.');
  });

  it('[IN5] probes the round trip of a session and of a server (R42)', async () => {
    page.registry.connect('connected');
    const { session } = await page.opened();
    page.one('[data-action=probe]').click();
    // Before it is drawn that one runs.
    await page.press('[data-action=diagnose]');
    expect(page.verdict).to.equal('Measuring…');
    expect([off('probe'), off('diagnose'), off('copy'), off('close')], 'one at a time; the last two begin nothing').to.deep.equal([true, true, false, false]);
    await page.press('[data-action=diagnose]');
    expect([page.registry.probes.length, page.registry.examinations.length]).to.deep.equal([1, 0]);
    expect(page.registry.probes[0]?.target === session).to.equal(true);
    page.registry.probes[0]?.answer(12.34);
    await settled();
    expect([page.verdict, off('probe')]).to.deep.equal(['Round trip 12 ms.', false]);

    await page.press('.connections .expander');
    await page.press('[data-action=probe]');
    expect(page.registry.probes[1]?.target).to.deep.equal({ url: SERVER });
    page.registry.probes[1]?.answer(undefined);
    await settled();
    expect(page.verdict).to.equal('No answer: not connected.');
    await page.press('[data-action=probe]');
    await page.press('[data-action=cancel]');
    page.registry.probes[2]?.answer(5);
    await settled();
    expect(page.verdict, 'nobody waits for it any more').to.equal('');
  });

  it('[IN5] diagnoses, shows every step, copies the report (R36, R42)', async () => {
    const { session } = await page.opened();
    await page.press('[data-action=diagnose]');
    await page.press('[data-action=diagnose]');
    expect(page.registry.examinations).to.have.length(1);
    expect(page.registry.examinations[0]?.target === session).to.equal(true);
    expect(page.verdict).to.equal('Diagnosing…');
    page.registry.examinations[0]?.end(DIAGNOSIS);
    await settled();
    expect(page.verdict).to.equal('Something is wrong.');
    expect(page.all('.steps li').map(text)).to.deep.equal([
      '✓ url ok 0 ms The address is valid.', '✕ handshake failed 2 ms The WebSocket did not open.Check the path.', '– token not tried Needs the step "handshake".',
    ]);
    const copied = await whileCopying(async () => {
      await page.press('[data-action=copy-diagnosis]');
      await page.updated();
    });
    expect(copied).to.deep.equal(['the diagnosis as text']);
    expect(text(page.one('[data-action=copy-diagnosis]'))).to.equal('Copied');
    await page.press('[data-action=dismiss]');
    expect(page.all('.steps')).to.have.length(0);
  });

  it('[IN5] recovers, quick and full, with progress; can be cancelled; closing the inspector cancels (R35, R42)', async () => {
    const { registry } = page;
    registry.connect('reconnecting');
    const { element } = await page.opened();
    await page.press('[data-action=recover]');
    const [quick] = registry.recoveries;
    expect(quick?.options.full).to.equal(false);
    quick?.options.onProgress?.({ step: 1, of: 2, label: 'Connecting', sentences: [verbatim('Connecting')] });
    await page.shown();
    const progress = page.one('progress') as HTMLProgressElement;
    expect([progress.value, progress.max, text(page.one('.step-label'))]).to.deep.equal([1, 2, 'Connecting']);
    await page.press('[data-action=cancel]');
    expect(quick?.options.signal?.aborted).to.equal(true);
    quick?.end({ outcome: 'cancelled', detail: '', sentences: [], ms: 1, diagnostics: undefined });
    await settled();
    expect(page.verdict).to.equal('Cancelled.');

    await page.press('.connections .expander');
    await page.press('[data-action=recover-full]');
    const full = registry.recoveries[1];
    expect([full?.target, full?.options.full]).to.deep.equal([{ url: SERVER }, true]);
    full?.end({ outcome: 'recovered', detail: 'Everything is synced.', sentences: [verbatim('Everything is synced.')], ms: 1, diagnostics: { ...DIAGNOSIS, outcome: 'ok' } });
    await settled();
    expect(page.verdict).to.equal('Recovered. Everything is synced.');
    expect(page.all('.steps li')).to.have.length(3);

    await page.press('[data-action=recover]');
    element.open = false;
    await element.updateComplete;
    expect(registry.recoveries[2]?.options.signal?.aborted).to.equal(true);
  });

  describe('cutting the line', () => {
    const connected = async (): Promise<ReturnType<typeof page.registry.open>[]> => {
      page.registry.connect('connected');
      const sessions = ['one', 'two', 'three'].map((sessionId) => page.registry.open({ sessionId }));
      for (const session of sessions.slice(0, 2)) session.set('connected');
      await page.make();
      await page.press('.connections .expander');
      return sessions;
    };
    const back = (session: ReturnType<typeof page.registry.open> | undefined, resume: ResumeKind): void => {
      if (session !== undefined) session.reading = { resume };
      session?.set('connected');
    };

    it('[IN13] watches how it comes back, and tells for how long it was away and how every session went on (R42, R81)', async () => {
      const [one, two] = await connected();
      await page.press('[data-action=cut]');
      expect(page.registry.cuts).to.deep.equal([SERVER]);
      await page.shown();
      expect([page.verdict, page.registry.listeners]).to.deep.equal(['Line cut. Waiting for it to come back…', 2]);
      page.clock.advance(590);
      page.registry.connect('connected');
      back(one, 'exact');
      await page.shown();
      const progress = page.one('progress') as HTMLProgressElement;
      expect([progress.value, progress.max]).to.deep.equal([1, 2]);
      back(two, 'snapshot');
      await settled();
      expect(page.verdict).to.equal('Back after 1 s with 2 sessions: 1 at the very byte, 1 from the true screen.');
      expect(page.registry.listeners, 'it watches no longer').to.equal(1);
    });

    it('[IN13] sessions that end or fail meanwhile are not waited for; without sessions the connection is enough', async () => {
      const [one, two] = await connected();
      await page.press('[data-action=cut]');
      one?.end({ exitCode: 0, signal: null, reason: 'exited' });
      two?.set('failed');
      page.registry.connect('connected');
      await settled();
      expect(page.verdict).to.equal('Back after 0 ms with 0 sessions.');
    });

    it('[IN13] gives up after a minute, when it is cancelled, and when the inspector closes; nothing stays behind', async () => {
      await connected();
      const { element, registry, clock } = page;
      await page.press('[data-action=cut]');
      await clock.advanceAsync(60_000);
      await page.shown();
      expect(page.verdict).to.equal('Not back after 1 min.');
      registry.connect('connected');
      await page.press('[data-action=cut]');
      await page.press('[data-action=cancel]');
      await settled();
      expect([page.verdict, registry.listeners]).to.deep.equal(['Cancelled.', 1]);
      registry.connect('connected');
      await page.press('[data-action=cut]');
      element.open = false;
      await page.updated();
      expect([registry.listeners, clock.pending]).to.deep.equal([0, 0]);
    });

    it('[IN13] without a line there is nothing to cut', async () => {
      page.registry.connect('suspended');
      await page.make();
      await page.press('.connections .expander');
      await page.press('[data-action=cut]');
      await settled();
      expect([page.verdict, page.registry.listeners]).to.deep.equal(['There is no line to cut.', 1]);
    });
  });
});
