import { expect } from '@open-wc/testing';
import { verbatim, type Sentence } from '../../src/base/sentence.js';
import { detailOf, failedBy } from '../../src/client/connection/status.js';
import type { DiagnosticsReport } from '../../src/client/health/contract.js';
import { shipDiagnosisStrings } from '../../src/elements/diagnosis-strings.js';
import { given } from '../../src/elements/localize.js';
import { LOCAL_ERRORS, TerminalError, WIRE_ERRORS, type TerminalErrorCode } from '../../src/protocol/errors.js';
import { turn } from '../support/manual-clock.js';
import { ENGLISH, everySentence } from '../support/every-sentence.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { InspectorPage } from './support/inspector-page.js';
import { painted, shownTerminal, until } from './support/page.js';

const CODES = [...Object.keys(WIRE_ERRORS), ...Object.keys(LOCAL_ERRORS)] as TerminalErrorCode[];
const REASONS: readonly Sentence[] = (['close', 'connection', 'session', 'client', 'browser', 'elements'] as const).flatMap(everySentence);
const FINDINGS = everySentence('health');

/** What people read and hear of an element, its styles left out. */
function said(root: ParentNode): string {
  const texts: string[] = [];
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (element.closest('style, .screen, .xterm') !== null) continue;
    for (const name of ['aria-label', 'title', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '');
  }
  return texts.map((text) => text.trim()).filter((text) => text !== '').join(' | ');
}

/** A report in which every step finds something else. */
function reportOf(findings: readonly Sentence[]): DiagnosticsReport {
  const names = ['url', 'reachability', 'handshake', 'token', 'session access', 'round trip', 'hints'] as const;
  const [action = verbatim('')] = findings.slice(-1);
  return {
    outcome: 'failed', url: 'ws://fake/terminal', startedAt: 0, version: '0', roundTripMs: undefined, text: 'the report stays English',
    steps: names.flatMap((name, at) => {
      const detail = findings[at];
      return detail === undefined ? [] : [{ name, outcome: 'failed', detail: detail.text, action: action.text, sentences: { detail: [detail], action: [action] }, ms: 1 } as const];
    }),
  };
}

