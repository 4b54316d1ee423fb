import { expect } from '@open-wc/testing';
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { collect, frame, painted, shownTerminal, until } from './support/page.js';

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

  it('[CF22] the card is at the pointer in boxes that the page zooms or scales (R44)', async () => {
    const { element } = await linked(`\r\n\r\n\r\n\r\n\r\n\r\n${' '.repeat(8)}${hyperlink('https://example.com/', 'link')}`);
    for (const looks of ['zoom: 1.5', 'transform: scale(1.5); transform-origin: 0 0']) {
      element.style.cssText = `${looks}; width: 400px; height: 240px`;
      await painted();
      await painted();
      await hover(element, 9, 6);
      const shown = (await shownCard(element)).getBoundingClientRect();
      const [x, y] = cellAt(element, 9, 6);
      expect(shown.left - x, looks).to.be.within(-24, 1);
      expect(y - shown.bottom, looks).to.be.within(0, 24);
      await sendMouse({ type: 'move', position: cellAt(element, 20, 2) });
      fakes.clock.advance(300);
      await until(() => card(element) === null);
    }
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

  describe('among characters of two cells and of several code points', () => {
    /** Cells of a row by what is in them; the second of a wide one is empty. */
    const cells = (element: PersistentTerminal, row: number): string[] => {
      const term = terms.get(element) as XtermTerminal;
      const line = term.buffer.active.getLine(term.buffer.active.viewportY + row);
      return Array.from({ length: term.cols }, (_, col) => line?.getCell(col)?.getChars() ?? '');
    };

    /** Whether the pointer on that cell is on a link. What finds addresses must have been loaded. */
    async function isLink(element: PersistentTerminal, col: number, row: number): Promise<boolean> {
      await sendMouse({ type: 'move', position: cellAt(element, col, row) });
      await painted();
      return element.shadowRoot?.querySelector('.xterm-screen')?.classList.contains('xterm-cursor-pointer') === true;
    }

    /** Of each row that has underlined cells as they are seen: the first, and the one after the last. */
    function underlined(element: PersistentTerminal): [row: number, from: number, to: number][] {
      const { left, width } = (element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement).getBoundingClientRect();
      const cell = width / (terms.get(element) as XtermTerminal).cols;
      return [...(element.shadowRoot?.querySelectorAll('.xterm-rows > div') ?? [])].flatMap((row, index): [number, number, number][] => {
        const boxes = [...row.querySelectorAll('span')].filter((span) => span.style.textDecoration.includes('underline')).map((span) => span.getBoundingClientRect());
        return boxes.length === 0 ? [] : [[index, Math.round((Math.min(...boxes.map((box) => box.left)) - left) / cell), Math.round((Math.max(...boxes.map((box) => box.right)) - left) / cell)]];
      });
    }

    async function counted(text: (cols: number) => string, unicode: '11' | 'graphemes', attributes: Record<string, string> = {}): Promise<PersistentTerminal> {
      const { element, session, term } = await shownTerminal(fakes.registry, attributes);
      terms.set(element, term);
      await Promise.all([session.attach('', { unicode }), session.output(text(term.cols))]);
      await painted();
      return element;
    }

    async function address(element: PersistentTerminal): Promise<string> {
      const text = (await shownCard(element)).querySelector('.address')?.textContent ?? '';
      await sendMouse({ type: 'move', position: cellAt(element, 2, 15) });
      await painted();
      fakes.clock.advance(300);
      await until(() => card(element) === null);
      return text;
    }

    const clustered = '👍🏽e\u0301👩‍👩‍👧❤\ufe0f';

    for (const unicode of ['11', 'graphemes'] as const) {
      for (const [how, text, uri] of [
        ['an address', `漢${clustered}「https://example.com/道/${clustered}?q=漢」、x`, `https://example.com/道/${clustered}?q=漢`],
        ['a hyperlink', `漢${clustered}「${hyperlink('https://example.com/', `道${clustered}漢`)}」、x`, 'https://example.com/'],
      ] as const) {
        it(`[CF20] ${unicode}: ${how} is where its cells are, both of a wide one (R44)`, async () => {
          const element = await counted(() => text, unicode);
          const row = cells(element, 0);
          const [from, to] = [row.indexOf('「') + 2, row.indexOf('」')];
          await hover(element, from, 0);
          expect(underlined(element)).to.deep.equal([[0, from, to]]);
          expect(await address(element)).to.equal(new URL(uri).href);
          for (let col = from - 2; col < to + 2; col++) expect(await isLink(element, col, 0), `cell ${col} of ${from} to ${to}`).to.equal(col >= from && col < to);
          await isLink(element, to - 1, 0);
          await sendKeys({ down: 'Control' });
          await sendMouse({ type: 'click', position: cellAt(element, to - 1, 0) });
          await sendKeys({ up: 'Control' });
          expect(opened.map(([target]) => target)).to.deep.equal([uri]);
        });
      }

      // Where the rows end one cell too early for a wide character, and where they do not.
      for (const shift of [0, 1]) {
        it(`[CF20] ${unicode}: an address over three rows is one link on all of them, ${shift === 0 ? 'even' : 'odd'} (R44)`, async () => {
          const path = (cols: number): string => `道${'👩‍👩‍👧'.repeat(2)}${'漢'.repeat(cols - 15)}`;
          const element = await counted((cols) => `${'-'.repeat(cols - 25 - shift)} https://example.com/${path(cols)}。`, unicode);
          const { cols } = terms.get(element) as XtermTerminal;
          const from = cells(element, 0).indexOf('h');
          const last = [0, 1, 2, 3].find((row) => cells(element, row).includes('。')) as number;
          const to = cells(element, last).indexOf('。');
          expect(last).to.equal(2);
          for (const [col, row] of [[from, 0], [0, 1], [1, 1], [cols - 3, 1], [to - 1, last]] as const) {
            await hover(element, col, row);
            expect(underlined(element).map(([at, first]) => [at, first]), `from cell ${col} of row ${row}`).to.deep.equal([[0, from], [1, 0], [2, 0]]);
            expect(underlined(element)[2]?.[2]).to.equal(to);
            expect(await address(element)).to.equal(new URL(`https://example.com/${path(cols)}`).href);
          }
          expect(await isLink(element, from - 1, 0)).to.equal(false);
          expect(await isLink(element, to, last)).to.equal(false);
        });

        it(`[CF20] ${unicode}: a hyperlink over three rows leads to one address from all of them, ${shift === 0 ? 'even' : 'odd'} (R44)`, async () => {
          const element = await counted((cols) => `${'-'.repeat(cols - 5 - shift)}${hyperlink('https://example.com/', `${clustered}${'漢'.repeat(cols - 10)}`)}。`, unicode);
          const { cols } = terms.get(element) as XtermTerminal;
          const last = [0, 1, 2, 3].find((row) => cells(element, row).includes('。')) as number;
          const to = cells(element, last).indexOf('。');
          expect(last).to.equal(2);
          for (const [col, row] of [[cols - 5 - shift, 0], [0, 1], [1, 1], [cols - 3, 1], [0, 2], [to - 1, 2]] as const) {
            await hover(element, col, row);
            expect(await address(element), `cell ${col} of row ${row}`).to.equal('https://example.com/');
          }
          expect(await isLink(element, cols - 6 - shift, 0)).to.equal(false);
          expect(await isLink(element, to, last)).to.equal(false);
        });
      }
    }

    it('[CF20] a host in another script is one; the card shows it as the browser reads it (R44)', async () => {
      const element = await counted(() => '見よ https://例え.テスト/道。', '11');
      await hover(element, cells(element, 0).indexOf('例') + 1, 0);
      expect(underlined(element)).to.deep.equal([[0, 5, cells(element, 0).indexOf('。')]]);
      expect(await address(element)).to.equal('https://xn--r8jz45g.xn--zckzah/%E9%81%93');
    });

    it('[CF20] two on one wrapped line, each in its place (R44)', async () => {
      const element = await counted((cols) => `(https://one.example/${'a'.repeat(cols)})(https://two.example/)(https://three.example/漢)`, '11');
      const second = cells(element, 1);
      const found = [];
      for (const [col, row] of [[5, 0], [2, 1], [second.indexOf('w'), 1], [second.lastIndexOf('漢'), 1]] as const) {
        await hover(element, col, row);
        found.push((await address(element)).slice(0, 15));
      }
      expect(found).to.deep.equal(['https://one.exa', 'https://one.exa', 'https://two.exa', 'https://three.e']);
    });

    it('[CF20] on a line whose beginning is no longer there (R44)', async () => {
      const element = await counted((cols) => `${'漢'.repeat(cols * 20)}https://example.com/道。`, '11', { scrollback: '0' });
      const { rows } = terms.get(element) as XtermTerminal;
      const row = Array.from({ length: rows }, (_, at) => at).find((at) => cells(element, at).includes('。')) as number;
      expect(row).to.be.at.least(0);
      const to = cells(element, row).indexOf('。');
      await hover(element, to - 1, row);
      expect(await address(element)).to.equal('https://example.com/%E9%81%93');
      expect(await isLink(element, to, row)).to.equal(false);
    });
  });
});
