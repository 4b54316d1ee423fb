import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { cleanPaste, cleanTitle } from '../../src/elements/terminal-view/clean-text.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { collect, pasteEvent, shownTerminal } from './support/page.js';

describe('input', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  it('keys go to the shell, Tab included; [EL11] Shift+Tab leaves the terminal (R44)', async () => {
    const before = document.body.appendChild(document.createElement('button'));
    before.textContent = 'before';
    const { element, session } = await shownTerminal(fakes.registry);
    element.focus();
    await sendKeys({ type: 'ls' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    expect(session.sent).to.deep.equal(['l', 's', '\t', '\r']);
    expect(document.activeElement).to.equal(element);
    await chord('Shift', 'Tab');
    expect(document.activeElement).to.equal(before);
    expect(session.sent.length).to.equal(4);
  });

  it('[EL44] Ctrl+/, Ctrl+^ and Ctrl+2 type control characters, once each, and nothing where nothing may be typed (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    element.focus();
    await chord('Control', '/');
    await chord('Control', '2');
    const field = element.shadowRoot?.querySelector('textarea') as HTMLTextAreaElement;
    const press = (key: string, held: KeyboardEventInit): boolean => field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...held }));
    // Not on every keyboard, and with AltGr not that key.
    expect(press('^', { ctrlKey: true, shiftKey: true })).to.equal(false);
    press('/', { ctrlKey: true, altKey: true });
    press('2', { ctrlKey: true, metaKey: true });
    expect(session.sent).to.deep.equal(['\x1f', '\0', '\x1e']);
    element.readOnly = true;
    await element.updateComplete;
    press('/', { ctrlKey: true });
    expect(session.sent.length).to.equal(3);
  });

  it('Ctrl+C is the shell’s; Ctrl+Shift+C copies the selection', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('copy me');
    const copied: (string | undefined)[] = [];
    // xterm.js fills the event; what it would put on the clipboard is what is read here.
    element.addEventListener('copy', (event) => copied.push(event.clipboardData?.getData('text/plain')));
    element.focus();
    term.select(0, 0, 4);
    await chord('Control', 'c');
    // Typing has ended the selection, as in any terminal.
    term.select(0, 0, 4);
    await chord('Control', 'Shift', 'KeyC');
    expect(session.sent).to.deep.equal(['\x03']);
    expect(copied).to.deep.equal(['copy']);
  });

  it('[EL34] Ctrl+Shift+C without a selection types nothing; scrolling keys are the shell’s while a program has the screen (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('line\r\n'.repeat(100));
    element.focus();
    await chord('Control', 'Shift', 'KeyC');
    await chord('Shift', 'Home');
    expect(term.buffer.active.viewportY).to.equal(0);
    await chord('Shift', 'End');
    expect(term.buffer.active.viewportY).to.equal(term.buffer.active.baseY);
    expect(session.sent).to.deep.equal([]);
    await session.output('\x1b[?1049h');
    await chord('Shift', 'Home');
    expect(session.sent).to.deep.equal(['\x1b[1;2H']);
    await session.output('\x1b[?1049l');
    element.setAttribute('hotkeys', 'noscroll');
    await element.updateComplete;
    await chord('Shift', 'End');
    expect(session.sent.at(-1)).to.equal('\x1b[1;2F');
  });

  it('[EL11] with tab-key="trap" Shift+Tab is typed (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'tab-key': 'trap' });
    element.focus();
    await chord('Shift', 'Tab');
    expect(session.sent).to.deep.equal(['\x1b[Z']);
    expect(document.activeElement).to.equal(element);
  });

  it('readonly shows without typing', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { readonly: true });
    element.focus();
    await sendKeys({ type: 'x' });
    element.paste('y');
    expect(session.sent).to.deep.equal([]);
    expect(term.options.disableStdin).to.equal(true);
    expect(element.matches(':state(readonly)')).to.equal(true);
    element.readOnly = false;
    await element.updateComplete;
    await sendKeys({ type: 'z' });
    expect(session.sent).to.deep.equal(['z']);
  });

  it('mouse reports of the oldest kind arrive as bytes', async () => {
    const { session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    const events: Uint8Array[] = [];
    await session.output('\x1b[?1000h');
    const screen = term.element?.querySelector('.xterm-screen') as HTMLElement;
    const box = screen.getBoundingClientRect();
    screen.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, clientX: box.left + 20, clientY: box.top + 20, buttons: 1 }));
    for (const sent of session.sent) if (typeof sent !== 'string') events.push(sent);
    expect(events.map((bytes) => Array.from(bytes.subarray(0, 3)))).to.deep.equal([[0x1b, 0x5b, 0x4d]]);
  });

  for (const [name, standing] of [
    ['not connected', (session) => session.set('reconnecting')],
    ['asked about what was typed', (session) => session.waits({ held: { reason: 'old', bytes: 1 } })],
  ] as [string, (session: FakeSession) => void][]) {
    it(`[EL33] while ${name} neither mouse nor focus nor wheel nor a click with Alt is typed, but keys are (R21)`, async () => {
      const { element, session, term } = await shownTerminal(fakes.registry);
      await session.attach();
      element.focus();
      const screen = term.element?.querySelector('.xterm-screen') as HTMLElement;
      const box = screen.getBoundingClientRect();
      const at = { bubbles: true, cancelable: true, clientX: box.left + 20, clientY: box.top + 20, buttons: 1 };
      const act = async (): Promise<(string | Uint8Array)[]> => {
        session.sent.length = 0;
        await session.output('\x1b[?1000;1004h');
        screen.dispatchEvent(new MouseEvent('mousedown', at));
        await session.output('\x1b[?1006h');
        screen.dispatchEvent(new MouseEvent('mousedown', at));
        element.blur();
        element.focus();
        await session.output('\x1b[?1000;1004;1006l\x1b[H');
        // Two cells to the right of the cursor.
        const click = { ...at, composed: true, altKey: true, detail: 1, clientX: box.left + 2.5 * (box.width / term.cols), clientY: box.top + 3 };
        screen.dispatchEvent(new MouseEvent('mousedown', click));
        screen.dispatchEvent(new MouseEvent('mouseup', click));
        await session.output('\x1b[?1049h');
        const wheel = new WheelEvent('wheel', { ...at, deltaY: 3, deltaMode: WheelEvent.DOM_DELTA_LINE });
        screen.dispatchEvent(wheel);
        expect(wheel.defaultPrevented, 'the page must not scroll instead').to.equal(true);
        await sendKeys({ press: 'a' });
        await session.output('\x1b[?1049l');
        return session.sent.map((data) => (typeof data === 'string' ? data.replace(/<.*/, '<') : 'bytes'));
      };
      const all = ['bytes', '\x1b[<', '\x1b[O', '\x1b[I', '\x1b[C\x1b[C', '\x1b[B', 'a'];
      expect(await act()).to.deep.equal(all);
      standing(session);
      expect(await act()).to.deep.equal(['a']);
      session.set('connected');
      session.waits({});
      expect(await act()).to.deep.equal(all);
    });
  }

  it('a paste is filtered, bracketed if the program wants it, and can be refused', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('\x1b[?2004h');
    const pastes = collect(element, 'terminal-paste');
    term.textarea?.dispatchEvent(pasteEvent('one\ntwo\x1b[201~rm -rf\x07'));
    expect(session.sent).to.deep.equal(['\x1b[200~one\rtwo[201~rm -rf\x1b[201~']);
    expect(pastes).to.deep.equal([{ text: 'one\ntwo[201~rm -rf', lines: 2 }]);
    element.addEventListener('terminal-paste', (event) => event.preventDefault());
    element.paste('refused');
    expect(session.sent.length).to.equal(1);
  });

  for (const [given, kept] of [
    ['plain text', 'plain text'],
    ['tab\tnew\nline\r\nend', 'tab\tnew\nline\r\nend'],
    ['\x1b[201~\x1b]0;x\x07', '[201~]0;x'],
    ['a\u009b31mb\u0085c', 'a31mbc'],
    ['nul\0bs\bdel\x7f^C\x03', 'nulbsdel^C'],
    ['漢字 é 👩‍👩‍👧', '漢字 é 👩‍👩‍👧'],
  ] as const) {
    it(`[EL13] ${JSON.stringify(given)} is pasted as ${JSON.stringify(kept)} (R28)`, () => expect(cleanPaste(given)).to.equal(kept));
  }

  it('titles and bells become events; a title is one short line (R28)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    const titles = collect(element, 'terminal-title') as { title: string }[];
    const bells = collect(element, 'terminal-bell');
    await session.attach();
    await session.output(`\x1b]0;${'x'.repeat(1000)}\x07\x07\x1b]2;plain\x1b\\`);
    fakes.clock.advance(20);
    expect(titles.map(({ title }) => title.length)).to.deep.equal([256, 5]);
    expect(bells.length).to.equal(1);
    expect(cleanTitle('a\u202eb\nc\u0000')).to.equal('abc');
  });

  it('find, getText and clear see wrapped lines and wide characters as people do', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    const long = `${'a'.repeat(term.cols - 3)}NEEDLE end`;
    await session.output(`漢字 needle\r\n${long}\r\nlast`);
    expect(element.getText()).to.equal(`漢字 needle\n${long}\nlast`);
    expect(await element.find('needle')).to.equal(true);
    expect(term.getSelectionPosition()?.start).to.deep.equal({ x: 5, y: 0 });
    expect(await element.find('needle')).to.equal(true);
    expect(term.getSelection().replace('\n', '')).to.equal('NEEDLE');
    expect(await element.find('needle', { caseSensitive: true })).to.equal(true);
    expect(term.getSelectionPosition()?.start).to.deep.equal({ x: 5, y: 0 });
    expect(await element.find('absent')).to.equal(false);
    element.clear();
    expect(element.getText()).to.equal('last');
  });

  it('[EL22] every character appears, wherever the stream is cut (R20)', async () => {
    const { session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    const bytes = new TextEncoder().encode('a—b “c” €😀 漢字 é…');
    for (let cut = 1; cut < bytes.length; cut++) {
      await session.output(Uint8Array.from([13, 27, 91, 75]));
      await session.output(bytes.slice(0, cut));
      await session.output(bytes.slice(cut));
      expect(term.buffer.active.getLine(term.buffer.active.cursorY)?.translateToString(true), `cut at ${cut}`).to.equal('a—b “c” €😀 漢字 é…');
    }
  });

  it('[EL14] "erase above" in the last corner erases, and what follows is parsed (R28)', async () => {
    const { session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output(`old\x1b[${term.rows};${term.cols}H\x1b[1J`);
    await session.output('\x1b[Hnew');
    expect(term.buffer.active.getLine(0)?.translateToString(true)).to.equal('new');
  });

  it('[EL14] a repeat count above 10,000 does nothing, one below is carried out (R28)', async () => {
    const { session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    for (const final of 'bSTLMIZ@PX') await session.output(`\x1b[2147483647${final}`);
    await session.output('x\x1b[10001bEND');
    expect(term.buffer.active.getLine(0)?.translateToString(true)).to.equal('xEND');
    await session.output('\r\ny\x1b[3bEND');
    expect(term.buffer.active.getLine(1)?.translateToString(true)).to.equal('yyyyEND');
  });
});
