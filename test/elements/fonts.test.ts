import { expect } from '@open-wc/testing';
import { endFakes, useFakes } from './support/fake-registry.js';
import { collect, drawn, painted, shownTerminal, until } from './support/page.js';

/** Every character of it is as wide as it is high, so that no other font has cells of its size. */
const WIDE = '/test/support/fixtures/wide.ttf';

describe('fonts', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute('style');
    document.fonts.clear();
    endFakes();
  });

  /** Of a cell as it is drawn, CSS pixels. */
  const width = (element: Element, cols: number): number => (element.shadowRoot?.querySelector('.xterm-screen') as Element).getBoundingClientRect().width / cols;

  it('[LK1] the first measurement waits for a web font: the shell is told one size, that of its cells (R44)', async () => {
    document.fonts.add(new FontFace('First Wide', `url(${WIDE}?first)`));
    document.documentElement.style.setProperty('--term-font-family', '"First Wide"');
    const { element, session, term } = await shownTerminal(fakes.registry);
    const resizes = collect(element, 'terminal-resize');
    await until(() => session.sizes.length > 0);
    await painted();
    await painted();
    expect(session.sizes).to.deep.equal([`${term.cols}x${term.rows}`]);
    expect(width(element, term.cols)).to.be.closeTo(14, 0.1);
    expect(term.cols).to.be.within(40, 46);
    expect(session.facts.at(-1)?.cellWidth).to.be.closeTo(14, 0.1);
    expect(resizes.length).to.equal(1);
  });

  it('[LK1] it waits a second at most, then goes on with what there is, and measures once more when the font comes (R44)', async () => {
    // The network is slow: the page has said that there will be a font, and the browser has none of it before it arrives. Held up where fonts are asked for,
    // since a browser fetches by itself whatever it draws.
    let arrive: () => void = () => {};
    const gate = new Promise<void>((resolve) => (arrive = () => {
      document.fonts.add(new FontFace('Slow Wide', `url(${WIDE}?slow)`));
      document.fonts.check = check;
      resolve();
    }));
    const { load, check } = document.fonts;
    document.fonts.check = () => false;
    document.fonts.load = async (...wish) => {
      await gate;
      return await load.apply(document.fonts, wish);
    };
    try {
      document.documentElement.style.setProperty('--term-font-family', '"Slow Wide"');
      document.documentElement.style.setProperty('--term-line-height', '1');
      const { session, term } = await shownTerminal(fakes.registry, { 'font-size': '15' });
      await painted();
      expect(session.sizes).to.deep.equal([]);
      fakes.clock.advance(999);
      await painted();
      expect(session.sizes).to.deep.equal([]);
      fakes.clock.advance(1);
      await until(() => session.sizes.length === 1);
      const narrow = term.cols;
      arrive();
      await until(() => session.sizes.length === 2);
      await painted();
      expect(term.cols).to.be.lessThan(narrow * 0.75);
      expect(session.sizes).to.deep.equal([session.sizes[0], `${term.cols}x${term.rows}`]);
    } finally {
      document.fonts.load = load;
      document.fonts.check = check;
    }
  });

  it('[LK2] a font that comes late has its cells measured and the shell told the new size, once (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    element.style.setProperty('--term-font-family', '"Late Wide", "DejaVu Sans Mono"');
    element.options = {};
    await element.updateComplete;
    await session.attach();
    await session.output('before\r\n');
    await painted();
    await painted();
    const [before, told] = [term.cols, session.sizes.length];
    const resizes = collect(element, 'terminal-resize');
    // From bytes: it is there at once, and no event says so.
    const face = new FontFace('Late Wide', await (await fetch(WIDE)).arrayBuffer());
    document.fonts.add(face);
    await until(() => term.cols < before);
    for (let i = 0; i < 4; i++) await painted();
    expect(width(element, term.cols)).to.be.closeTo(14, 0.1);
    expect(session.sizes.slice(told)).to.deep.equal([`${term.cols}x${term.rows}`]);
    expect(resizes.length).to.equal(1);
    expect(drawn(element)[0]).to.equal('before');
    // And back again, when the page takes it away.
    document.fonts.delete(face);
    await until(() => term.cols === before);
    expect(session.sizes.length).to.equal(told + 2);
  });

  it('[LK2] a font that is loaded later measures all terminals that use it, and no others (R44)', async () => {
    const users = await Promise.all(['one', 'two'].map((id) => shownTerminal(fakes.registry, { 'session-id': id })));
    const other = await shownTerminal(fakes.registry, { 'session-id': 'other' });
    for (const { element } of users) {
      element.style.setProperty('--term-font-family', '"Shared Wide", "DejaVu Sans Mono"');
      element.options = {};
    }
    await painted();
    await painted();
    const family = other.term.options.fontFamily;
    const told = other.session.sizes.length;
    const face = new FontFace('Shared Wide', `url(${WIDE}?shared)`);
    document.fonts.add(face);
    await face.load();
    for (const { element, term } of users) await until(() => Math.abs(width(element, term.cols) - 14) < 0.1);
    expect(other.term.options.fontFamily).to.equal(family);
    expect(other.session.sizes.length).to.equal(told);
  });

  it('[LK2] while it is parked nothing is told; shown again it has the right cells (R5)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    element.style.setProperty('--term-font-family', '"Parked Wide", "DejaVu Sans Mono"');
    element.options = {};
    await painted();
    const told = session.sizes.length;
    element.remove();
    fakes.clock.advance(0);
    document.fonts.add(new FontFace('Parked Wide', await (await fetch(WIDE)).arrayBuffer()));
    for (let i = 0; i < 3; i++) await painted();
    expect(session.sizes.length).to.equal(told);
    document.body.append(element);
    await until(() => Math.abs(width(element, term.cols) - 14) < 0.1);
    expect(session.sizes.at(-1)).to.equal(`${term.cols}x${term.rows}`);
  });

  it('[LK2] symbols are looked for behind the generic family, spacing and line height come from CSS (R44)', async () => {
    const { element, term } = await shownTerminal(fakes.registry);
    const spaced = width(element, term.cols);
    expect(term.options.fontFamily).to.match(/, monospace, "Symbols Nerd Font Mono", "Symbols Nerd Font"$/);
    element.style.setProperty('--term-font-family', 'Courier');
    element.style.setProperty('--term-letter-spacing', '2px');
    element.options = {};
    await painted();
    await painted();
    expect(term.options.fontFamily?.trim()).to.equal('Courier, monospace, "Symbols Nerd Font Mono", "Symbols Nerd Font"');
    expect(term.options.letterSpacing).to.equal(2);
    element.style.removeProperty('--term-font-family');
    element.options = { letterSpacing: 3 };
    await until(() => Math.abs(width(element, term.cols) - spaced - 3) < 0.2);
  });
});
