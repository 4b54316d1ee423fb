import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import { TerminalError } from '../../src/protocol/errors.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { drawn, makeTerminal, notice, painted, shownTerminal, until } from './support/page.js';

async function shiftTab(): Promise<void> {
  await sendKeys({ down: 'Shift' });
  await sendKeys({ press: 'Tab' });
  await sendKeys({ up: 'Shift' });
}

describe('states over the screen', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const part = (element: Element, name: string): HTMLElement | null => element.shadowRoot?.querySelector<HTMLElement>(`[part~="${name}"]`) ?? null;
  const said = (element: Element): string => element.shadowRoot?.querySelector('.announcer:not(.reader)')?.textContent ?? '';
  const button = (element: Element, action: string): HTMLButtonElement | null => element.shadowRoot?.querySelector<HTMLButtonElement>(`[data-action="${action}"]`) ?? null;
  const active = (element: Element): Element | null => element.shadowRoot?.activeElement ?? null;
  /** A session with a prompt, and the keyboard in it. */
  async function prompted(attributes: Record<string, string | boolean> = {}): ReturnType<typeof shownTerminal> {
    const shown = await shownTerminal(fakes.registry, attributes);
    await shown.session.attach();
    await shown.session.output('$ ');
    shown.element.focus();
    await painted();
    return shown;
  }
  /** As if it had been looked at for a while. */
  async function read(ms = 700): Promise<void> {
    await painted();
    fakes.clock.advance(ms);
    await painted();
  }

  describe('Enter', () => {
    it('[NT3] restarts a shell that has ended, and is not typed (R41)', async () => {
      const { element, session } = await prompted();
      session.end({ exitCode: 0, signal: null, reason: 'exited' });
      await read();
      expect(button(element, 'restart')?.getAttribute('aria-keyshortcuts')).to.equal('Enter');
      expect(said(element)).to.equal('Exited with code 0. Press Enter in the terminal to restart.');
      await sendKeys({ press: 'a' });
      await sendKeys({ press: 'Enter' });
      expect(session.calls).to.deep.equal(['restart']);
      expect(session.sent).to.not.include('\r');
    });

    it('[NT3] retries when somebody must act, and is not typed (R41)', async () => {
      const { element, session } = await prompted();
      session.set('failed', { reason: 'The sign-in token has expired.', fault: new TerminalError('auth_failed', 'The sign-in token has expired.', { action: 'Sign in again, then press Retry.' }) });
      await read();
      expect(notice(element)).to.contain('Sign-in needed').and.contain('Sign in again');
      await sendKeys({ press: 'Enter' });
      expect(session.calls).to.deep.equal(['retry']);
      expect(session.sent).to.deep.equal([]);
    });

    it('[NT3] is typed, in its place, while the line is lost: it may belong to a command (R21)', async () => {
      const { session } = await prompted();
      for (const status of ['reconnecting', 'suspended', 'offline', 'connecting'] as const) {
        session.set(status, { attempt: 3, retryAt: fakes.clock.now() + 9000 });
        await read();
        await sendKeys({ press: 'Enter' });
      }
      expect(session.sent).to.deep.equal(['\r', '\r', '\r', '\r']);
      expect(session.calls).to.deep.equal([]);
    });

    it('[NT3] is not taken for an answer before the notice could be read, nor while it is held down (R41)', async () => {
      const { element, session } = await prompted();
      session.end({ exitCode: 0, signal: null, reason: 'exited' });
      await read(600);
      await sendKeys({ press: 'Enter' });
      expect(session.calls).to.deep.equal([]);
      fakes.clock.advance(100);
      const input = element.shadowRoot?.querySelector('textarea') as HTMLTextAreaElement;
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, composed: true, cancelable: true }));
      expect(session.calls).to.deep.equal([]);
      await sendKeys({ down: 'Control' });
      await sendKeys({ press: 'Enter' });
      await sendKeys({ up: 'Control' });
      expect(session.calls, 'with Ctrl it is another key').to.deep.equal([]);
      await sendKeys({ press: 'Enter' });
      expect(session.calls).to.deep.equal(['restart']);
      expect(session.sent.filter((data) => data === '\r')).to.have.length(1);
    });

    it('[NT3] on a button it presses that button (R41)', async () => {
      const { element, session } = await prompted();
      session.set('failed', { reason: 'Because of the moon.' });
      await read();
      button(element, 'diagnose')?.focus();
      await sendKeys({ press: 'Enter' });
      expect(session.calls).to.deep.equal([]);
      expect(fakes.registry.diagnoses).to.have.length(1);
    });
  });

  describe('a bar', () => {
    it('[NT5] can be folded to its icon and back by keyboard, and unfolds with the state (R41)', async () => {
      const { element, session } = await prompted();
      session.set('suspended', { reason: 'Why.', attempt: 5, retryAt: fakes.clock.now() + 30_000 });
      await painted();
      const before = part(element, 'notice')?.getBoundingClientRect() as DOMRect;
      await shiftTab();
      expect(active(element)).to.equal(button(element, 'fold'));
      await sendKeys({ press: 'Enter' });
      await painted();
      expect(notice(element)).to.equal('');
      const folded = button(element, 'unfold') as HTMLElement;
      expect(active(element)).to.equal(folded);
      expect(folded.getAttribute('aria-label')).to.contain('Server not answering');
      const after = folded.getBoundingClientRect();
      expect(after.width * after.height).to.be.below(before.width * before.height / 10);
      expect(Math.min(after.width, after.height)).to.be.at.least(24);
      await sendKeys({ press: 'Enter' });
      await painted();
      expect(notice(element)).to.contain('Server not answering');
      expect(active(element)).to.equal(button(element, 'fold'));
      button(element, 'fold')?.click();
      session.set('suspended', { reason: 'Why else.', attempt: 6 });
      await painted();
      expect(button(element, 'unfold'), 'the same state').to.exist;
      session.end({ exitCode: 1, signal: null, reason: 'exited' });
      await painted();
      expect(notice(element)).to.contain('Exited with code 1');
    });

    it('[NT5] lies at the edge where it hides less, never the cursor (R41)', async () => {
      const { element, session, term } = await prompted();
      const wide = 'x'.repeat(term.cols);
      const middle = Math.floor(term.rows / 2);
      const edge = (): string | undefined => part(element, 'notice')?.className.match(/top|bottom/)?.[0];
      await session.output(`\x1b[2J\x1b[1H${wide}\x1b[2H${wide}\x1b[${middle}H$ `);
      session.set('reconnecting', { attempt: 1 });
      await painted();
      expect(edge()).to.equal('bottom');
      session.set('connected');
      await painted();
      await session.output(`\x1b[2J\x1b[${term.rows}H${wide.slice(1)}\x1b[${middle}H$ `);
      session.set('reconnecting', { attempt: 1 });
      await painted();
      expect(edge()).to.equal('top');
    });

    it('[NT5] lies beside a prompt at the left of a wide screen rather than over text at its other edge (R41)', async () => {
      const { element, session, term } = await prompted();
      const before = term.cols;
      element.style.width = '1400px';
      await until(() => term.cols > before);
      const edge = (): string | undefined => part(element, 'notice')?.className.match(/top|bottom/)?.[0];
      const rest = async (text: string): Promise<string | undefined> => {
        session.set('connected');
        await painted();
        await session.output(`\x1b[2J\x1b[2H${text}\x1b[${term.rows}H$ `);
        session.set('offline');
        await painted();
        return edge();
      };
      expect(await rest('x'.repeat(term.cols))).to.equal('bottom');
      expect(await rest('')).to.equal('bottom');
      const box = (part(element, 'notice') as Element).getBoundingClientRect();
      const screen = (element.shadowRoot?.querySelector('.xterm-screen') as Element).getBoundingClientRect();
      expect(box.left, 'as wide as is reckoned with').to.be.at.least(screen.right - 630);
      await session.output('y'.repeat(term.cols - 20));
      fakes.clock.advance(400);
      await painted();
      expect(edge(), 'typed up to it').to.equal('top');
    });

    it('[NT9] a page restyles it by parts and adds to it by slots of the state (R41)', async () => {
      const { element, session } = await prompted();
      element.innerHTML = '<a slot="auth-actions" href="#sign-in">Sign in</a>';
      const style = document.body.appendChild(document.createElement('style'));
      style.textContent = 'persistent-terminal::part(auth-notice) { border-top-width: 7px }';
      const link = element.firstElementChild as HTMLElement;
      session.set('failed', { reason: 'Why.' });
      await painted();
      expect(link.offsetParent).to.equal(null);
      session.set('failed', { reason: 'Why.', fault: new TerminalError('auth_failed', 'Why.') });
      await painted();
      expect(link.offsetParent).to.not.equal(null);
      expect(getComputedStyle(part(element, 'notice') as Element).borderTopWidth).to.equal('7px');
      for (const name of ['overlay', 'notice-icon', 'notice-text', 'notice-title', 'notice-detail', 'notice-actions', 'notice-button', 'retry-button', 'fold-button']) expect(part(element, name), name).to.exist;
    });
  });

  it('[NT4] output that was skipped is told with its size, in no cell, until somebody has read it (R22, R41)', async () => {
    const { element, session } = await prompted();
    const text = element.getText();
    session.skip(1_000, 2_001_000);
    await painted();
    expect(notice(element)).to.equal('2.0 MB of output were skipped; the screen is up to date');
    expect(element.getText()).to.equal(text);
    session.skip(3_000_000, 4_500_000);
    await read(500);
    expect(notice(element), 'all of it since it was last said').to.contain('3.5 MB');
    expect(said(element)).to.contain('3.5 MB');
    button(element, 'dismiss')?.click();
    await painted();
    expect(notice(element)).to.equal('');
    session.skip(5_000_000, 5_000_500);
    await painted();
    expect(notice(element)).to.contain('500 bytes');
    fakes.clock.advance(8_000);
    await painted();
    expect(notice(element)).to.equal('');
  });

  describe('read-only', () => {
    it('[NT6] has a mark that lies over no text, and says so when somebody types (R41, R52)', async () => {
      const { element, session, term } = await prompted({ readonly: true });
      await session.output(`\x1b[H${'x'.repeat(term.cols)}`);
      const mark = part(element, 'readonly-mark') as HTMLElement;
      expect(mark.getAttribute('aria-label')).to.equal('Read-only');
      const rows = (element.shadowRoot?.querySelector('.xterm-rows') as HTMLElement).getBoundingClientRect();
      const cell = rows.width / term.cols;
      expect(mark.getBoundingClientRect().left).to.be.at.least(Math.floor(rows.left + cell * term.cols) - 1);
      expect(notice(element)).to.equal('');
      await sendKeys({ press: 'x' });
      await painted();
      expect(notice(element)).to.contain('Read-only');
      expect(session.sent).to.deep.equal([]);
      const quiet = async (): Promise<void> => {
        fakes.clock.advance(8_000);
        await painted();
        expect(notice(element)).to.equal('');
      };
      await quiet();
      const field = element.shadowRoot?.activeElement as HTMLElement;
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'one\ntwo\n');
      // From the clipboard, and from an input method or a phone's keyboard.
      for (const event of [new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true, composed: true }), new InputEvent('beforeinput', { inputType: 'insertText', data: 'x', bubbles: true, composed: true })]) {
        field.dispatchEvent(event);
        await painted();
        expect(notice(element)).to.contain('Read-only');
        await quiet();
      }
      expect(session.sent).to.deep.equal([]);
      element.readOnly = false;
      await painted();
      expect(part(element, 'readonly-mark')).to.equal(null);
    });

    it('[NT6] so has one that the server lets be looked at only, from the attach on, in the language of the page; nothing is typed (R41, R52)', async () => {
      const { element, session, term } = await prompted();
      const say = async (readOnly: boolean): Promise<void> => {
        session.reading = { readOnly };
        session.waits({});
        await painted();
      };
      await say(true);
      const mark = (): Element | null => part(element, 'readonly-mark');
      expect(mark()?.getAttribute('title')).to.equal('Read-only: the server allows looking only');
      expect(mark()?.getAttribute('aria-label')).to.equal('Read-only: the server allows looking only');
      expect([element.canType, element.readOnly, element.matches(':state(readonly)'), term.options.disableStdin]).to.deep.equal([false, false, true, true]);
      expect(notice(element)).to.equal('');
      await sendKeys({ press: 'x' });
      element.paste('y');
      await painted();
      expect(session.sent).to.deep.equal([]);
      expect(notice(element)).to.contain('Read-only');
      element.lang = 'de';
      await until(() => mark()?.getAttribute('title')?.startsWith('Nur lesen') === true);
      element.detach();
      await painted();
      element.shadowRoot?.querySelector<HTMLElement>('[data-action=attach]')?.click();
      await painted();
      expect([mark() !== null, term.options.disableStdin]).to.deep.equal([true, true]);
      await say(false);
      expect([mark() === null, element.canType, term.options.disableStdin]).to.deep.equal([true, true, false]);
      element.focus();
      await sendKeys({ press: 'z' });
      expect(session.sent).to.deep.equal(['z']);
    });

    it('[NT6] a server that does not let somebody type is told as such, not as a failure (R41, R52)', async () => {
      const { element, session } = await prompted();
      session.fail(new TerminalError('read_only', 'This session is read-only.'));
      await painted();
      expect(notice(element)).to.contain('Read-only');
      expect(part(element, 'notice')?.classList.contains('neutral')).to.equal(true);
    });
  });

  it('[NT2] shown in another window, the element left behind says so and brings it back (R71)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    await session.output('kept');
    const frame = document.body.appendChild(document.createElement('iframe'));
    const other = makeTerminal({ 'session-id': 'one' });
    await painted();
    expect(notice(element)).to.contain('on this page');
    (frame.contentDocument as Document).body.append(other);
    await painted();
    element.requestUpdate();
    await painted();
    expect(notice(element)).to.contain('in another window');
    button(element, 'bring-here')?.click();
    await painted();
    expect(drawn(element)[0]).to.equal('kept');
  });

  it('[NT7] a flapping line is told calmly, once on a page (R41)', async () => {
    const elements: PersistentTerminal[] = [];
    for (const id of ['one', 'two', 'three']) {
      const { element, session } = await shownTerminal(fakes.registry, { 'session-id': id });
      await session.attach();
      elements.push(element);
    }
    await painted();
    const heard: [number, string][] = [];
    const before = elements.map(said);
    for (let step = 0; step < 120; step += 1) {
      for (const session of fakes.registry.sessions) session.set(step % 3 === 2 ? 'connected' : 'reconnecting', { attempt: step % 3 === 2 ? 0 : step, reason: `Reason ${step}.` });
      await Promise.all(elements.map((element) => element.updateComplete));
      fakes.clock.advance(700);
      await Promise.all(elements.map((element) => element.updateComplete));
      for (const [i, element] of elements.entries()) {
        const now = said(element);
        if (now !== before[i] && now !== '') heard.push([fakes.clock.now(), now]);
        before[i] = now;
      }
    }
    expect(heard.length).to.be.within(3, Math.ceil(120 * 700 / 5000) + 1);
    for (const [i, [at]] of heard.entries()) if (i > 0) expect(at - (heard[i - 1]?.[0] ?? 0)).to.be.at.least(4_300);
    for (const [, text] of heard) expect(text).to.match(/^(Reconnecting…|Connected again)/);
  });
});
