import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { endFakes, useFakes } from './support/fake-registry.js';
import { collect, drawn, frame, lines, makeTerminal, notice, noticeButton, painted, shownTerminal } from './support/page.js';

describe('an element and its session', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const settle = async (): Promise<void> => {
    await Promise.resolve();
    fakes.clock.advance(0);
    await frame();
  };

  it('[EL1] [EL2] removed and put back: the same screen with its text, scroll position and selection (R5)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    await session.output(Array.from({ length: 500 }, (_, i) => `line ${i}`).join('\r\n'));
    term.scrollToLine(200);
    term.select(0, 203, 8);
    await painted();
    const before = { rows: drawn(element), top: term.buffer.active.viewportY, selection: term.getSelection() };
    expect(before.rows[0]).to.equal('line 200');
    expect(before.selection).to.equal('line 203');
    element.remove();
    await settle();
    expect(session.view?.shown).to.equal(false);
    await session.output('\r\nwhile away');
    document.body.append(element);
    await painted();
    expect(await element.terminal).to.equal(term);
    expect({ rows: drawn(element), top: term.buffer.active.viewportY, selection: term.getSelection() }).to.deep.equal(before);
    expect(lines(term)).to.include('while away');
    term.scrollToBottom();
    await painted();
    expect(drawn(element)).to.include('while away');
  });

  it('[EL3] a move within one task is no leave: the session never sees its screen parked', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    const seen: boolean[] = [];
    fakes.registry.subscribe((event) => event.type === 'session-changed' && seen.push(event.session.view?.shown ?? false));
    const box = document.body.appendChild(document.createElement('section'));
    box.append(element);
    await settle();
    expect(session.view?.shown).to.equal(true);
    expect(seen).to.not.include(false);
  });

  it('[EL1] between shadow roots: the text is drawn with the styles of the new root (R5, R71)', async () => {
    const roots = [0, 1].map(() => document.body.appendChild(document.createElement('section')).attachShadow({ mode: 'open' }));
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one' }, roots[0]);
    await session.attach();
    await session.output('hello \x1b[31mred\x1b[0m');
    await painted();
    const colour = (): string => getComputedStyle(element.shadowRoot?.querySelector('.xterm-rows .xterm-fg-1') as Element).color;
    const before = colour();
    roots[1]?.append(element);
    await settle();
    await painted();
    expect(drawn(element)[0]).to.equal('hello red');
    expect(colour()).to.equal(before);
    expect(before).to.not.equal(getComputedStyle(element.shadowRoot?.querySelector('.xterm-rows') as Element).color);
  });

  it('[EL1] [EL20] the focus comes back with the element, unless something else has it', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    element.focus();
    expect(document.activeElement).to.equal(element);
    element.remove();
    await settle();
    document.body.append(element);
    await settle();
    expect(element.shadowRoot?.activeElement).to.equal(term.textarea);
    const input = document.body.appendChild(document.createElement('input'));
    element.remove();
    input.focus();
    await settle();
    document.body.append(element);
    await settle();
    expect(document.activeElement).to.equal(input);
  });

  it('[EL1] put back while the system is dark, it has the colours it had (R5, R44)', async () => {
    await emulateMedia({ colorScheme: 'dark' });
    try {
      const { element, session, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
      await session.attach();
      const { background } = term.options.theme ?? {};
      element.remove();
      await settle();
      document.body.append(element);
      await painted();
      expect(element.matches(':state(dark)')).to.equal(true);
      expect(term.options.theme?.background).to.equal(background);
    } finally {
      await emulateMedia({ colorScheme: 'no-preference' });
    }
  });

  it('[EL4] the newest of two elements shows the session; the other brings it back on request (R5)', async () => {
    const { element: first, session, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    await session.output('only one of me');
    const second = makeTerminal({ 'session-id': 'one' });
    await second.updateComplete;
    await painted();
    expect(await second.terminal).to.equal(term);
    expect(drawn(second)[0]).to.equal('only one of me');
    expect(drawn(first)).to.deep.equal([]);
    expect(notice(first)).to.contain('Shown in another place').and.contain('Bring here');
    expect(first.matches(':state(elsewhere)')).to.equal(true);
    noticeButton(first)?.click();
    await painted();
    expect(drawn(first)[0]).to.equal('only one of me');
    expect(notice(second)).to.contain('Bring here');
    expect(notice(first)).to.equal('');
    first.remove();
    await settle();
    await painted();
    expect(drawn(second)[0], 'the one that waits gets it when the other leaves').to.equal('only one of me');
  });

  it('[EL5] another session-id shows another session, and back again (R2)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    await session.output('in one');
    element.setAttribute('session-id', 'two');
    await element.updateComplete;
    await painted();
    const two = fakes.registry.get({ sessionId: 'two' });
    expect(element.session).to.equal(two);
    expect(session.view?.shown).to.equal(false);
    await two?.attach();
    await two?.output('in two');
    await painted();
    expect(drawn(element)[0]).to.equal('in two');
    element.setAttribute('session-id', 'one');
    await element.updateComplete;
    await painted();
    expect(drawn(element)[0]).to.equal('in one');
    expect(fakes.registry.sessions.length).to.equal(2);
  });

  it('[EL5] names: session-id, else project and environment, else the id, else default (R2)', async () => {
    const key = async (attributes: Record<string, string>): Promise<string | undefined> => {
      const element = makeTerminal(attributes);
      await element.updateComplete;
      return element.session?.key;
    };
    expect(await key({ 'session-id': 's', id: 'x' })).to.equal('//s');
    expect(await key({ project: 'p', environment: 'e', id: 'x' })).to.equal('p/e/default');
    expect(await key({ id: 'x', 'session-id': '' })).to.equal('//x');
    expect(await key({})).to.equal('//default');
  });

  for (const [attributes, code] of [[{ url: 'nonsense://x' }, 'bad_url'], [{ 'session-id': 'no spaces' }, 'bad_session_id']] as const) {
    it(`[EL6] ${JSON.stringify(attributes)} is shown and fired as ${code}, and mended by a good value (R37)`, async () => {
      const failures: unknown[] = [];
      const uncaught = (event: ErrorEvent | PromiseRejectionEvent): unknown => failures.push(event);
      window.addEventListener('error', uncaught);
      window.addEventListener('unhandledrejection', uncaught);
      const errors = collect(document.body, 'terminal-error') as { code: string }[];
      const element = makeTerminal(attributes);
      await painted();
      expect(errors.map((error) => error.code)).to.deep.equal([code]);
      expect(element.lastError?.code).to.equal(code);
      expect(element.status).to.equal('failed');
      expect(notice(element)).to.contain('not set up correctly').and.contain(element.lastError?.action);
      for (const name of Object.keys(attributes)) element.removeAttribute(name);
      await element.updateComplete;
      await painted();
      expect(element.session?.key).to.equal('//default');
      expect(notice(element)).to.not.contain('not set up');
      window.removeEventListener('error', uncaught);
      window.removeEventListener('unhandledrejection', uncaught);
      expect(failures).to.deep.equal([]);
    });
  }

  for (const [name, value] of [['font-size', 'huge'], ['font-size', '-1'], ['scrollback', '1e12'], ['color-scheme', 'purple'], ['renderer', 'vulkan']] as const) {
    it(`[EL6] ${name}="${value}" is reported, and the terminal works with the default`, async () => {
      const errors = collect(document.body, 'terminal-error') as { code: string }[];
      const { element, term } = await shownTerminal(fakes.registry, { [name]: value });
      expect(errors.map((error) => error.code)).to.deep.equal(['bad_attribute']);
      expect(notice(element)).to.contain(`The attribute ${name} is not`);
      expect(term.options.fontSize).to.equal(14);
    });
  }

  it('properties set before the element is defined are kept, and methods do nothing without a session', async () => {
    const element = document.createElement('persistent-terminal');
    element.sessionId = 'early';
    element.send('x');
    element.paste('x');
    element.clear();
    element.fit();
    element.retry();
    element.detach();
    element.closeSession();
    expect(element.getText()).to.equal('');
    expect(await element.find('x')).to.equal(false);
    document.body.append(element);
    await element.updateComplete;
    expect(element.session?.key).to.equal('//early');
  });

  it('[EL2] an evicted session comes back with a new screen and the history of the server (R7)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    element.remove();
    await settle();
    fakes.registry.evict(session);
    document.body.append(element);
    await painted();
    await session.attach('from the server');
    await painted();
    expect(await element.terminal).to.not.equal(term);
    expect(drawn(element)[0]).to.equal('from the server');
  });

  it('[RG10] how long bringing a screen back took is told to its session (R43)', async () => {
    const { session } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await painted();
    fakes.clock.advance(1);
    expect([session.state.lastSwitchMs, fakes.registry.switchTimes]).to.deep.equal([0, [0]]);
  });

  it('[EL19] active is what is shown last or has the keyboard; parked is background (R6)', async () => {
    const one = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    const two = await shownTerminal(fakes.registry, { 'session-id': 'two' });
    expect(fakes.registry.active).to.equal(two.session);
    one.element.focus();
    expect(fakes.registry.active).to.equal(one.session);
    await shownTerminal(fakes.registry, { 'session-id': 'three' });
    expect(fakes.registry.active, 'the keyboard decides').to.equal(one.session);
    one.element.remove();
    await settle();
    expect(fakes.registry.active).to.equal(undefined);
  });

  it('terminal-ready says whether something was brought back', async () => {
    const ready = collect(document.body, 'terminal-ready') as { restored: boolean; cols: number }[];
    const { element, session, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    expect(ready.length).to.equal(0);
    await session.attach();
    await painted();
    expect(ready).to.deep.equal([{ cols: term.cols, rows: term.rows, restored: false }]);
    element.remove();
    await settle();
    document.body.append(element);
    await painted();
    expect(ready.at(-1)?.restored).to.equal(true);
    const two = await shownTerminal(fakes.registry, { 'session-id': 'two' });
    await two.session.attach('history');
    await painted();
    expect(ready.at(-1)?.restored).to.equal(true);
  });

  it('[EL1] 200 removals and returns leave no node and no listener behind', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    const chip = document.body.appendChild(document.createElement('terminal-status-chip'));
    chip.sessionId = 'one';
    await session.attach();
    const round = async (): Promise<void> => {
      element.remove();
      chip.remove();
      await settle();
      document.body.append(element, chip);
      await settle();
    };
    for (let i = 0; i < 5; i++) await round();
    const count = (): object => ({
      nodes: document.querySelectorAll('*').length, shadow: element.shadowRoot?.querySelectorAll('*').length, sheets: element.shadowRoot?.adoptedStyleSheets.length,
      documentSheets: document.adoptedStyleSheets.length, session: session.listeners, registry: fakes.registry.listeners, timers: fakes.clock.pending,
    });
    const before = count();
    for (let i = 0; i < 200; i++) await round();
    expect(count()).to.deep.equal(before);
  }).timeout(30_000);
});
