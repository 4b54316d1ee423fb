import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { menuLoader } from '../../src/elements/comforts/menu.js';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { collect, painted, shownTerminal, until } from './support/page.js';
import { sizeWindow } from './support/size-window.js';

describe('menu', () => {
  let fakes: ReturnType<typeof useFakes>;
  // Tests in which nothing comes would pass while it is only late.
  before(() => menuLoader.load());
  beforeEach(() => (fakes = useFakes()));
  afterEach(async () => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute('dir');
    endFakes();
    await sizeWindow(800, 600);
  });

  const menu = (element: Element): HTMLElement | null => element.shadowRoot?.querySelector('.menu') ?? null;
  const entries = (element: Element): string[] =>
    Array.from(menu(element)?.querySelectorAll('[role=menuitem]') ?? [], (item) => `${item.getAttribute('aria-disabled') === 'true' ? '-' : ''}${item.querySelector('span')?.textContent ?? ''}`);
  const current = (element: Element): string => element.shadowRoot?.activeElement?.querySelector('span')?.textContent ?? '';
  const item = (element: Element, text: string): HTMLElement => Array.from(menu(element)?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []).find((one) => one.textContent?.includes(text)) as HTMLElement;
  const inTerminal = (element: Element): boolean => element.shadowRoot?.activeElement?.localName === 'textarea';
  const open = async (element: PersistentTerminal): Promise<void> => {
    element.focus();
    await chord('Shift', 'F10');
    await until(() => current(element) !== '');
  };
  /** As browsers send it; returns whether the browser's own menu would come. */
  const rightClick = (element: Element, { shiftKey = false, x = 60, y = 40 } = {}): boolean => {
    const screen = element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement;
    const box = screen.getBoundingClientRect();
    const at = { bubbles: true, cancelable: true, composed: true, button: 2, buttons: 2, clientX: box.left + x, clientY: box.top + y, shiftKey };
    screen.dispatchEvent(new MouseEvent('mousedown', at));
    return screen.dispatchEvent(new MouseEvent('contextmenu', at));
  };

  it('[CF30] a right click opens it where the mouse is, in the top layer; the arrows, Home, End and letters move, Escape gives the keyboard back (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('text');
    const screen = element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
    await sendMouse({ type: 'click', position: [Math.round(screen.left + 60), Math.round(screen.top + 40)], button: 'right' });
    await until(() => current(element) === 'Copy');
    expect(menu(element)?.matches(':popover-open')).to.equal(true);
    const box = menu(element)?.getBoundingClientRect() as DOMRect;
    expect([Math.round(box.left), Math.round(box.top)]).to.deep.equal([Math.round(screen.left + 60), Math.round(screen.top + 40)]);
    expect(entries(element)).to.deep.equal(['-Copy', 'Paste', 'Select all', 'Find…', 'Clear']);
    await expect(element).to.be.accessible();
    const seen: string[] = [];
    for (const key of ['ArrowDown', 'End', 'ArrowDown', 'ArrowUp', 'Home', 's', 'c', 'c']) {
      await sendKeys({ press: key });
      seen.push(current(element));
    }
    expect(seen).to.deep.equal(['Paste', 'Clear', 'Copy', 'Clear', 'Copy', 'Select all', 'Clear', 'Copy']);
    // There is nothing selected to copy.
    await sendKeys({ press: 'Enter' });
    expect(current(element)).to.equal('Copy');
    await sendKeys({ press: 'Escape' });
    await until(() => menu(element) === null);
    expect(inTerminal(element)).to.equal(true);
    expect(session.sent).to.deep.equal([]);
  });

  it('[CF30] entries do what they say, the keyboard goes back first; Shift+F10 and the menu key open it at the cursor (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('words\r\nmore');
    await open(element);
    const cell = element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
    const box = menu(element)?.getBoundingClientRect() as DOMRect;
    expect(Math.abs(box.left - (cell.left + 4 * (cell.width / term.cols)))).to.be.lessThan(2);
    expect(Math.abs(box.top - (cell.top + 2 * (cell.height / term.rows)))).to.be.lessThan(2);
    item(element, 'Select all').click();
    await until(() => menu(element) === null);
    expect(term.getSelection()).to.contain('words');
    expect(inTerminal(element)).to.equal(true);
    // Not every engine can be told to press it.
    term.textarea?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ContextMenu', code: 'ContextMenu', bubbles: true, cancelable: true, composed: true }));
    await until(() => current(element) === 'Copy');
    const copied: (string | undefined)[] = [];
    element.addEventListener('copy', (event) => copied.push(event.clipboardData?.getData('text/plain')));
    await sendKeys({ press: 'Enter' });
    await until(() => menu(element) === null);
    expect(copied).to.deep.equal([term.getSelection()]);
    await open(element);
    item(element, 'Find').click();
    await until(() => element.shadowRoot?.activeElement?.localName === 'input');
    await sendKeys({ press: 'Escape' });
    await open(element);
    item(element, 'Clear').click();
    await painted();
    expect(element.getText()).to.equal('more');
    expect(session.sent).to.deep.equal([]);
  });

  it('[CF30] Restart is there when the shell has ended, links when one is meant (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('https://example.org/a');
    session.end({ exitCode: 1, signal: null, reason: 'exited' });
    term.select(0, 0, 21);
    await open(element);
    expect(entries(element)).to.deep.equal(['Open link', 'Copy link', 'Copy', 'Paste', 'Select all', 'Find…', 'Clear', 'Restart']);
    const links = collect(element, 'terminal-link');
    element.addEventListener('terminal-link', (event) => event.preventDefault());
    item(element, 'Open link').click();
    expect(links).to.deep.equal([{ uri: 'https://example.org/a' }]);
    await until(() => menu(element) === null);
    await open(element);
    item(element, 'Restart').click();
    expect(session.calls).to.deep.equal(['restart']);
  });

  it('[CF30] a press elsewhere, Tab, the wheel and a new size of the window close it (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    for (const close of [
      () => sendMouse({ type: 'click', position: [600, 500] }),
      () => sendKeys({ press: 'Tab' }),
      () => Promise.resolve(element.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))),
      () => sizeWindow(780, 600),
    ]) {
      await open(element);
      await close();
      await until(() => menu(element) === null);
    }
    // It was open when its screen went.
    await open(element);
    element.remove();
    fakes.clock.advance(0);
    document.body.append(element);
    await painted();
    expect(menu(element) === null).to.equal(true);
  });

  it('[CF30] a terminal that leaves the page as it opens takes it along without an error; put back it has it again (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    const faults: unknown[] = [];
    const heard = ({ reason }: PromiseRejectionEvent): unknown => faults.push(reason);
    window.addEventListener('unhandledrejection', heard);
    rightClick(element);
    element.remove();
    await painted();
    fakes.clock.advance(0);
    document.body.append(element);
    await element.updateComplete;
    await painted();
    window.removeEventListener('unhandledrejection', heard);
    expect([faults, menu(element)]).to.deep.equal([[], null]);
    await open(element);
  });

  it('[CF30] a mouse that lies where it opens changes nothing; one that moves does (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await open(element);
    const { left, top, height } = item(element, 'Select all').getBoundingClientRect();
    const [x, y] = [Math.round(left + 20), Math.round(top + height / 2)];
    await sendKeys({ press: 'Escape' });
    await until(() => menu(element) === null);
    await sendMouse({ type: 'move', position: [x, y] });
    await open(element);
    // The browser finds out by itself that something else is beneath it.
    await until(() => item(element, 'Select all').matches(':hover'));
    await painted();
    expect(current(element)).to.equal('Copy');
    await sendMouse({ type: 'move', position: [x + 3, y] });
    await until(() => current(element) === 'Select all');
  });

  it('[CF31] Shift and a right click is the browser’s; while a program hears of the mouse it is the program’s, and ours with Shift (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    expect(rightClick(element, { shiftKey: true })).to.equal(true);
    await painted();
    expect(menu(element) === null).to.equal(true);
    await session.output('\x1b[?1000;1006h');
    expect(rightClick(element)).to.equal(false);
    await painted();
    expect(menu(element) === null).to.equal(true);
    expect(String(session.sent[0]).startsWith('\x1b[<2;')).to.equal(true);
    session.sent.length = 0;
    expect(rightClick(element, { shiftKey: true })).to.equal(false);
    await until(() => current(element) === 'Copy');
    expect(session.sent).to.deep.equal([]);
  });

  it('[CF31] right-click="none" leaves it to the browser, and Shift+F10 to the shell; "paste" copies what is selected, else pastes (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { 'right-click': 'none' });
    await session.attach();
    await session.output('selected');
    expect(rightClick(element)).to.equal(true);
    element.focus();
    await chord('Shift', 'F10');
    expect(session.sent).to.deep.equal(['\x1b[21;2~']);
    element.setAttribute('right-click', 'paste');
    await element.updateComplete;
    term.select(0, 0, 8);
    const clipboard = Object.getPrototypeOf(navigator.clipboard) as Clipboard;
    const { readText } = clipboard;
    clipboard.readText = () => Promise.resolve('pasted');
    try {
      expect(rightClick(element)).to.equal(false);
      expect(term.hasSelection()).to.equal(false);
      expect(session.sent.length).to.equal(1);
      rightClick(element);
      await until(() => session.sent.length === 2);
      expect(session.sent[1]).to.equal('pasted');
    } finally {
      clipboard.readText = readText;
    }
    expect(menu(element) === null).to.equal(true);
  });

  it('[CF32] it stays inside the window, and opens to the left in right-to-left pages (R44)', async () => {
    await sizeWindow(640, 300);
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    rightClick(element, { x: 600, y: 250 });
    await until(() => current(element) === 'Copy');
    const box = menu(element)?.getBoundingClientRect() as DOMRect;
    expect([Math.round(window.innerWidth - box.right), Math.round(window.innerHeight - box.bottom)]).to.deep.equal([4, 4]);
    // Another one at once, in the place of the first.
    element.shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    document.documentElement.dir = 'rtl';
    rightClick(element, { x: 400, y: 20 });
    await until(() => current(element) === 'Copy');
    const screen = element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
    expect(Math.abs((menu(element)?.getBoundingClientRect().right ?? 0) - (screen.left + 400))).to.be.lessThan(2);
  });

  it('[CF32] [HP1] in a box that the page zooms it opens where the mouse is, and inside the window (R44, R71)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    element.style.cssText = 'zoom: 1.5; width: 500px; height: 200px';
    await session.attach();
    const screen = element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
    rightClick(element, { x: 100, y: 50 });
    await until(() => current(element) === 'Copy');
    const box = menu(element)?.getBoundingClientRect() as DOMRect;
    expect(box.left - screen.left, 'column').to.be.within(99, 101);
    expect(box.top - screen.top, 'row').to.be.within(49, 51);
    await sendKeys({ press: 'Escape' });
    await until(() => menu(element) === null);
    rightClick(element, { x: 700, y: 50 });
    await until(() => current(element) === 'Copy');
    expect(Math.round(window.innerWidth - (menu(element)?.getBoundingClientRect().right ?? 0))).to.equal(4);
  });

  it('[CF30] it names the keys, in the language of the page (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { lang: 'de', hotkeys: 'nofind' });
    await session.attach();
    await open(element);
    await until(() => entries(element)[0] === '-Kopieren');
    expect(item(element, 'Kopieren').querySelector('kbd')?.textContent).to.match(/^(Strg\+Umschalt\+C|⌘\+C)$/);
    expect(item(element, 'Suchen').querySelector('kbd')?.textContent).to.equal('');
  });
});
