import { expect } from '@open-wc/testing';
import type { ScreenView } from '../../src/elements/terminal-view/screen-view.js';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { webglLeases } from '../../src/elements/terminal-view/webgl-leases.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { look } from './support/looks.js';
import { collect, drawn, frame, painted, shownTerminal, until } from './support/page.js';

const viewOf = (session: FakeSession): ScreenView => session.view as ScreenView;
const canvasOf = (term: XtermTerminal): HTMLCanvasElement | undefined =>
  [...(term.element?.querySelectorAll('canvas') ?? [])].find((canvas) => canvas.getContext('webgl2') !== null);

/** What WebGL draws, read in the frame in which it is drawn. */
async function picture(term: XtermTerminal): Promise<Uint8ClampedArray> {
  return await new Promise((resolve) => {
    const listening = term.onRender(() => {
      listening.dispose();
      const canvas = canvasOf(term) as HTMLCanvasElement;
      const copy = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
      copy.canvas.width = canvas.width;
      copy.canvas.height = canvas.height;
      copy.drawImage(canvas, 0, 0);
      resolve(copy.getImageData(0, 0, canvas.width, canvas.height).data);
    });
    term.refresh(0, term.rows - 1);
  });
}

/** Pixels that are not of the background, which is that of the last one. */
function inked(pixels: Uint8ClampedArray): number {
  const background = [...pixels.slice(-4)];
  let count = 0;
  for (let at = 0; at < pixels.length; at += 4) if (background.some((value, i) => Math.abs((pixels[at + i] ?? 0) - value) > 8)) count++;
  return count;
}

const same = (a: Uint8ClampedArray, b: Uint8ClampedArray): boolean => a.length === b.length && a.every((value, at) => value === b[at]);

