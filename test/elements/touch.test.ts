import { expect } from '@open-wc/testing';
import { touchLoader } from '../../src/elements/comforts/touch.js';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { finger } from './support/finger.js';
import { cellAt } from './support/mouse.js';
import { frame, painted, shownTerminal, until } from './support/page.js';

describe('a finger on the screen', () => {
  let fakes: ReturnType<typeof useFakes>;
  before(() => touchLoader.load());
  beforeEach(() => (fakes = useFakes()));
  afterEach(async () => {
    await finger.up();
    document.body.replaceChildren();
    document.body.removeAttribute('style');
    scrollTo(0, 0);
    endFakes();
  });

  type Shown = Awaited<ReturnType<typeof shownTerminal>>;
  const menu = (element: Element): HTMLElement | null => element.shadowRoot?.querySelector('.menu') ?? null;
  const height = ({ element, term }: Shown): number => (element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect().height ?? 0) / term.rows;
  const over = ({ element, term }: Shown, column: number, row: number): [number, number] => cellAt(element, term, [column, row]);
  const rest = async (): Promise<void> => {
    await painted();
    await painted();
  };

  async function withLines(count: number, attributes: Record<string, string> = {}): Promise<Shown> {
    const shown = await shownTerminal(fakes.registry, attributes);
    await shown.session.attach();
    await shown.session.output(Array.from({ length: count }, (_, i) => `line ${i} word-${i}`).join('\r\n'));
    // A page that is higher than its window.
    document.body.style.paddingBottom = '3000px';
    await painted();
    return shown;
  }

  /** Stays where it is before it leaves, so that nothing goes on. */
  async function drag(from: [number, number], to: [number, number], steps = 10): Promise<void> {
    await finger.down(from);
    await finger.to(to, steps);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await finger.to(to);
    await finger.up();
    await rest();
  }

  it('[CF36] takes the lines along, as far as it goes, without keyboard, selection or menu; the page stays (R44)', async () => {
    const shown = await withLines(200);
    const { term, element } = shown;
    const bottom = term.buffer.active.viewportY;
    const [x, y] = over(shown, 10, 2);
    const lines = Math.round(Math.round(height(shown) * 10) / height(shown));
    await drag([x, y], [x + 20, y + Math.round(height(shown) * 10) + 1]);
    expect(bottom - term.buffer.active.viewportY).to.equal(lines);
    await drag([x, y + Math.round(height(shown) * 10)], [x, y + Math.round(height(shown) * 6) - 1]);
    expect(bottom - term.buffer.active.viewportY).to.equal(lines - 4);
    expect(scrollY).to.equal(0);
    expect([term.hasSelection(), menu(element) === null, element.matches(':focus-within')]).to.deep.equal([false, true, false]);
  });

  it('[CF36] thrown, they go on and come to rest; the next touch stops them and does nothing else (R44)', async () => {
    const shown = await withLines(2000);
    const { term, element } = shown;
    const bottom = term.buffer.active.viewportY;
    const [x, y] = over(shown, 10, 1);
    await finger.throw([x, y], [x, y + 200]);
    await until(() => bottom - term.buffer.active.viewportY > 200 / height(shown) + 3);
    await finger.down([x, y + 50]);
    const stopped = term.buffer.active.viewportY;
    await finger.up();
    await rest();
    expect(term.buffer.active.viewportY).to.equal(stopped);
    expect(element.matches(':focus-within')).to.equal(false);
    await finger.throw([x, y], [x, y + 200]);
    let last = term.buffer.active.viewportY;
    for (let still = 0; still < 20; ) {
      await frame();
      still = last === term.buffer.active.viewportY ? still + 1 : 0;
      last = term.buffer.active.viewportY;
    }
    expect(last).to.be.lessThan(stopped);
  });

  for (const [name, lines, up] of [['without scrollback', 3, true], ['at its last line', 200, true], ['at its first line', 200, false]] as const) {
    it(`[CF36] the page is scrolled ${name} (R44)`, async () => {
      const shown = await withLines(lines);
      const { term } = shown;
      if (!up) {
        scrollTo(0, 40);
        term.scrollToTop();
        await painted();
      }
      const before = [term.buffer.active.viewportY, scrollY] as const;
      const [x, y] = over(shown, 10, up ? 12 : 6);
      await finger.down([x, y]);
      await finger.to([x, y + (up ? -120 : 120)], 12);
      await finger.up();
      await until(() => (up ? scrollY > before[1] + 40 : scrollY === 0));
      expect(term.buffer.active.viewportY).to.equal(before[0]);
    });
  }

  it('[CF36] what goes sideways is the browser’s (R44)', async () => {
    const shown = await withLines(200);
    const before = shown.term.buffer.active.viewportY;
    const [x, y] = over(shown, 5, 5);
    await drag([x, y], [x + 200, y + 60]);
    expect(shown.term.buffer.active.viewportY).to.equal(before);
  });

  it('[CF36] a tap gives the terminal the keyboard (R44)', async () => {
    const shown = await withLines(200);
    const { element, term } = shown;
    await finger.down(over(shown, 10, 3));
    await finger.up();
    await until(() => element.shadowRoot?.activeElement === term.textarea);
    expect(term.hasSelection()).to.equal(false);
    expect(menu(element) === null).to.equal(true);
  });

  it('[CF36] in programs it is the wheel: arrow keys, or reports where they are wanted; nothing goes on when it is thrown (R44)', async () => {
    const shown = await withLines(50);
    const { session } = shown;
    await session.output('\x1b[?1049h');
    const [x, y] = over(shown, 10, 2);
    const four = Math.round(height(shown) * 4) + 1;
    await drag([x, y + four], [x, y]);
    expect(session.sent).to.deep.equal(Array.from({ length: 4 }, () => '\x1b[B'));
    session.sent.length = 0;
    await session.output('\x1b[?1h');
    await finger.throw([x, y], [x, y + four]);
    await rest();
    await rest();
    expect(session.sent).to.deep.equal(Array.from({ length: 4 }, () => '\x1bOA'));
    session.sent.length = 0;
    await session.output('\x1b[?1000h\x1b[?1006h');
    await drag([x, y + Math.round(height(shown) * 6) + 2], [x, y]);
    expect(session.sent.length).to.equal(2);
    for (const report of session.sent) expect(report.slice(1)).to.match(/^\[<65;\d+;\d+M$/);
    expect(scrollY).to.equal(0);
  });

  it('[CF32] [CF37] staying on a word it selects it, moving on more, and has the menu when it leaves (R44)', async () => {
    const shown = await withLines(3);
    const { element, term } = shown;
    await finger.down(over(shown, 9, 0));
    fakes.clock.advance(499);
    expect(term.hasSelection()).to.equal(false);
    fakes.clock.advance(1);
    expect(term.getSelection()).to.equal('word-0');
    expect(menu(element) === null).to.equal(true);
    await finger.to(over(shown, 3, 1), 5);
    expect(term.getSelection()).to.match(/^word-0\s+line$/);
    await finger.to(over(shown, 0, 0), 5);
    expect(term.getSelection()).to.equal('line 0 word-0');
    await finger.up();
    await until(() => menu(element)?.querySelector('[role=menuitem]') !== null && menu(element) !== null);
    const copied: (string | undefined)[] = [];
    element.addEventListener('copy', (event) => copied.push(event.clipboardData?.getData('text/plain')));
    const item = [...(menu(element) as HTMLElement).querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) => one.textContent?.includes('Copy')) as HTMLElement;
    const { left, top, width, height: tall } = item.getBoundingClientRect();
    await finger.down([Math.round(left + width / 2), Math.round(top + tall / 2)]);
    await finger.up();
    await until(() => menu(element) === null);
    expect(copied).to.deep.equal(['line 0 word-0']);
    expect(scrollY).to.equal(0);
  });

  it('[CF32] [CF37] on nothing, and on what is selected, it has the menu at once; the browser’s does not come beside it (R44)', async () => {
    const shown = await withLines(3);
    const { element, term } = shown;
    const browsers: boolean[] = [];
    document.addEventListener('contextmenu', (event) => browsers.push(!event.defaultPrevented), { once: true });
    await finger.down(over(shown, 40, 10));
    fakes.clock.advance(500);
    await until(() => menu(element) !== null);
    expect(term.hasSelection()).to.equal(false);
    await finger.up();
    await rest();
    expect(menu(element) === null).to.equal(false);
    element.shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    await until(() => menu(element) === null);
    term.select(0, 1, 12);
    await finger.down(over(shown, 8, 1));
    fakes.clock.advance(500);
    await until(() => menu(element) !== null);
    expect(term.getSelection()).to.equal('line 1 word-');
    // As some phones send it, too.
    const screen = element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement;
    expect(screen.dispatchEvent(new PointerEvent('contextmenu', { pointerType: 'touch', bubbles: true, composed: true, cancelable: true }))).to.equal(false);
    await finger.up();
    expect(browsers).to.deep.equal([]);
  });

  it('[CF32] one that moves or leaves before half a second has no menu; the event of a phone that is quicker counts (R44)', async () => {
    const shown = await withLines(200);
    const { element, term } = shown;
    const [x, y] = over(shown, 8, 3);
    await finger.down([x, y]);
    await finger.to([x, y + 30], 3);
    fakes.clock.advance(600);
    await finger.up();
    await finger.down([x, y]);
    fakes.clock.advance(300);
    await finger.up();
    fakes.clock.advance(600);
    await rest();
    expect([menu(element) === null, term.hasSelection()]).to.deep.equal([true, false]);
    await finger.down(over(shown, 1, 3));
    element.shadowRoot?.querySelector('.xterm-screen')?.dispatchEvent(new PointerEvent('contextmenu', { pointerType: 'touch', bubbles: true, composed: true, cancelable: true }));
    expect(term.getSelection()).to.equal('line');
    await finger.up();
    await until(() => menu(element) !== null);
  });

  it('[CF37] pulled out of the screen a selection brings lines in; a word goes over wrapped rows (R44)', async () => {
    const shown = await withLines(100);
    const { element, term, session } = shown;
    await finger.down(over(shown, 8, 2));
    fakes.clock.advance(500);
    const before = term.buffer.active.viewportY;
    const { left, top } = element.getBoundingClientRect();
    await finger.to([Math.round(left) + 60, Math.max(0, Math.round(top) - 4)], 3);
    fakes.clock.advance(60 * 5);
    expect(before - term.buffer.active.viewportY).to.equal(5);
    expect(term.getSelectionPosition()?.start.y).to.equal(term.buffer.active.viewportY);
    await finger.up();
    await session.output(`\r\n\x1b[2J\x1b[H${'x'.repeat(term.cols - 2)} ${'é字'.repeat(10)} end`);
    term.clearSelection();
    element.shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    term.scrollToBottom();
    await painted();
    await finger.down(over(shown, 5, 1));
    fakes.clock.advance(500);
    expect(term.getSelection()).to.equal('é字'.repeat(10));
  });

  it('[CF37] where a right click pastes it does, too; where it is the browser’s a finger that stays is as well (R44)', async () => {
    const none = await withLines(3, { 'right-click': 'none' });
    await finger.down(over(none, 9, 0));
    fakes.clock.advance(600);
    expect([none.term.hasSelection(), menu(none.element) === null]).to.deep.equal([false, true]);
    await finger.up();
    (none.element as PersistentTerminal).rightClick = 'paste';
    none.term.select(0, 0, 4);
    const copied: (string | undefined)[] = [];
    none.element.addEventListener('copy', (event) => copied.push(event.clipboardData?.getData('text/plain')));
    await finger.down(over(none, 9, 0));
    fakes.clock.advance(500);
    expect(copied).to.deep.equal(['line']);
    expect(none.term.hasSelection()).to.equal(false);
  });

  it('[CF37] while a program hears of the mouse a finger that stays selects and has the menu, too: it has no Shift (R44)', async () => {
    const shown = await withLines(3);
    await shown.session.output('\x1b[?1002h\x1b[?1006h');
    await finger.down(over(shown, 9, 0));
    fakes.clock.advance(500);
    expect(shown.term.getSelection()).to.equal('word-0');
    await finger.up();
    await until(() => menu(shown.element) !== null);
    expect(shown.session.sent).to.deep.equal([]);
  });
});
