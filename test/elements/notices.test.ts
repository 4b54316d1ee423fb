import { expect } from '@open-wc/testing';
import { TerminalError } from '../../src/protocol/errors.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { collect, drawn, lines, notice, noticeButton, painted, shownTerminal, until } from './support/page.js';

describe('notices over the screen', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const said = (element: Element): string => element.shadowRoot?.querySelector('.announcer:not(.reader)')?.textContent ?? '';

  it('[EL8] reconnecting: a bar with countdown, attempt and Retry; the text stays and the scrollback is untouched (R41)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('still true');
    const text = element.getText();
    session.set('reconnecting', { reason: 'The connection was lost.', attempt: 3, retryAt: fakes.clock.now() + 3000 });
    await painted();
    expect(notice(element)).to.contain('Reconnecting').and.contain('attempt 3').and.contain('next try in 3 s').and.contain('Retry');
    expect(element.shadowRoot?.querySelector('.notice.bar')).to.exist;
    expect(drawn(element)[0]).to.equal('still true');
    fakes.clock.advance(1100);
    await painted();
    const announced = said(element);
    expect(notice(element)).to.contain('next try in 2 s');
    fakes.clock.advance(2000);
    await painted();
    expect(notice(element)).to.contain('trying now');
    expect(said(element), 'seconds are not announced').to.equal(announced);
    expect(announced).to.contain('Reconnecting').and.not.contain('next try');
    noticeButton(element)?.click();
    expect(session.calls).to.deep.equal(['retry']);
    session.set('connected');
    await painted();
    expect(notice(element)).to.equal('');
    expect(element.getText()).to.equal(text);
  });

  it('[EL8] no timer runs while there is nothing to count, nor while the element is away', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await painted();
    // What waits for a font has a limit.
    fakes.clock.advance(10_000);
    expect(fakes.clock.pending).to.equal(0);
    session.set('reconnecting', { attempt: 2, retryAt: fakes.clock.now() + 9000 });
    await painted();
    fakes.clock.advance(500);
    await painted();
    expect(fakes.clock.pending, 'the countdown').to.equal(1);
    element.remove();
    fakes.clock.advance(0);
    await painted();
    expect(fakes.clock.pending).to.equal(0);
  });

  for (const [status, title, why] of [['suspended', 'Server not answering', 'Because of the moon.'], ['offline', 'You are offline', 'It connects by itself'], ['failed', 'Not connected', 'Because of the moon.']] as const) {
    it(`[EL8] ${status} says so, why or what next, and offers Retry (R41)`, async () => {
      const { element, session } = await shownTerminal(fakes.registry);
      await session.attach();
      session.set(status, { reason: 'Because of the moon.' });
      await painted();
      expect(notice(element)).to.contain(title).and.contain(why).and.contain('Retry');
      expect(element.matches(`:state(${status})`)).to.equal(true);
      expect(element.hasAttribute('status')).to.equal(false);
    });
  }

  it('[EL8] before there is a screen the notice is a panel', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    session.set('connecting', { attempt: 1 });
    await painted();
    expect(element.shadowRoot?.querySelector('.notice.panel')?.textContent).to.contain('Connecting');
  });

  for (const [exit, text] of [
    [{ exitCode: 7, signal: null, reason: 'exited' }, 'Exited with code 7'],
    [{ exitCode: null, signal: 9, reason: 'exited' }, 'Ended by signal 9 (SIGKILL)'],
    [{ exitCode: null, signal: 10, reason: 'exited' }, 'Ended by signal 10 Restart'],
    [{ exitCode: null, signal: null, reason: 'expired' }, 'Session expired'],
    [{ exitCode: null, signal: null, reason: 'failed' }, 'The shell could not be started'],
  ] as const) {
    it(`[EL9] ${exit.reason} ${exit.exitCode ?? ''}${exit.signal ?? ''}: "${text}", Restart, and the text stays (R41)`, async () => {
      const { element, session } = await shownTerminal(fakes.registry);
      const exits = collect(element, 'terminal-exit');
      await session.attach();
      await session.output('last words');
      session.end(exit);
      await painted();
      expect(notice(element)).to.contain(text).and.contain('Restart');
      expect(drawn(element)[0]).to.equal('last words');
      expect(exits).to.deep.equal([{ exitCode: exit.exitCode, signal: exit.signal }]);
      expect(element.matches(':state(exited)')).to.equal(true);
      noticeButton(element)?.click();
      expect(session.calls).to.deep.equal(['restart']);
    });
  }

  it('[EL9] [EL21] a new shell keeps the old text above a divider and starts with modes reset', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('old text\x1b[?1000h\x1b[?2004h\x1b[?25l\x1b[?1049h in vim');
    expect(term.buffer.active.type).to.equal('alternate');
    await session.attach();
    await session.output('$ ');
    await painted();
    expect(term.buffer.active.type).to.equal('normal');
    expect(term.modes.mouseTrackingMode).to.equal('none');
    expect(term.modes.bracketedPasteMode).to.equal(false);
    const rows = element.getText().split('\n');
    expect(rows[0]).to.equal('old text');
    expect(rows.find((row) => row.includes('new shell'))).to.match(/^─+ new shell ─+$/);
    expect(rows.at(-1)).to.equal('$');
  });

  it('a session closed for good says so; Restart opens it anew', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    await session.output('text');
    element.closeSession();
    await painted();
    expect(notice(element)).to.contain('Session closed').and.contain('Restart');
    noticeButton(element)?.click();
    await painted();
    const next = fakes.registry.get({ sessionId: 'one' });
    expect(next).to.exist.and.not.equal(session);
    expect(element.session).to.equal(next);
  });

  it('detach shows that the shell runs on; Attach brings it back', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('kept');
    element.detach();
    await painted();
    expect(notice(element)).to.contain('Detached').and.contain('Attach');
    expect(session.calls).to.deep.equal([]);
    noticeButton(element)?.click();
    await painted();
    expect(drawn(element)[0]).to.equal('kept');
  });

  it('[EL28] refused input is shown and fired; it goes away by itself', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    const errors = collect(element, 'terminal-error') as { code: string }[];
    await session.attach();
    session.sendError = new TerminalError('input_overflow', 'Too much.');
    term.input('x');
    element.send('y');
    await painted();
    expect(errors.map((error) => error.code)).to.deep.equal(['input_overflow', 'input_overflow']);
    expect(notice(element)).to.contain('Not typed');
    fakes.clock.advance(8000);
    await painted();
    expect(notice(element)).to.equal('');
  });

  it('[SE7] an error of the session is shown in its element and no other', async () => {
    const one = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    const two = await shownTerminal(fakes.registry, { 'session-id': 'two' });
    await one.session.attach();
    await two.session.attach();
    one.session.fail(new TerminalError('input_discarded', '12 bytes were not delivered.'));
    await painted();
    expect(notice(one.element)).to.contain('12 bytes were not delivered.');
    expect(notice(two.element)).to.equal('');
  });

  it('the overlay slot replaces the notices', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    const own = element.appendChild(document.createElement('p'));
    own.slot = 'overlay';
    session.set('offline');
    await painted();
    expect(own.assignedSlot?.getAttribute('name')).to.equal('overlay');
    expect(element.shadowRoot?.querySelector<HTMLElement>('.notice')?.offsetParent ?? null).to.equal(null);
  });

  it('passes the accessibility audit in every state (R40, R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { label: 'Build' });
    await session.attach();
    await session.output('\x1b[31mred\x1b[0m \x1b[90mgrey\x1b[0m \x1b[38;5;236mdark\x1b[0m plain');
    await painted();
    await expect(element).to.be.accessible();
    for (const status of ['reconnecting', 'suspended', 'offline', 'failed'] as const) {
      session.set(status, { reason: 'A reason.', attempt: 2, retryAt: fakes.clock.now() + 5000 });
      await painted();
      for (const animation of element.shadowRoot?.getAnimations() ?? []) animation.cancel();
      await expect(element).to.be.accessible();
    }
    for (const scheme of ['light', 'dark']) {
      element.setAttribute('color-scheme', scheme);
      await painted();
      await expect(element).to.be.accessible();
    }
  });

  describe('text on the screen', () => {
    it('[EL9] that is parsed after the end of its shell was told: the panel makes room (R41)', async () => {
      const { element, session, term } = await shownTerminal(fakes.registry);
      await session.attach();
      expect(element.shadowRoot?.querySelector('.notice')).to.equal(null);
      const parsed = session.output('cannot open the file\r\n');
      session.end({ exitCode: 3, signal: null, reason: 'exited' });
      await element.updateComplete;
      await parsed;
      await until(() => element.shadowRoot?.querySelector('.notice.bar') !== null);
      expect(lines(term)[0]).to.equal('cannot open the file');
      expect(element.shadowRoot?.querySelector('.notice.panel')).to.equal(null);
    });

    it('[EL9] is text also when the program has left the cursor above it (R41)', async () => {
      const { element, session } = await shownTerminal(fakes.registry);
      await session.attach();
      await session.output('\r\n\r\nresult: 42\x1b[H');
      session.end({ exitCode: 3, signal: null, reason: 'exited' });
      await painted();
      expect(element.shadowRoot?.querySelector('.notice')?.classList.contains('bar')).to.equal(true);
    });
  });
});