describe('renderer', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute('style');
    fakes.clock.advance(0);
    for (const session of fakes.registry.sessions) fakes.registry.evict(session);
    expect(webglLeases().leased).to.equal(0);
    endFakes();
  });

  async function drawing(id = 'one', parent: Element = document.body): Promise<Awaited<ReturnType<typeof shownTerminal>>> {
    const shown = await shownTerminal(fakes.registry, { 'session-id': id, renderer: 'webgl' }, parent);
    await shown.session.attach();
    return shown;
  }

  it('[LK4] auto is the DOM renderer; webgl draws with WebGL, and the shell is told one size; back again (R44)', async () => {
    const plain = await shownTerminal(fakes.registry, { 'session-id': 'plain' });
    await painted();
    expect([viewOf(plain.session).renderer, canvasOf(plain.term)]).to.deep.equal(['dom', undefined]);
    expect(Symbol.for('persistent-terminal/webgl-leases@1') in globalThis).to.equal(false);

    const { element, session, term } = await drawing();
    await until(() => viewOf(session).renderer === 'webgl');
    await painted();
    await painted();
    expect(session.sizes).to.deep.equal([`${term.cols}x${term.rows}`]);
    await session.output('\x1b[31mred\x1b[0m and \x1b[7minverse\x1b[0m');
    expect(inked(await picture(term))).to.be.greaterThan(200);
    expect(element.shadowRoot?.querySelector('.xterm-rows')).to.equal(null);
    expect(element.shadowRoot?.querySelectorAll('style').length).to.equal(0);

    const sheets = element.shadowRoot?.adoptedStyleSheets.length;
    element.setAttribute('renderer', 'dom');
    await element.updateComplete;
    expect(viewOf(session).renderer).to.equal('dom');
    // Nothing blank is painted in between.
    await frame();
    expect(drawn(element)[0]).to.equal('red and inverse');
    await painted();
    expect(look(element, 'red').colour).to.match(/^rgb\(/);
    expect(getComputedStyle(element.shadowRoot?.querySelector('.xterm-rows') as Element).fontSize).to.equal('14px');
    for (const kind of ['webgl', 'dom', 'webgl', 'dom', 'webgl']) {
      element.setAttribute('renderer', kind);
      await until(() => viewOf(session).renderer === kind);
    }
    // Sheets of renderers that are gone are gone.
    expect(element.shadowRoot?.adoptedStyleSheets.length).to.equal(sheets);
    expect(drawn(element)).to.deep.equal([]);
  });

  it('[LK3] [LK4] of twenty terminals eight have a context, no browser takes one away, and every text is right after moves (R44)', async () => {
    document.body.style.cssText = 'display: grid; grid-template-columns: repeat(5, 1fr)';
    const all: Awaited<ReturnType<typeof drawing>>[] = [];
    for (let i = 0; i < 20; i++) {
      const shown = await drawing(`t${i}`);
      shown.element.style.cssText = 'width: 150px; height: 90px';
      await shown.session.output(`number ${i}`);
      all.push(shown);
    }
    const having = (): string[] => all.filter(({ session }) => viewOf(session).renderer === 'webgl').map(({ session }) => session.ref.sessionId ?? '');
    await until(() => having().length === 8);
    for (let i = 0; i < 3; i++) await painted();
    expect(having().length).to.equal(8);
    expect(webglLeases().leased).to.equal(8);
    // Those that have one are taken away for good: others get theirs.
    const first = having();
    for (const { element, session } of all) if (first.slice(0, 5).includes(session.ref.sessionId ?? '')) element.remove();
    fakes.clock.advance(0);
    await until(() => having().length === 8 && !having().some((id) => first.slice(0, 5).includes(id)));
    // And moved about: each keeps its own.
    const box = document.body.appendChild(document.createElement('section'));
    const movers = all.filter(({ session }) => having().includes(session.ref.sessionId ?? '')).slice(0, 3);
    for (const { element, term, session } of movers) {
      const before = await picture(term);
      const cols = term.cols;
      expect(inked(before)).to.be.greaterThan(50);
      box.append(element);
      fakes.clock.advance(0);
      await painted();
      expect(viewOf(session).renderer).to.equal('webgl');
      expect([term.cols, same(await picture(term), before)]).to.deep.equal([cols, true]);
    }
    for (const { element, session, term } of all) {
      if (!element.isConnected || viewOf(session).renderer === 'webgl') continue;
      expect(drawn(element)[0]).to.equal(`number ${(session.ref.sessionId ?? '').slice(1)}`);
      expect(canvasOf(term)).to.equal(undefined);
    }
    for (const { session, term } of all) if (viewOf(session).renderer === 'webgl') expect(canvasOf(term)?.getContext('webgl2')?.isContextLost()).to.equal(false);
  });

  it('[LK3] a context goes to who is seen: scrolled into view, shown in a tab (R44)', async () => {
    const list = document.body.appendChild(document.createElement('div'));
    list.style.cssText = 'height: 200px; overflow: auto';
    const all: Awaited<ReturnType<typeof drawing>>[] = [];
    for (let i = 0; i < 10; i++) {
      const shown = await drawing(`t${i}`, list);
      shown.element.style.cssText = 'width: 300px; height: 200px';
      all.push(shown);
    }
    const kinds = (): string => all.map(({ session }) => (viewOf(session).renderer === 'webgl' ? 'w' : 'd')).join('');
    const bringIntoView = async (at: number): Promise<void> => {
      all[at]?.element.scrollIntoView();
      for (let i = 0; i < 3; i++) await painted();
      await until(() => kinds()[at] === 'w');
    };
    for (let i = 0; i < 10; i++) await bringIntoView(i);
    // Those seen longest ago gave theirs back.
    expect(kinds()).to.equal('ddwwwwwwww');
    expect(webglLeases().leased).to.equal(8);
    const [first, , third, fourth] = all;
    await bringIntoView(3);
    await bringIntoView(0);
    expect(kinds()).to.equal('wddwwwwwww');
    expect(third && drawn(third.element).length).to.be.greaterThan(4);
    // A tab that is not shown.
    if (first !== undefined) first.element.style.display = 'none';
    await bringIntoView(1);
    expect(fourth && viewOf(fourth.session).renderer).to.equal('webgl');
    expect(webglLeases().leased).to.equal(8);
  });

  it('[LK5] a context that is lost: the next frame is drawn by the DOM renderer, session and screen are as they were (R44)', async () => {
    const { element, session, term } = await drawing();
    await until(() => viewOf(session).renderer === 'webgl');
    await session.output(Array.from({ length: 60 }, (_, i) => `line ${i}\r\n`).join(''));
    term.scrollToLine(10);
    await painted();
    const status = collect(element, 'terminal-status');
    const errors = collect(element, 'terminal-error');
    const canvas = canvasOf(term) as HTMLCanvasElement;
    const lost = new Promise((resolve) => canvas.addEventListener('webglcontextlost', resolve, { once: true, capture: true }));
    canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    await Promise.race([lost, until(() => viewOf(session).renderer === 'dom')]);
    await until(() => viewOf(session).renderer === 'dom');
    await painted();
    expect(drawn(element)[0]).to.equal('line 10');
    expect(term.buffer.active.viewportY).to.equal(10);
    expect([status, errors, webglLeases().leased]).to.deep.equal([[], [], 0]);
    await session.output('and on');
    term.scrollToBottom();
    await painted();
    expect(drawn(element).some((line) => line === 'and on')).to.equal(true);
    // Not tried again and again; shown anew it is.
    await painted();
    expect(viewOf(session).renderer).to.equal('dom');
    element.remove();
    fakes.clock.advance(0);
    document.body.append(element);
    await until(() => viewOf(session).renderer === 'webgl');
  });

  it('[LK5] parked, a terminal gives its context back at once; it returns with the same picture and cells, whichever renderer draws it (R44)', async () => {
    const { element, session, term } = await drawing();
    await until(() => viewOf(session).renderer === 'webgl');
    await session.output('\x1b[1mbold\x1b[0m text with some length');
    const before = await picture(term);
    const canvas = canvasOf(term);
    const cols = term.cols;
    element.remove();
    fakes.clock.advance(0);
    expect([viewOf(session).renderer, webglLeases().leased]).to.deep.equal(['dom', 0]);
    expect(canvas?.getContext('webgl2')?.isContextLost()).to.equal(true);
    await session.output('\r\nmeanwhile');
    document.body.append(element);
    await until(() => viewOf(session).renderer === 'webgl');
    expect(term.cols).to.equal(cols);
    await session.output('\x1b[2K\r\x1b[A\x1b[24C');
    expect(same(await picture(term), before)).to.equal(true);

    element.remove();
    fakes.clock.advance(0);
    element.setAttribute('renderer', 'dom');
    document.body.append(element);
    await painted();
    await painted();
    const plain = await shownTerminal(fakes.registry, { 'session-id': 'plain' });
    await plain.session.attach();
    await plain.session.output('\x1b[1mbold\x1b[0m text with some length');
    await painted();
    // Made while nothing was laid out, it has measured its letters since.
    const spacing = (one: Element): number => parseFloat((one.shadowRoot?.querySelector('.xterm-rows') as HTMLElement).style.letterSpacing);
    expect(spacing(element)).to.be.closeTo(spacing(plain.element), 0.01);
    expect(session.sizes.at(-1)).to.equal(plain.session.sizes.at(-1));
    const width = (one: Element): number => (one.shadowRoot?.querySelector('.xterm-rows span') as Element).getBoundingClientRect().width;
    expect(width(element)).to.be.closeTo(width(plain.element), 0.1);
  });

  it('[LK4] without WebGL 2 the DOM renderer draws, without a word (R44)', async () => {
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]): never {
      return (kind === 'webgl2' ? null : getContext.call(this, kind as '2d', ...(rest as []))) as never;
    } as typeof getContext;
    try {
      const { element, session, term } = await drawing();
      const errors = collect(element, 'terminal-error');
      await until(() => session.sizes.length > 0);
      await session.output('plain');
      await painted();
      expect([viewOf(session).renderer, drawn(element)[0], errors.length, webglLeases().leased]).to.deep.equal(['dom', 'plain', 0, 0]);
      expect(session.sizes).to.deep.equal([`${term.cols}x${term.rows}`]);
    } finally {
      HTMLCanvasElement.prototype.getContext = getContext;
    }
  });

  it('[LK4] [EL16] a page whose policy forbids style elements reports nothing, whichever renderer comes (R72)', async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.style.cssText = 'width: 700px; height: 400px';
    frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="style-src 'none'"><body></body>`;
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    const inside = frame.contentDocument as Document;
    const violations: string[] = [];
    inside.addEventListener('securitypolicyviolation', (event) => violations.push(`${event.violatedDirective} ${event.sample}`));
    const { element, session, term } = await shownTerminal(fakes.registry, { renderer: 'webgl', 'color-scheme': 'light' }, inside.body);
    await session.attach();
    await until(() => viewOf(session).renderer === 'webgl');
    await session.output('\x1b[38;2;1;90;3mtrue\x1b[0m');
    expect(inked(await picture(term))).to.be.greaterThan(50);
    element.setAttribute('renderer', 'dom');
    await until(() => viewOf(session).renderer === 'dom');
    await painted();
    expect(look(element, 'true').colour).to.equal('rgb(1, 90, 3)');
    expect(violations).to.deep.equal([]);
  });
});
