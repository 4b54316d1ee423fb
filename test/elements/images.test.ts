import { expect } from '@open-wc/testing';
import { createLoader } from '../../src/elements/lazy-parts.js';
import * as drawing from '../../src/elements/terminal-view/addons/images.js';
import { Images } from '../../src/elements/terminal-view/images.js';
import { OutputGuard } from '../../src/elements/terminal-view/output-guard.js';
import { coreOf } from '../../src/elements/terminal-view/xterm-core.js';
import { Terminal, XTERM_CSS, type XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import type { TerminalError } from '../../src/protocol/errors.js';
import { file, IMAGE_FIXTURES, png, sixel, stripes } from '../support/image-fixtures.js';
import { ManualClock } from '../support/manual-clock.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { lines, painted, shownTerminal, until } from './support/page.js';
import { deliver, serverScreen } from './support/real-screen.js';

const [COLS, ROWS] = [40, 12];
const loader = createLoader(() => Promise.resolve(drawing), 'It');

interface Bench {
  readonly term: XtermTerminal;
  readonly images: Images;
  readonly faults: TerminalError[];
  write(output: string): Promise<void>;
}

/** An open terminal with images and nothing else. */
async function bench(fontSize = 14, part = loader): Promise<Bench> {
  const box = document.createElement('div');
  document.body.append(box);
  const style = document.createElement('style');
  style.textContent = XTERM_CSS;
  box.append(style);
  const term = new Terminal({ cols: COLS, rows: ROWS, scrollback: 1000, allowProposedApi: true, fontSize });
  const core = coreOf(term);
  new OutputGuard(term, core);
  term.open(box);
  const faults: TerminalError[] = [];
  const images = new Images({ term, core, clock: new ManualClock(), failed: (error) => faults.push(error) }, part);
  benches.push(() => {
    images.dispose();
    term.dispose();
  });
  await new Promise<void>((done) => images.use(true, done));
  return { term, images, faults, write: (output) => new Promise((done) => term.write(output, done)) };
}
const benches: (() => void)[] = [];

/** Of the canvas that pictures are drawn on: the colour at a place of the grid, in cells; undefined where there is none. */
function colourAt(term: XtermTerminal, col: number, row: number): string | undefined {
  const canvas = term.element?.querySelector<HTMLCanvasElement>('.xterm-image-layer');
  const { data } = canvas?.getContext('2d')?.getImageData(Math.floor((col * canvas.width) / term.cols), Math.floor((row * canvas.height) / term.rows), 1, 1) ?? {};
  // Firefox makes 254 of some when it scales.
  return data === undefined || data[3] === 0 ? undefined : [...data.slice(0, 3)].map((value) => (value > 250 ? 255 : value)).join();
}

const RED = '255,0,0';
const BLUE = '0,0,255';
/** 100 × 80 pixels, four rows of ten columns: red above, blue below; 40 pixels are no whole number of bands. */
const FLAG = sixel(`"1;1;100;80#0;2;100;0;0#1;2;0;0;100${'#0!100~-'.repeat(6)}#0!100N$#1!100o-${'#1!100~-'.repeat(7)}`);

/** The same as a PNG. */
async function flagFile(width = 100, height = 80): Promise<string> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  for (const [colour, top] of [['#f00', 0], ['#00f', height / 2]] as const) {
    context.fillStyle = colour;
    context.fillRect(0, top, width, height / 2);
  }
  const blob = await new Promise<Blob>((done) => canvas.toBlob((made) => done(made as Blob)));
  return file([...new Uint8Array(await blob.arrayBuffer())]);
}

/** What can be seen of FLAG from a row on. */
const flagAt = (term: XtermTerminal, top = 0): unknown => [0.1, 1.9, 2.1, 3.9, 4.1].map((row) => [colourAt(term, 0.2, top + row), colourAt(term, 9.8, top + row), colourAt(term, 10.2, top + row)]);
const FLAG_SEEN = [[RED, RED, undefined], [RED, RED, undefined], [BLUE, BLUE, undefined], [BLUE, BLUE, undefined], [undefined, undefined, undefined]];

