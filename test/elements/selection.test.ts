import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { cellAt, mouseOver } from './support/mouse.js';
import { painted, shownTerminal } from './support/page.js';

const TEXT = 'hello world foo-bar\r\nsecond line here\r\nthird';

/** Where a terminal may be put, and how that scales it. */
const PLACES: Record<string, () => Promise<Element>> = {
  'a page': () => Promise.resolve(document.body),
  'a frame': async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.style.cssText = 'width: 700px; height: 400px; border: 3px solid; margin: 11px';
    frame.srcdoc = '<!doctype html><body></body>';
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    return (frame.contentDocument as Document).body;
  },
  'a box that is scaled down': () => boxWith('transform: scale(0.5); transform-origin: 20px 30px'),
  'a box that is scaled up': () => boxWith('transform: scale(1.25, 1.5); transform-origin: 0 0'),
  'a box with zoom': () => boxWith('zoom: 1.2'),
  'a right-to-left page': () => boxWith('direction: rtl'),
};

async function boxWith(style: string): Promise<Element> {
  const box = document.body.appendChild(document.createElement('section'));
  box.style.cssText = style;
  await Promise.resolve();
  return box;
}

describe('selecting with the mouse', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  const withText = async (parent: Element): Promise<{ element: HTMLElement; session: FakeSession; term: XtermTerminal; mouse: ReturnType<typeof mouseOver> }> => {
    const { element, session, term } = await shownTerminal(fakes.registry, {}, parent);
    await session.attach();
    await session.output(TEXT);
    await painted();
    return { element, session, term, mouse: mouseOver(element, term) };
  };

  for (const [name, make] of Object.entries(PLACES)) {
    it(`[HP1] in ${name}: drag, double click, triple click, Shift+click (R44)`, async () => {
      const { term, mouse } = await withText(await make());
      await mouse.drag([0, 0], [3, 0], [5, 0]);
      expect(term.getSelection(), 'a drag').to.equal('hello');
      await mouse.drag([6, 0], [3, 1], [6, 1]);
      expect(term.getSelection(), 'a drag over a line end').to.equal('world foo-bar\nsecond');
      await mouse.click([8, 0], 2);
      expect(term.getSelection(), 'a word').to.equal('world');
      await mouse.click([8, 1], 3);
      expect(term.getSelection(), 'a line').to.equal('second line here');
      await mouse.click([2, 0]);
      expect(term.getSelection(), 'a click lets go').to.equal('');
      await mouse.click([8, 0], 1, 'Shift');
      expect(term.getSelection(), 'what is between two clicks').to.equal('llo wo');
    });

    it(`[HP1] in ${name}: programs are told the cell that the mouse is over, and that its button is let go (R44)`, async () => {
      const { session, mouse } = await withText(await make());
      await session.output('\x1b[?1002h\x1b[?1006h');
      session.sent.length = 0;
      await mouse.drag([5, 1], [9, 3]);
      expect(session.sent).to.deep.equal(['\x1b[<0;6;2M', '\x1b[<32;10;4M', '\x1b[<0;10;4m']);
    });
  }

  it('[HP1] [HP2] moved into a frame while it is shown: selecting, and programs are told that a button is let go (R44, R71)', async () => {
    const { element, session, term, mouse } = await withText(document.body);
    (await PLACES['a frame']?.())?.append(element);
    await painted();
    await mouse.drag([6, 0], [6, 1]);
    expect(term.getSelection()).to.equal('world foo-bar\nsecond');
    await session.output('\x1b[?1002h\x1b[?1006h');
    session.sent.length = 0;
    await mouse.drag([5, 1], [9, 3]);
    expect(session.sent).to.deep.equal(['\x1b[<0;6;2M', '\x1b[<32;10;4M', '\x1b[<0;10;4m']);
  });

  it('[HP8] what is selected stays so in a box of another height, and is let go in one of another width (R71)', async () => {
    const { element, session, term, mouse } = await withText(document.body);
    await session.output(Array.from({ length: 60 }, (_, line) => `\r\nline ${line}`).join(''));
    term.scrollToTop();
    await painted();
    await mouse.drag([6, 0], [6, 1]);
    const { rows } = term;
    element.style.height = '200px';
    await painted();
    await painted();
    expect(term.rows).to.be.lessThan(rows);
    expect(term.getSelection()).to.equal('world foo-bar\nsecond');
    element.style.height = '320px';
    await painted();
    await painted();
    expect(term.rows).to.equal(rows);
    expect(term.getSelection()).to.equal('world foo-bar\nsecond');
    element.style.cssText = 'width: 400px; height: 200px';
    await painted();
    await painted();
    expect(term.getSelection()).to.equal('');
  });

  it('[HP1] a selection is drawn, and copied by Ctrl+Shift+C (R44)', async () => {
    const { element, session, mouse } = await withText(document.body);
    const copied: (string | undefined)[] = [];
    element.addEventListener('copy', (event) => copied.push(event.clipboardData?.getData('text/plain')));
    await mouse.click([8, 0], 2);
    await painted();
    expect(element.shadowRoot?.querySelectorAll('.xterm-selection div').length).to.be.greaterThan(0);
    session.sent.length = 0;
    await chord('Control', 'Shift', 'KeyC');
    expect(copied).to.deep.equal(['world']);
    expect(session.sent, 'nothing is typed').to.deep.equal([]);
  });

  it('[HP1] a drag scrolls beyond the edge and not before it, in a scaled box too (R44)', async () => {
    const { element, session, term, mouse } = await withText(await boxWith('transform: scale(1.5); transform-origin: 0 0'));
    await session.output(Array.from({ length: 60 }, (_, line) => `\r\nline ${line}`).join(''));
    await painted();
    term.scrollToTop();
    await mouse.drag([0, 0], [4, term.rows - 2]);
    await painted();
    expect(term.buffer.active.viewportY).to.equal(0);
    expect(term.getSelection().startsWith('hello world')).to.equal(true);
    const scrolled = new Promise((resolve) => term.onScroll(resolve));
    await sendMouse({ type: 'move', position: cellAt(element, term, [0, 0]) });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: cellAt(element, term, [4, term.rows + 1]) });
    await scrolled;
    await sendMouse({ type: 'up' });
    expect(term.buffer.active.viewportY).to.be.greaterThan(0);
  });
});