describe('a German page', () => {
  beforeEach(() => (document.documentElement.lang = 'de'));
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute('lang');
    endFakes();
  });
  const german = (where: string, root: ParentNode | null | undefined): string => {
    const text = root === null || root === undefined ? '' : said(root);
    expect(text, where).to.not.equal('');
    expect(text, where).to.not.match(ENGLISH);
    return text;
  };

  it('[NT1] has no English in the notices: of every reason, in every state, and of every error', async () => {
    const fakes = useFakes();
    const { element, session } = await shownTerminal(fakes.registry);
    await until(() => given('sentences', element).lost !== undefined);
    await session.attach();
    await session.output('$ ');
    for (const [at, reason] of REASONS.entries()) {
      const status = (['connecting', 'reconnecting', 'suspended', 'offline', 'failed'] as const)[at % 5] ?? 'failed';
      session.set(status, { ...detailOf(status, [reason]), attempt: 5, retryAt: fakes.clock.now() + 9000 });
      await painted();
      german(`${status}: ${reason.id}`, element.shadowRoot);
    }
    for (const code of CODES) {
      const error = new TerminalError(code, 'This was not told by the server.', { action: 'Try it with the page.' });
      session.set('failed', failedBy(error));
      await painted();
      german(`failed by ${code}`, element.shadowRoot);
      session.set('connected');
      session.fail(error);
      await painted();
      if (element.shadowRoot?.querySelector('.notice') !== null) german(`notice of ${code}`, element.shadowRoot?.querySelector('.notice'));
    }
  });

  it('[NT1] has no English where attributes are wrong or the shell has ended', async () => {
    const fakes = useFakes();
    const wrong = [{ 'session-id': 'not allowed' }, { 'font-size': '1000' }, { renderer: 'webgpu' }, { hotkeys: 'fly' }, { theme: 'nightmare' }, { 'minimum-contrast': '40' }];
    for (const attributes of wrong) {
      const element = document.createElement('persistent-terminal');
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value as string);
      document.body.append(element);
      await until(() => given('sentences', element).lost !== undefined && element.shadowRoot?.querySelector('.notice') !== null);
      // The fake registry's own sentence for a wrong name is English and no name of the client's.
      if (attributes['session-id'] === undefined) german(JSON.stringify(attributes), element.shadowRoot);
      element.remove();
    }
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'ends' });
    for (const reason of ['exited', 'closed', 'expired', 'shutdown', 'failed'] as const) {
      session.fail(new TerminalError('spawn_failed', 'The program is not executable.', { action: 'Correct the path.' }));
      session.end({ exitCode: 3, signal: null, reason });
      await painted();
      german(reason, element.shadowRoot);
    }
  });

  it('[NT1] has no English in a diagnosis over the screen; its report, to be copied, stays English', async () => {
    const fakes = useFakes();
    const { element, session } = await shownTerminal(fakes.registry);
    session.set('failed', detailOf('failed', [verbatim('Kaputt.')]));
    await painted();
    element.shadowRoot?.querySelector<HTMLElement>('[data-action=diagnose]')?.click();
    fakes.registry.giveReport(reportOf(FINDINGS));
    await until(() => given('diagnosis', element).recovered !== undefined);
    for (let from = 0; from < FINDINGS.length; from += 7) {
      element.shadowRoot?.querySelector<HTMLElement>('[data-action=hide-diagnosis]')?.click();
      await painted();
      element.shadowRoot?.querySelector<HTMLElement>('[data-action=diagnose]')?.click();
      fakes.registry.giveReport(reportOf(FINDINGS.slice(from, from + 7)));
      await painted();
      expect(element.shadowRoot?.querySelectorAll('.step').length).to.equal(Math.min(7, FINDINGS.length - from));
      german(`findings from ${FINDINGS[from]?.id}`, element.shadowRoot);
    }
  });

  it('[NT1] has no English in the card of a chip', async () => {
    const fakes = useFakes();
    const session = fakes.registry.open({ sessionId: 'one' });
    session.set('reconnecting');
    Object.assign(fakes.registry, { connections: [], list: () => Promise.resolve([]) });
    const chip = document.createElement('terminal-status-chip');
    chip.setAttribute('session-id', 'one');
    chip.setAttribute('menu', '');
    document.body.append(chip);
    await until(() => given('sentences', chip).lost !== undefined && chip.shadowRoot?.querySelector('button') !== null);
    chip.shadowRoot?.querySelector('button')?.click();
    await until(() => chip.shadowRoot?.querySelector('[role=menu]') !== null);
    for (const reason of REASONS) {
      session.set('suspended', { ...detailOf('suspended', [reason]), attempt: 2 });
      await painted();
      german(reason.id, chip.shadowRoot);
    }
    for (const code of CODES) {
      const error = new TerminalError(code, 'This was not told by the server.', { action: 'Try it with the page.' });
      session.lastError = error;
      session.set('failed', failedBy(error));
      await painted();
      german(`failed by ${code}`, chip.shadowRoot);
      session.set('connected');
      await painted();
      german(`last error ${code}`, chip.shadowRoot);
    }
  });

  it('[NT1] has no English in the inspector: reasons, errors, timeline, diagnosis, recovery and their progress', async () => {
    shipDiagnosisStrings();
    const page = new InspectorPage();
    const { element, session } = await page.opened();
    await until(() => given('sentences', element).lost !== undefined && given('diagnosis', element).recovered !== undefined && given('inspector', element).open !== undefined);
    for (const [at, reason] of REASONS.entries()) {
      const status = at % 2 === 0 ? 'suspended' : 'failed';
      session.set(status, detailOf(status, [reason]));
      await page.shown();
      german(reason.id, element.shadowRoot);
    }
    for (const code of CODES) {
      session.fail(new TerminalError(code, 'This was not told by the server.', { action: 'Try it with the page.' }));
      session.touch();
      await page.shown();
      expect(page.fact('Zustand', 'Letzter Fehler') ?? '').to.match(new RegExp(`^${code}: .+`));
      // Codes are names, and some look like English.
      german(code, cloneWithoutCodes(element.shadowRoot as ShadowRoot));
    }
    for (const [images, word] of [[true, 'werden gezeichnet'], [false, 'werden übergangen']] as const) {
      session.reading = { terminal: { unicode: 'graphemes', images } };
      session.touch();
      await page.shown();
      expect([page.fact('Shell', 'Zeichen'), page.fact('Shell', 'Bilder')]).to.deep.equal(['Graphemcluster', word]);
      german('the kind of terminal', element.shadowRoot);
    }
    await page.press('[data-action=recover]');
    for (const finding of FINDINGS) {
      page.registry.recoveries[0]?.options.onProgress?.({ step: 1, of: 3, label: finding.text, sentences: [finding] });
      await page.shown();
      german(`progress ${finding.id}`, element.shadowRoot?.querySelector('.operation'));
    }
    page.registry.recoveries[0]?.end({ outcome: 'failed', detail: 'The page is lost.', sentences: [REASONS[0] as Sentence], ms: 1, diagnostics: reportOf(FINDINGS.slice(0, 7)) });
    await turn();
    await page.shown();
    german('recovery', element.shadowRoot?.querySelector('.operation'));
  });
});

/** A copy in which no code of an error is left. */
function cloneWithoutCodes(root: ShadowRoot): HTMLElement {
  const copy = document.createElement('div');
  copy.innerHTML = [...CODES].sort((a, b) => b.length - a.length).reduce((markup, code) => markup.replaceAll(code, ''), root.innerHTML);
  return copy;
}