describe('images', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    for (const end of benches.splice(0)) end();
    document.body.replaceChildren();
    endFakes();
  });

  const shown = async (attributes: Record<string, string> = {}): ReturnType<typeof shownTerminal> => {
    const all = await shownTerminal(fakes.registry, { 'session-id': 'one', ...attributes });
    await painted();
    await all.session.attach('', { images: true });
    return all;
  };

  for (const fontSize of [7, 14, 33]) {
    it(`[IM1] ${fontSize} px: every image takes the room that it takes on the server (R22)`, async function () {
      this.timeout(60_000);
      const { term, write } = await bench(fontSize);
      for (const { name, output, cursor, above } of IMAGE_FIXTURES) {
        await write('\x18\x1bc');
        await write(output);
        const { cursorX, cursorY, baseY } = term.buffer.active;
        expect([name, cursorX, cursorY, baseY]).to.deep.equal([name, ...cursor, above]);
      }
    });
  }

  it('[IM1] also without anything to draw with, which is told once (R22)', async () => {
    const { term, faults, write } = await bench(14, createLoader(() => Promise.reject(new Error('offline')), 'It'));
    for (const { name, output, cursor, above } of IMAGE_FIXTURES) {
      await write('\x18\x1bc');
      await write(output);
      const { cursorX, cursorY, baseY } = term.buffer.active;
      expect([name, cursorX, cursorY, baseY]).to.deep.equal([name, ...cursor, above]);
    }
    expect(faults.map(({ code }) => code)).to.deep.equal(['load_failed']);
  });

  it('[IM1] an addon that is another one than is known here is told of once, and draws nothing (R22)', async () => {
    const { term, faults, write } = await bench(14, createLoader(() => Promise.resolve({ Pictures: class { constructor() { throw new TypeError('another one'); } } as unknown as typeof drawing.Pictures }), 'It'));
    await write(`${FLAG}\r\n${await flagFile()}\r\nafter`);
    expect([term.buffer.active.cursorY, faults.map(({ code }) => code)]).to.deep.equal([8, ['unsupported']]);
  });

  for (const fontSize of [7, 14, 33]) {
    it(`[IM5] ${fontSize} px: an image fills its cells, and still does when letters grow or shrink (R44)`, async () => {
      const { term, write } = await bench(fontSize);
      await write(`${FLAG}\r\n`);
      await painted();
      expect(flagAt(term)).to.deep.equal(FLAG_SEEN);
      for (const size of [fontSize + 3, fontSize - 1, fontSize]) {
        term.options.fontSize = size;
        await painted();
        await painted();
        expect(flagAt(term)).to.deep.equal(FLAG_SEEN);
      }
    });
  }

  it('[IM5] files are drawn as they are meant (R44)', async () => {
    const { term, write } = await bench();
    await write(`${(await flagFile()).replace('inline=1', 'inline=1;preserveAspectRatio=0')}\r\n`);
    await painted();
    expect(flagAt(term)).to.deep.equal(FLAG_SEEN);
    await write('\x1b[2J\x1b[H');
    await write(`${(await flagFile(1000, 800)).replace('inline=1', 'inline=1;width=10;height=4;preserveAspectRatio=0')}\r\n`);
    await painted();
    expect(flagAt(term)).to.deep.equal(FLAG_SEEN);
  });

  it('[IM5] a file keeps its shape in cells of every shape (R44)', async () => {
    const { term, write } = await bench(14);
    await write(`${await flagFile(200, 160)}\r\n`);
    for (const lineHeight of [1, 1.4, 1.8]) {
      term.options.lineHeight = lineHeight;
      await painted();
      await painted();
      const canvas = term.element?.querySelector<HTMLCanvasElement>('.xterm-image-layer') as HTMLCanvasElement;
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, canvas.width, canvas.height);
      const inked = Array.from({ length: data.length / 4 }, (_, at) => at).filter((at) => data[at * 4 + 3] === 255);
      const width = Math.max(...new Set(inked.map((at) => at % canvas.width))) + 1;
      const height = Math.floor((inked.at(-1) as number) / canvas.width) + 1;
      expect(width / height).to.be.closeTo(200 / 160, 0.03);
    }
  });

  it('[IM5] a file that cannot be read leaves its room blank, and output goes on', async () => {
    const { term, images, write } = await bench();
    await write(`${file(png(100, 80))}\r\nafter`);
    expect([term.buffer.active.cursorY, images.pictures?.count]).to.deep.equal([4, 0]);
    expect(lines(term)[4]).to.equal('after');
  });

  it('[IM5] text takes the place of what it is written on, and scrolling takes images along (R44)', async () => {
    const { term, write } = await bench();
    await write(`${FLAG}\x1b[1;1Hx\x1b[5;1H`);
    await painted();
    expect([colourAt(term, 0.5, 0.5), colourAt(term, 1.5, 0.5)]).to.deep.equal([undefined, RED]);
    await write(`\x1b[12;1H\r\n\r\n`);
    await painted();
    expect([colourAt(term, 1.5, 0.5), colourAt(term, 1.5, 1.5), colourAt(term, 1.5, 2.5)]).to.deep.equal([BLUE, BLUE, undefined]);
    term.scrollToTop();
    await painted();
    expect(colourAt(term, 1.5, 0.5)).to.equal(RED);
  });

  it('[IM2] by default nothing is loaded and nothing is drawn (R74)', async () => {
    const { term, session } = await shownTerminal(fakes.registry, { 'session-id': 'plain' });
    await painted();
    await session.attach();
    await session.output(`${FLAG}${await flagFile()}after`);
    expect(lines(term)[0]).to.equal('after');
    expect(term.element?.querySelector('canvas') ?? null).to.equal(null);
  });

  it('[IM5] a picture is still there after a move, while it is parked and back, and with the other renderer (R4)', async function () {
    if (navigator.userAgent.includes('Firefox')) this.skip();
    const { element, session, term } = await shown();
    await session.output(`${FLAG}\r\n`);
    await painted();
    expect(flagAt(term)).to.deep.equal(FLAG_SEEN);
    const other = document.createElement('main');
    document.body.append(other);
    other.append(element);
    await painted();
    expect(flagAt(term)).to.deep.equal(FLAG_SEEN);
    element.remove();
    await painted();
    await session.output('unseen\r\n');
    other.append(element);
    await painted();
    await painted();
    expect(flagAt(term)).to.deep.equal(FLAG_SEEN);
    element.setAttribute('renderer', 'webgl');
    await element.updateComplete;
    await until(() => [...(term.element?.querySelectorAll('canvas') ?? [])].length === 3 || [...(term.element?.querySelectorAll('canvas') ?? [])].some((canvas) => canvas.getContext('webgl2') !== null));
    await painted();
    await painted();
    expect(flagAt(term)).to.deep.equal(FLAG_SEEN);
    expect(term.element?.querySelector('.xterm-screen')?.lastElementChild?.className).to.equal('xterm-image-layer');
    element.setAttribute('renderer', 'dom');
    await element.updateComplete;
    await painted();
    await painted();
    expect(flagAt(term)).to.deep.equal(FLAG_SEEN);
  });

  it('[IM6] pictures go with the view, and with the shell that had images (R32)', async () => {
    const { images, term, write } = await bench();
    await write(`${FLAG}${await flagFile()}`);
    const { pictures } = images;
    expect(pictures?.count).to.equal(2);
    images.use(false, () => undefined);
    expect([pictures?.count, images.pictures]).to.deep.equal([0, undefined]);
    await painted();
    expect(term.element?.querySelector('.xterm-image-layer') ?? null).to.equal(null);
    await write(`\x1bc${FLAG}x`);
    expect(term.buffer.active.cursorY).to.equal(0);
  });

  it('[IM6] what is kept is bounded: pictures, and what they take (R28)', async () => {
    const { images, write } = await bench();
    await write(`${sixel('"1;1;6;6#1!6~')}\r\n`.repeat(500));
    expect(images.pictures?.count).to.equal(200);
    await write(`\x1bc${stripes(1400, 1400)}`.repeat(3) + `\r\n${stripes(1400, 1400)}`.repeat(5));
    expect(images.pictures?.storedBytes).to.be.at.most(16_000_000);
    await write('\x1bc');
    expect(images.pictures?.count).to.equal(0);
  });

  it('[IM4] the page answers nothing (R25)', async () => {
    const { session } = await shown();
    await session.output('\x1b[c\x1b[?1;1S\x1b[?2;1S\x1b[?1;3;16S\x1b[?80$p\x1b[14t\x1b[16t');
    await painted();
    expect(session.sent).to.deep.equal([]);
  });

  it('[IM3] a screen given anew has text where it was, and room where images were; what comes then is drawn (R22)', async () => {
    const { session, term } = await shown();
    const output = `one\r\n${FLAG}\r\ntwo\r\n${FLAG.slice(0, 200)}`;
    const screen = serverScreen(term.cols, term.rows, output, { images: true });
    await deliver(session, screen.snapshot(), { images: true });
    const more = `${FLAG.slice(200)}\r\nthree\r\n${FLAG}\r\nfour`;
    await session.output(more);
    expect(lines(term).filter((line) => line !== '')).to.deep.equal(['one', 'two', 'three', 'four']);
    expect(lines(term).indexOf('two')).to.equal(5);
    expect(lines(term).indexOf('four')).to.equal(15);
    await painted();
    expect(colourAt(term, 1, 11.5)).to.equal(RED);
  });

  it('[IM7] output that asks for more than it is long takes no long task, and what follows is seen (R28)', async function () {
    this.timeout(60_000);
    const { term, write } = await bench();
    for (const bomb of [sixel('!99999999~'), sixel(`${'!9999~$'.repeat(200_000)}`), sixel(`"1;1;10000;200${'-'.repeat(500_000)}`), sixel('"1;1;99999;99999#0~'), sixel('"1;1;1448;1448#0~').repeat(100),
      sixel('"1;1;1;9999#0~').repeat(30), sixel('-'.repeat(2_000_000)), `\x1bPq${'~'.repeat(3_000_000)}\x18`, file([...new Array<number>(1000).fill(0)]), sixel('#0~').repeat(3000)]) {
      let longest = 0;
      let last = performance.now();
      let on = true;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
        if (on) port2.postMessage(0);
      };
      port2.postMessage(0);
      await write(`\x1bc${bomb.slice(0, 100)}`);
      for (let from = 100; from < bomb.length; from += 16_384) await write(bomb.slice(from, from + 16_384));
      await write('\r\nafter');
      on = false;

      expect(lines(term).at(term.buffer.active.baseY + term.buffer.active.cursorY)).to.equal('after');
      // 100 on a quiet machine.
      expect(longest, bomb.slice(0, 30)).to.be.lessThan(500);
    }
  });
});
