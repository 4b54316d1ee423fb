import { expect } from '@open-wc/testing';
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { collect, frame, painted, shownTerminal } from './support/page.js';

const hyperlink = (uri: string, text: string): string => `\x1b]8;;${uri}\x1b\\${text}\x1b]8;;\x1b\\`;

describe('links', () => {
  let fakes: ReturnType<typeof useFakes>;
  let opened: unknown[][];
  const terms = new WeakMap<Element, XtermTerminal>();
  const realOpen = window.open.bind(window);
  beforeEach(() => {
    fakes = useFakes();
    opened = [];
    window.open = (...args) => {
      opened.push(args);
      return null;
    };
  });
  afterEach(async () => {
    await resetMouse();
    document.body.replaceChildren();
    window.open = realOpen;
    endFakes();
  });

  /** Of a cell, CSS pixels of the window. */
  function cellAt(element: PersistentTerminal, col: number, row: number): [number, number] {
    const screen = element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement;
    const box = screen.getBoundingClientRect();
    const { cols, rows } = terms.get(element) as XtermTerminal;
    return [Math.round(box.left + ((col + 0.5) * box.width) / cols), Math.round(box.top + ((row + 0.5) * box.height) / rows)];
  }

  const card = (element: Element): HTMLElement | null => element.shadowRoot?.querySelector<HTMLElement>('.link-card') ?? null;

  async function until(what: () => boolean): Promise<void> {
    while (!what()) await frame();
  }

  async function linked(text: string, attributes: Record<string, string | boolean> = {}): Promise<{ element: PersistentTerminal; session: FakeSession }> {
    const { element, session, term } = await shownTerminal(fakes.registry, attributes);
    terms.set(element, term);
    await session.attach();
    await session.output(text);
    await painted();
    return { element, session };
  }

  /** Moves the pointer onto a cell until the link there is known: addresses are found once their part has been loaded. */
  async function hover(element: PersistentTerminal, col: number, row: number): Promise<void> {
    const [x, y] = cellAt(element, col, row);
    const screen = element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement;
    for (let nudge = 0; !screen.classList.contains('xterm-cursor-pointer'); nudge ^= 1) {
      await sendMouse({ type: 'move', position: [x + nudge, y] });
      await frame();
    }
  }

  async function shownCard(element: Element): Promise<HTMLElement> {
    fakes.clock.advance(300);
    await until(() => card(element) !== null && card(element)?.style.top !== '');
    return card(element) as HTMLElement;
  }

  it('[CF20] an address in the output is a link: a card says where it leads, Ctrl and a click open it (R44)', async () => {
    const { element, session } = await linked('see https://example.com/docs?q=1 for more\r\n');
    const links = collect(element, 'terminal-link');
    await hover(element, 10, 0);
    const shown = await shownCard(element);
    expect(shown.textContent).to.contain('https://example.com/docs?q=1').and.contain('Ctrl + click to open');
    expect(shown.querySelector('b')?.textContent).to.equal('example.com');
    const [x, y] = cellAt(element, 10, 0);
    await sendMouse({ type: 'click', position: [x, y] });
    expect(opened, 'a plain click selects').to.deep.equal([]);
    await sendKeys({ down: 'Control' });
    await sendMouse({ type: 'click', position: [x, y] });
    await sendKeys({ up: 'Control' });
    expect(opened).to.deep.equal([['https://example.com/docs?q=1', '_blank', 'noopener,noreferrer']]);
    expect(links).to.deep.equal([{ uri: 'https://example.com/docs?q=1' }]);
    expect(session.sent).to.deep.equal([]);
  });

  it('[CF20] of a hyperlink the real address is shown, whatever its text says; a page can keep it from opening (R44)', async () => {
    const { element } = await linked(hyperlink('https://bank.example@evil.example/login', 'https://bank.example'));
    await hover(element, 4, 0);
    const shown = await shownCard(element);
    expect(shown.textContent).to.contain('https://bank.example@evil.example/login');
    expect(shown.querySelector('b')?.textContent).to.equal('evil.example');
    element.addEventListener('terminal-link', (event) => event.preventDefault());
    await sendKeys({ down: 'Control' });
    await sendMouse({ type: 'click', position: cellAt(element, 4, 0) });
    await sendKeys({ up: 'Control' });
    expect(opened).to.deep.equal([]);
  });

  it('[CF20] letters that look like others are shown as the browser reads them (R44)', async () => {
    const { element } = await linked(hyperlink('https://аpple.com/', 'apple'));
    await hover(element, 2, 0);
    expect((await shownCard(element)).textContent).to.contain('https://xn--pple-43d.com/');
  });

  it('[CF21] only web addresses are opened; of others the card says so (R28, R44)', async () => {
    const { element } = await linked(hyperlink('javascript:alert(1)', 'harmless'));
    await hover(element, 2, 0);
    expect((await shownCard(element)).textContent).to.contain('javascript:alert(1)').and.contain('not opened');
    await sendKeys({ down: 'Control' });
    await sendMouse({ type: 'click', position: cellAt(element, 2, 0) });
    await sendKeys({ up: 'Control' });
    expect(opened).to.deep.equal([]);
  });

  it('[CF22] the card stays while the pointer is on it, goes with a key, and is in the screen at its edges (R44)', async () => {
    const { element, session } = await linked(`${' '.repeat(60)}${hyperlink('https://example.com/a/rather/long/address/that/needs/its/room', 'link')}`);
    await hover(element, 62, 0);
    const shown = await shownCard(element);
    const box = shown.getBoundingClientRect();
    const stage = (shown.parentElement as HTMLElement).getBoundingClientRect();
    expect(box.left).to.be.at.least(stage.left);
    expect(box.right).to.be.at.most(stage.right);
    await sendMouse({ type: 'move', position: [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)] });
    await painted();
    fakes.clock.advance(10_000);
    await painted();
    expect(card(element) === shown).to.equal(true);
    element.focus();
    await sendKeys({ press: 'a' });
    await until(() => card(element) === null);
    expect(session.sent).to.deep.equal(['a']);
  });

  it('[CF22] a pointer that leaves takes the card with it; one that passes by asks for none (R44)', async () => {
    const { element } = await linked(hyperlink('https://example.com/', 'link'));
    await hover(element, 1, 0);
    await sendMouse({ type: 'move', position: cellAt(element, 30, 5) });
    await painted();
    fakes.clock.advance(300);
    await painted();
    expect(card(element) === null).to.equal(true);
    await hover(element, 1, 0);
    await shownCard(element);
    await sendMouse({ type: 'move', position: cellAt(element, 30, 8) });
    await painted();
    fakes.clock.advance(300);
    await until(() => card(element) === null);
  });

  it('[CF23] a finger has no Ctrl: its card has buttons, which give the keyboard back (R44)', async () => {
    const { element, session } = await linked(hyperlink('https://example.com/', 'link'));
    const [clientX, clientY] = cellAt(element, 1, 0);
    await hover(element, 1, 0);
    const target = element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement;
    target.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch', clientX, clientY, bubbles: true, composed: true }));
    target.dispatchEvent(new MouseEvent('mousedown', { clientX, clientY, bubbles: true, composed: true }));
    target.dispatchEvent(new MouseEvent('mouseup', { clientX, clientY, bubbles: true, composed: true }));
    const shown = await shownCard(element);
    expect(opened).to.deep.equal([]);
    await expect(element).to.be.accessible();
    (shown.querySelector('button') as HTMLButtonElement).click();
    expect(opened.map(([uri]) => uri)).to.deep.equal(['https://example.com/']);
    await until(() => card(element) === null);
    await sendKeys({ type: 'x' });
    expect(session.sent).to.deep.equal(['x']);
  });

  it('[CF24] `without-links` leaves text text, at once, and back (R44)', async () => {
    const { element } = await linked(`${hyperlink('https://example.com/', 'link')} https://example.org/`);
    await hover(element, 1, 0);
    element.toggleAttribute('without-links', true);
    await element.updateComplete;
    await sendKeys({ down: 'Control' });
    await sendMouse({ type: 'click', position: cellAt(element, 1, 0) });
    await sendMouse({ type: 'click', position: cellAt(element, 10, 0) });
    await sendKeys({ up: 'Control' });
    expect(opened).to.deep.equal([]);
    fakes.clock.advance(300);
    await painted();
    expect(card(element) === null).to.equal(true);
    element.toggleAttribute('without-links', false);
    await element.updateComplete;
    await sendMouse({ type: 'move', position: cellAt(element, 10, 5) });
    await hover(element, 10, 0);
    expect((await shownCard(element)).textContent).to.contain('https://example.org/');
  });
});
