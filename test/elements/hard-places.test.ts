import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { drawn, makeTerminal, painted, until } from './support/page.js';
import { sizeWindow } from './support/size-window.js';

interface Placed {
  readonly element: PersistentTerminal;
  readonly session: FakeSession;
  readonly term: XtermTerminal;
}

/** A piece of a page, not in it yet. */
function piece<K extends keyof HTMLElementTagNameMap>(tag: K, style = '', parent: Element = document.body): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.style.cssText = style;
  return parent.appendChild(made);
}

async function frameIn(parent: Element): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'width: 700px; height: 400px; border: 0';
  frame.srcdoc = '<!doctype html><body></body>';
  parent.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  return frame;
}

const bodyOf = (frame: HTMLIFrameElement): HTMLElement => (frame.contentDocument as Document).body;

describe('hard places', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    document.adoptedStyleSheets = [];
    for (const name of ['style', 'dir']) document.documentElement.removeAttribute(name);
    endFakes();
  });

  const place = async (parent: Element): Promise<Placed> => {
    const element = makeTerminal({ 'session-id': 'one' }, parent);
    const term = await element.terminal;
    await element.updateComplete;
    const session = element.session as unknown as FakeSession;
    await session.attach();
    return { element, session, term };
  };

  let marks = 0;
  /** The same screen, drawn and used where it is now; the shell has a size that is the grid's and fits the box. */
  const works = async ({ element, session, term }: Placed, where: string, box = [640, 320]): Promise<void> => {
    // What is out of sight is not drawn.
    element.scrollIntoView({ block: 'nearest' });
    await painted();
    await painted();
    const mark = `mark ${++marks}`;
    await session.output(`\r\n${mark}`);
    await until(() => drawn(element).includes(mark));
    expect((await element.terminal) === term, `${where}: the same screen`).to.equal(true);
    for (const size of session.sizes) {
      const [cols = 0, rows = 0] = size.split('x').map(Number);
      expect(cols >= 20 && rows >= 5, `${where}: the shell was told ${size}`).to.equal(true);
    }
    expect(session.sizes.at(-1), `${where}: what the shell knows`).to.equal(`${term.cols}x${term.rows}`);
    const { offsetWidth, offsetHeight } = element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement;
    const [width = 0, height = 0] = box;
    expect(width - offsetWidth, `${where}: columns fill the box`).to.be.within(0, 50);
    expect(height - offsetHeight, `${where}: rows fill the box`).to.be.within(0, 50);
    session.sent.length = 0;
    element.focus();
    await sendKeys({ press: 'x' });
    expect(session.sent, `${where}: typing`).to.deep.equal(['x']);
  };
  /** Nothing is told while it can't be seen, and nothing is lost. */
  const unseen = async ({ element, session, term }: Placed): Promise<void> => {
    const told = session.sizes.length;
    const grid = [term.cols, term.rows];
    element.fit();
    await session.output(`\r\nunseen ${marks}`);
    await painted();
    await painted();
    expect(session.sizes.length, 'a size is told').to.equal(told);
    expect([term.cols, term.rows]).to.deep.equal(grid);
  };

  it('[HP4] not displayed at first, later and between (R71)', async () => {
    const panel = piece('section', 'display: none');
    const placed = await place(panel);
    await unseen(placed);
    for (const round of ['first', 'again']) {
      panel.style.display = '';
      await works(placed, round);
      panel.style.display = 'none';
      await unseen(placed);
    }
  });

  it('[HP4] without area at first, and between (R71)', async () => {
    const box = piece('section', 'width: 0; height: 0; overflow: hidden');
    const placed = await place(box);
    placed.element.style.cssText = 'width: 100%; height: 100%';
    await unseen(placed);
    for (const round of ['first', 'again']) {
      box.style.cssText = 'width: 640px; height: 320px; overflow: hidden';
      await works(placed, round);
      box.style.cssText = 'width: 640px; height: 0; overflow: hidden';
      await unseen(placed);
    }
  });

  it('[HP4] in tab panels, and moved from one to another that is hidden (R71)', async () => {
    const [first, second] = [piece('section'), piece('section')];
    second.hidden = true;
    const placed = await place(first);
    await works(placed, 'the first panel');
    first.hidden = true;
    second.hidden = false;
    await unseen(placed);
    first.hidden = false;
    second.hidden = true;
    await works(placed, 'the first panel again');
    second.append(placed.element);
    await unseen(placed);
    second.hidden = false;
    await works(placed, 'the second panel');
  });

  it('[HP4] in a dialog: closed, modal, moved into it while it is open; the keyboard is in it (R71)', async () => {
    const dialog = piece('dialog', 'max-width: none');
    const placed = await place(dialog);
    await unseen(placed);
    dialog.showModal();
    await works(placed, 'a modal dialog');
    expect(document.activeElement === placed.element).to.equal(true);
    dialog.close();
    await unseen(placed);
    document.body.append(placed.element);
    await works(placed, 'the page');
    dialog.showModal();
    dialog.append(placed.element);
    await works(placed, 'a dialog that was open');
  });

  it('[HP4] in details that open and close (R71)', async () => {
    const details = piece('details');
    piece('summary', '', details).textContent = 'Terminal';
    const placed = await place(details);
    await unseen(placed);
    for (const round of ['first', 'again']) {
      details.open = true;
      await works(placed, round);
      details.open = false;
      await unseen(placed);
    }
  });

  it('[HP2] [HP4] in a frame, out of it, and into another (R71)', async () => {
    const [first, second] = [await frameIn(document.body), await frameIn(document.body)];
    const placed = await place(bodyOf(first));
    await works(placed, 'made in a frame');
    document.body.append(placed.element);
    await works(placed, 'out of it');
    bodyOf(second).append(placed.element);
    await works(placed, 'in another frame');
    first.remove();
    bodyOf(second).prepend(placed.element);
    await works(placed, 'when the first frame is gone');
  });

  it('[HP2] [HP4] a frame that is removed with an element in it leaves the session to others (R71)', async () => {
    const frame = await frameIn(document.body);
    const placed = await place(bodyOf(frame));
    await works(placed, 'the frame');
    // Parsed, and to be drawn in a frame that never comes.
    await placed.session.output('\r\nto be drawn');
    frame.remove();
    expect(fakes.registry.active).to.equal(undefined);
    const element = makeTerminal({ 'session-id': 'one' });
    await element.updateComplete;
    await works({ ...placed, element }, 'another element');
  });

  it('[HP4] a style sheet that comes late (R71)', async () => {
    const box = piece('section');
    const placed = await place(box);
    placed.element.removeAttribute('style');
    box.className = 'late';
    await painted();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.late { display: grid; inline-size: 500px; block-size: 260px } .late persistent-terminal { block-size: auto }');
    document.adoptedStyleSheets = [sheet];
    await works(placed, 'with its sheet', [500, 260]);
  });

  it('[HP4] in content that the browser skips (content-visibility) (R71)', async () => {
    const box = piece('section', 'content-visibility: hidden; width: 640px; height: 320px');
    const placed = await place(box);
    await unseen(placed);
    for (const round of ['first', 'again']) {
      box.style.contentVisibility = 'visible';
      await works(placed, round);
      box.style.contentVisibility = 'hidden';
      await unseen(placed);
    }
    // Far below what is seen.
    box.style.cssText = 'content-visibility: auto; contain-intrinsic-size: 640px 320px; margin-block-start: 9000px';
    await unseen(placed);
    box.scrollIntoView();
    await works(placed, 'scrolled to');
  });

  it('[HP4] removed and added in one task, many times, and while it is hidden (R71)', async () => {
    const [first, second] = [piece('section'), piece('section')];
    const placed = await place(first);
    for (let i = 0; i < 20; i++) {
      placed.element.remove();
      (i % 2 === 0 ? second : first).append(placed.element);
    }
    await works(placed, 'after 20 moves');
    placed.element.hidden = true;
    second.append(placed.element);
    await unseen(placed);
    placed.element.hidden = false;
    await works(placed, 'shown after a hidden move');
  });

  it('[HP4] another slot, none, and back (R71)', async () => {
    const host = piece('section');
    const root = host.attachShadow({ mode: 'open' });
    const slots = ['wide', 'narrow'].map((name) => {
      const slot = document.createElement('slot');
      slot.name = name;
      const box = document.createElement('div');
      box.style.cssText = `width: ${name === 'wide' ? 640 : 400}px; height: 320px`;
      box.append(slot);
      root.append(box);
      return slot;
    });
    const placed = await place(host);
    placed.element.style.cssText = 'width: 100%; height: 100%';
    await unseen(placed);
    for (const [slot, width] of [['wide', 640], ['narrow', 400], ['wide', 640]] as const) {
      placed.element.slot = slot;
      await works(placed, slot, [width, 320]);
    }
    placed.element.slot = '';
    await unseen(placed);
    slots[1]?.removeAttribute('name');
    await works(placed, 'the slot without a name', [400, 320]);
  });

  it('[HP4] scaled and zoomed boxes have the grid that they would have unscaled (R71)', async () => {
    const box = piece('section');
    const placed = await place(box);
    await works(placed, 'unscaled');
    const grid = [placed.term.cols, placed.term.rows];
    for (const style of ['transform: scale(0.5)', 'transform: scale(2) translate(20%)', 'transform: rotate(10deg)', 'zoom: 2', 'zoom: 0.75']) {
      box.style.cssText = style;
      await works(placed, style);
      // Cells are whole pixels of the screen, so that a zoom may make room for one column more or less.
      expect(Math.abs(placed.term.cols - (grid[0] ?? 0)), `${style}: columns`).to.be.at.most(style.startsWith('zoom') ? 1 : 0);
      expect(Math.abs(placed.term.rows - (grid[1] ?? 0)), `${style}: rows`).to.be.at.most(style.startsWith('zoom') ? 1 : 0);
    }
  });

  describe('small windows', () => {
    afterEach(() => sizeWindow(800, 600));

    for (const [name, window] of [['320 px wide', { width: 320, height: 568 }], ['zoomed to 200 %', { width: 640, height: 360, deviceScaleFactor: 2 }]] as const) {
      it(`[HP5] ${name}: the page does not scroll sideways, and controls are in reach (R71)`, async () => {
        await sizeWindow(window.width, window.height);
        document.documentElement.style.fontSize = '16px';
        const placed = await place(document.body);
        const { element, session } = placed;
        element.style.cssText = 'width: 100%; height: 300px';
        await works(placed, name, [document.body.clientWidth, 300]);
        session.set('reconnecting', { attempt: 12, reason: 'The server can’t be reached: an explanation which is longer than a line of such a window.', retryAt: fakes.clock.now() + 9_000 });
        await until(() => element.shadowRoot?.querySelector('button[part~="retry-button"]') !== null);
        await painted();
        const page = document.documentElement;
        expect(page.scrollWidth, 'page').to.equal(page.clientWidth);
        const { left, right, top, bottom } = element.getBoundingClientRect();
        for (const button of element.shadowRoot?.querySelectorAll('.notice button') ?? []) {
          const box = button.getBoundingClientRect();
          expect(box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom && box.height >= 20, button.textContent ?? '').to.equal(true);
        }
      });
    }
  });

  it('[HP6] in a right-to-left page the screen stays as it is, and what is around it is mirrored (R71)', async () => {
    document.documentElement.dir = 'rtl';
    const placed = await place(document.body);
    const { element, session } = placed;
    await works(placed, 'right to left');
    await session.output('\x1b[2J\x1b[Hleft');
    await until(() => drawn(element)[0] === 'left');
    const box = element.getBoundingClientRect();
    const row = element.shadowRoot?.querySelector('.xterm-rows > div') as HTMLElement;
    expect(getComputedStyle(row).direction).to.equal('ltr');
    expect(row.getBoundingClientRect().left - box.left, 'padding before the text').to.be.within(8, 10);
    session.set('reconnecting', { attempt: 3, reason: 'Gone', retryAt: fakes.clock.now() + 9_000 });
    await until(() => element.shadowRoot?.querySelector('button[part~="retry-button"]') !== null);
    await painted();
    const title = element.shadowRoot?.querySelector('.notice .title')?.getBoundingClientRect() as DOMRect;
    const button = element.shadowRoot?.querySelector('button[part~="retry-button"]')?.getBoundingClientRect() as DOMRect;
    expect(button.right, 'the button is after the words, which is to their left').to.be.at.most(title.left);
  });

  for (const [what, style] of [
    ['in the middle', 'text-align: center; text-indent: 3em; white-space: nowrap'], ['upright', 'writing-mode: vertical-rl'],
    ['in capitals, slanted, spaced', 'text-transform: uppercase; font-style: italic; font-variant: small-caps; letter-spacing: 5px; word-spacing: 9px; line-height: 3; text-shadow: 1px 1px red'],
  ] as const) {
    it(`[HP10] where the page sets its text ${what} the cells are where they are elsewhere (R71)`, async () => {
      const looks: unknown[] = [];
      for (const parent of [piece('div'), piece('div', style)]) {
        const placed = await place(parent);
        await works(placed, what);
        const { element, session } = placed;
        await session.output('\x1b[2J\x1b[Hleft aligned');
        await until(() => drawn(element)[0] === 'left aligned');
        const text = document.createRange();
        text.selectNodeContents(element.shadowRoot?.querySelector('.xterm-rows > div > span') as HTMLElement);
        const [letters, box] = [text.getBoundingClientRect(), element.getBoundingClientRect()];
        const { textTransform, fontStyle, fontVariantCaps, textShadow } = getComputedStyle(element.shadowRoot?.querySelector('.xterm-rows > div') as HTMLElement);
        looks.push([letters.left - box.left, letters.top - box.top, letters.width, textTransform, fontStyle, fontVariantCaps, textShadow]);
        parent.remove();
      }
      expect(looks[1]).to.deep.equal(looks[0]);
    });
  }
});
