import { expect } from '@open-wc/testing';
import { endFakes, useFakes } from './support/fake-registry.js';
import { collect, makeTerminal, painted, shownTerminal } from './support/page.js';

describe('size', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  it('the shell has the size of the box before it is asked for anything, and follows it (R44)', async () => {
    await shownTerminal(fakes.registry, { 'session-id': 'first' });
    const { element, session, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    const resizes = collect(element, 'terminal-resize');
    expect(session.sizes).to.deep.equal([`${term.cols}x${term.rows}`]);
    expect(term.cols).to.be.within(60, 90);
    element.style.width = '400px';
    await painted();
    await painted();
    expect(term.cols).to.be.within(35, 55);
    expect(session.sizes.at(-1)).to.equal(`${term.cols}x${term.rows}`);
    expect(resizes).to.deep.equal([{ cols: term.cols, rows: term.rows }]);
  });

  it('[EL7] hidden, parked or without area it tells no size and keeps the grid (R5)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    const told = session.sizes.length;
    const grid = [term.cols, term.rows];
    for (const hide of ['display: none', 'width: 0; height: 0', 'width: 640px; height: 0']) {
      element.style.cssText = hide;
      element.fit();
      await painted();
      await painted();
    }
    element.style.cssText = 'width: 300px; height: 100px';
    element.remove();
    fakes.clock.advance(0);
    element.fit();
    await painted();
    expect(session.sizes.length).to.equal(told);
    expect([term.cols, term.rows]).to.deep.equal(grid);
    element.style.cssText = 'width: 640px; height: 320px';
    document.body.append(element);
    await painted();
    expect([term.cols, term.rows]).to.deep.equal(grid);
  });

  it('[EL7] shown first in a hidden panel it takes its size when the panel opens', async () => {
    const panel = document.body.appendChild(document.createElement('section'));
    panel.style.display = 'none';
    const element = makeTerminal({ 'session-id': 'one' }, panel);
    await element.terminal;
    await painted();
    const session = fakes.registry.get({ sessionId: 'one' });
    expect(session?.sizes).to.deep.equal([]);
    panel.style.display = '';
    await painted();
    await painted();
    expect(session?.sizes.length).to.equal(1);
  });

  it('[EL7] never below 20 × 5: the box scrolls instead', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    element.style.cssText = 'width: 90px; height: 50px';
    await painted();
    await painted();
    expect([term.cols, term.rows]).to.deep.equal([20, 5]);
    expect(session.sizes.at(-1)).to.equal('20x5');
    const box = element.shadowRoot?.querySelector<HTMLElement>('[part=screen]');
    expect(box?.scrollWidth).to.be.greaterThan(box?.clientWidth ?? Infinity);
    expect(box?.scrollHeight).to.be.greaterThan(box?.clientHeight ?? Infinity);
    element.style.cssText = 'width: 640px; height: 320px';
    await painted();
    await painted();
    expect(term.cols).to.be.greaterThan(60);
    expect(box?.scrollWidth).to.equal(box?.clientWidth);
  });

  it('[EL7] the same box has the same grid, whatever it was before (R5)', async () => {
    const { element, term } = await shownTerminal(fakes.registry);
    const grid = async (width: number): Promise<string> => {
      element.style.width = `${width}px`;
      await painted();
      await painted();
      return `${term.cols}x${term.rows}`;
    };
    for (let width = 795; width < 804; width++) {
      await grid(500);
      const from = await grid(width);
      await grid(300);
      expect(await grid(width), `${width} px wide, after being narrow`).to.equal(from);
    }
  });

  it('font-size, options and CSS change the cells and with them the grid', async () => {
    const { element, term } = await shownTerminal(fakes.registry);
    const before = term.cols;
    element.setAttribute('font-size', '28');
    await painted();
    await painted();
    expect(term.cols).to.be.lessThan(before * 0.6);
    element.removeAttribute('font-size');
    element.options = { cursorBlink: true, fontSize: 7 };
    await painted();
    await painted();
    expect(term.cols).to.be.greaterThan(before * 1.6);
    expect(term.options.cursorBlink).to.equal(true);
  });
});
