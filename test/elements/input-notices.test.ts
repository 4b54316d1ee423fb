import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { TerminalError } from '../../src/protocol/errors.js';
import { previewOf } from '../../src/elements/preview.js';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { collect, drawn, notice, painted, shownTerminal } from './support/page.js';

const encoder = new TextEncoder();

async function shiftTab(): Promise<void> {
  await sendKeys({ down: 'Shift' });
  await sendKeys({ press: 'Tab' });
  await sendKeys({ up: 'Shift' });
}

describe('notices of input', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  async function audit(element: Element): Promise<void> {
    for (const animation of element.shadowRoot?.getAnimations() ?? []) animation.cancel();
    await expect(element).to.be.accessible();
  }
  const said = (element: Element): string => element.shadowRoot?.querySelector('.announcer:not(.reader)')?.textContent ?? '';
  const button = (element: Element, action: string): HTMLButtonElement | null => element.shadowRoot?.querySelector<HTMLButtonElement>(`[data-action="${action}"]`) ?? null;
  const bar = (element: Element): HTMLElement => element.shadowRoot?.querySelector('.notice.bar') as HTMLElement;
  const active = (element: Element): Element | null => element.shadowRoot?.activeElement ?? null;

  /** An element on a session whose prompt is on screen. */
  async function prompted(attributes: Record<string, string> = {}): ReturnType<typeof shownTerminal> {
    const shown = await shownTerminal(fakes.registry, attributes);
    await shown.session.attach();
    await shown.session.output('$ ');
    await painted();
    return shown;
  }

  it('[EL26] what waits is counted in the bar of the lost line, calmly, and gone when it is acknowledged (R21)', async () => {
    const { element, session } = await prompted();
    session.set('reconnecting', { reason: 'The connection was lost.', attempt: 2, retryAt: fakes.clock.now() + 3000 });
    session.waits({ waiting: 1, since: 0 });
    await painted();
    expect(notice(element)).to.contain('Reconnecting').and.contain('1 character waiting to be sent').and.contain('Retry');
    fakes.clock.advance(500);
    await painted();
    const announced = said(element);
    session.waits({ waiting: 12, since: 0 });
    await painted();
    expect(notice(element)).to.contain('12 characters waiting to be sent');
    expect(said(element), 'not every key is announced').to.equal(announced);
    expect(drawn(element)[0], 'nothing is drawn into the screen').to.equal('$');
    session.set('connected');
    await painted();
    expect(notice(element)).to.equal('12 characters waiting to be sent');
    fakes.clock.advance(5000);
    await painted();
    expect(said(element)).to.contain('waiting').and.not.contain('12');
    session.waits({});
    await painted();
    expect(notice(element)).to.equal('');
    fakes.clock.advance(5000);
    await painted();
    expect(said(element)).to.equal('');
  });

  it('[EL27] old input: Send and Discard, by keyboard from the terminal and back, with a preview that hides nothing (R21)', async () => {
    const { element, session } = await prompted();
    session.heldBytes = encoder.encode('rm x\r\x1b[A\u202eé');
    session.waits({ waiting: 10, held: { reason: 'old', bytes: 12 } });
    await painted();
    expect(notice(element)).to.contain('Still send what you typed?').and.contain('10 characters').and.contain('Send').and.contain('Discard');
    expect(element.shadowRoot?.querySelector('.preview')?.textContent).to.equal('rm x↵^[[A▯é');
    fakes.clock.advance(500);
    await painted();
    expect(said(element)).to.contain('Still send').and.contain('Shift+Tab').and.not.contain('rm x');
    element.focus();
    await shiftTab();
    expect(active(element)).to.equal(button(element, 'discard-held'));
    await shiftTab();
    expect(active(element)).to.equal(button(element, 'send-held'));
    await sendKeys({ press: 'Enter' });
    expect(session.calls).to.deep.equal(['sendHeld']);
    expect(active(element)?.className, 'the keyboard is back in the terminal').to.contain('xterm-helper-textarea');
    expect(session.sent).to.deep.equal([]);
    button(element, 'discard-held')?.click();
    expect(session.calls).to.deep.equal(['sendHeld', 'discardHeld']);
    await audit(element);
  });

  it('[EL27] while the line is down again nothing is asked', async () => {
    const { element, session } = await prompted();
    session.waits({ waiting: 10, held: { reason: 'old', bytes: 12 } });
    session.set('offline');
    await painted();
    expect(notice(element)).to.contain('You are offline').and.contain('10 characters waiting').and.not.contain('Discard');
  });

  it('[EL27] an interrupted paste: Continue and Discard (R21)', async () => {
    const { element, session } = await prompted();
    session.waits({ held: { reason: 'interrupted', bytes: 2_345_678 }, transfer: { state: 'paused', delivered: 1, total: 3_000_000 } });
    await painted();
    expect(notice(element)).to.contain('Go on pasting?').and.contain('2.3 MB left');
    button(element, 'continue-held')?.click();
    expect(session.calls).to.deep.equal(['sendHeld']);
  });

  it('[EL29] a long paste shows how far it is, and Cancel; not connected it says where it stands (R22)', async () => {
    const { element, session } = await prompted();
    session.waits({ transfer: { state: 'running', delivered: 1_260_000, total: 3_000_000 }, waiting: 3 });
    await painted();
    expect(notice(element)).to.contain('Pasting… 42 %').and.contain('1.3 MB of 3.0 MB').and.contain('3 characters waiting');
    expect(element.shadowRoot?.querySelector('progress')?.value).to.be.closeTo(0.42, 0.001);
    fakes.clock.advance(500);
    await painted();
    expect(said(element)).to.equal('Pasting…');
    await audit(element);
    button(element, 'cancel-transmit')?.click();
    expect(session.calls).to.deep.equal(['cancelTransmit']);
    session.set('reconnecting', { attempt: 2, retryAt: fakes.clock.now() + 3000 });
    await painted();
    expect(notice(element)).to.contain('Reconnecting').and.contain('Pasting stands at 42 %');
    button(element, 'cancel-transmit')?.click();
    expect(session.calls).to.deep.equal(['cancelTransmit', 'cancelTransmit']);
  });

  it('[EL28] a notice is dismissed by its button, and by keyboard; the next one is shown (R21)', async () => {
    const { element, session } = await prompted();
    element.focus();
    await painted();
    const timers = fakes.clock.pending;
    session.fail(new TerminalError('input_discarded', '12 bytes of input were not delivered: the shell has ended.'));
    await painted();
    expect(notice(element)).to.contain('12 bytes');
    await shiftTab();
    expect(active(element)?.getAttribute('aria-label')).to.equal('Dismiss');
    await sendKeys({ press: 'Enter' });
    await painted();
    expect(notice(element)).to.equal('');
    expect(active(element)?.className).to.contain('xterm-helper-textarea');
    expect(fakes.clock.pending).to.equal(timers);
    session.fail(new TerminalError('input_discarded', '5 bytes of input were not delivered: no reason.'));
    await painted();
    expect(notice(element)).to.contain('5 bytes');
  });

  it('[EL28] a notice that nobody could see stays for 8 s from when somebody can (R21)', async () => {
    const { element, session } = await prompted();
    let visibility: DocumentVisibilityState = 'hidden';
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
    try {
      session.fail(new TerminalError('input_discarded', '12 bytes of input were not delivered: it was night.'));
      await painted();
      fakes.clock.advance(60_000);
      await painted();
      expect(notice(element)).to.contain('12 bytes');
      visibility = 'visible';
      document.dispatchEvent(new Event('visibilitychange'));
      fakes.clock.advance(7_999);
      await painted();
      expect(notice(element)).to.contain('12 bytes');
      fakes.clock.advance(1);
      await painted();
      expect(notice(element)).to.equal('');
    } finally {
      Reflect.deleteProperty(document, 'visibilityState');
    }
  });

  /** Whether the bar lies over the row of the cursor. */
  function hidesCursor(element: PersistentTerminal, rows: number, cursorY: number): boolean {
    const screen = (element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement).getBoundingClientRect();
    const top = screen.top + (screen.height / rows) * cursorY;
    const box = bar(element).getBoundingClientRect();
    return box.top < top + screen.height / rows && box.bottom > top;
  }

  it('[EL28] a bar keeps to the edge away from the cursor, and makes room when that has come to rest below it (R41)', async () => {
    const { element, session, term } = await prompted();
    session.waits({ waiting: 10, held: { reason: 'old', bytes: 12 } });
    await painted();
    expect(hidesCursor(element, term.rows, term.buffer.active.cursorY)).to.equal(false);
    expect(bar(element).classList.contains('bottom')).to.equal(true);
    await session.output(`\x1b[${term.rows}H$ `);
    await session.output('\x1b[H');
    fakes.clock.advance(400);
    await painted();
    expect(bar(element).classList.contains('bottom'), 'a program that draws is no reason').to.equal(true);
    await session.output(`\x1b[${term.rows}H$ `);
    fakes.clock.advance(399);
    await painted();
    expect(bar(element).classList.contains('bottom')).to.equal(true);
    fakes.clock.advance(1);
    await painted();
    expect(bar(element).classList.contains('top')).to.equal(true);
    expect(hidesCursor(element, term.rows, term.buffer.active.cursorY)).to.equal(false);
    session.waits({});
    await painted();
    fakes.clock.advance(5000);
    await painted();
    expect(fakes.clock.pending).to.equal(0);
    session.set('reconnecting', { attempt: 2 });
    await painted();
    expect(bar(element).classList.contains('top'), 'a prompt at the bottom').to.equal(true);
  });

  it('[EL29] a paste that does not fit into the queue goes as a transmission, with the same bytes as a small one (R22)', async () => {
    const { element, session, term } = await prompted();
    const text = 'line — one\r\nline two\nend\r'.repeat(4000);
    element.paste(text);
    expect(session.sent).to.deep.equal([]);
    expect(session.transmissions.map(({ options }) => options?.bracketed)).to.deep.equal([false]);
    const small = 'line — one\r\nline two\nend\r';
    element.paste(small);
    expect(new TextDecoder().decode(session.transmissions[0]?.bytes)).to.equal((session.sent[0] as string).repeat(4000));
    await session.output('\x1b[?2004h');
    element.paste(text);
    term.options.ignoreBracketedPasteMode = true;
    element.paste(text);
    expect(session.transmissions.map(({ options }) => options?.bracketed)).to.deep.equal([false, true, false]);
  });

  it('[EL29] 64 KiB with its bracket is typed at once, a byte more is not; what waits already counts (R22)', async () => {
    const { element, session } = await prompted();
    const most = 64 * 1024 - 12;
    element.paste('x'.repeat(most));
    expect([session.sent.length, session.transmissions.length]).to.deep.equal([1, 0]);
    element.paste('x'.repeat(most + 1));
    expect([session.sent.length, session.transmissions.length]).to.deep.equal([1, 1]);
    session.pendingInput = 1;
    element.paste('x'.repeat(most));
    expect([session.sent.length, session.transmissions.length]).to.deep.equal([1, 2]);
  });

  it('[EL29] a paste that is refused says so', async () => {
    const { element, session } = await prompted();
    const errors = collect(element, 'terminal-error') as { code: string }[];
    session.sendError = new TerminalError('input_overflow', 'Another one.');
    element.paste('x'.repeat(100_000));
    await painted();
    expect(errors.map(({ code }) => code)).to.deep.equal(['input_overflow']);
    expect(notice(element)).to.contain('Not typed');
  });

  it('a preview is short', () => {
    expect(previewOf(() => encoder.encode('é'.repeat(48)))).to.equal('é'.repeat(48));
    expect(previewOf((max) => encoder.encode('😀'.repeat(49)).subarray(0, max))).to.equal(`${'😀'.repeat(48)}…`);
    expect(previewOf(() => undefined)).to.equal('');
    expect(previewOf(() => encoder.encode('\x7f\0'))).to.equal('^?^@');
  });
});
