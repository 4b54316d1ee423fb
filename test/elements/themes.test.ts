import { expect } from '@open-wc/testing';
import { themes, themeCss } from '../../src/elements/themes/themes.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { look, rgb } from './support/looks.js';
import { collect, drawn, notice, painted, shownTerminal, until } from './support/page.js';

const background = (element: Element): string => getComputedStyle(element.shadowRoot?.querySelector('.base') as Element).backgroundColor;

describe('themes', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute('style');
    document.adoptedStyleSheets = [];
    endFakes();
  });

  it('[EL36] theme="name" colours what is on the screen, its box and its notices, and the server is told (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { 'color-scheme': 'light', theme: 'graphite-dark' });
    await session.attach();
    await session.output('\x1b[31mred\x1b[0m plain');
    const { colours } = themes['graphite-dark'];
    await until(() => term.options.theme?.background === colours.background);
    await painted();
    expect(look(element, 'red').colour).to.equal(rgb(colours.red));
    expect(background(element)).to.equal(rgb(colours.background));
    // Its own scheme, whatever is wished for the page's.
    expect(element.matches(':state(dark)')).to.equal(true);
    expect(session.facts.at(-1)?.background).to.deep.equal([0x16, 0x18, 0x1d]);
    expect(session.facts.at(-1)?.palette?.[1]).to.deep.equal([0xf7, 0x6d, 0x69]);
  });

  it('[EL37] another theme colours anew what is on the screen: no text moves, no size is told, the scroll position stays (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { theme: 'ember-dark' });
    await session.attach();
    await session.output(Array.from({ length: 100 }, (_, i) => `\x1b[32mline ${i}\x1b[0m \x1b[7minverse\x1b[0m\r\n`).join(''));
    term.scrollToLine(40);
    await until(() => term.options.theme?.background === themes['ember-dark'].colours.background);
    await painted();
    const before = { rows: drawn(element), sizes: [...session.sizes], viewport: term.buffer.active.viewportY, cols: term.cols, told: session.facts.length };
    const { x } = (element.shadowRoot?.querySelector('.xterm-rows span') as Element).getBoundingClientRect();
    expect(look(element, 'line 45').colour).to.equal(rgb(themes['ember-dark'].colours.green));
    const resizes = collect(element, 'terminal-resize');
    element.setAttribute('theme', 'ember-light');
    await element.updateComplete;
    await painted();
    expect(look(element, 'line 45').colour).to.equal(rgb(themes['ember-light'].colours.green));
    expect(background(element)).to.equal(rgb(themes['ember-light'].colours.background));
    expect({ rows: drawn(element), sizes: session.sizes, viewport: term.buffer.active.viewportY, cols: term.cols, told: session.facts.length - 1 }).to.deep.equal(before);
    expect((element.shadowRoot?.querySelector('.xterm-rows span') as Element).getBoundingClientRect().x).to.equal(x);
    expect(resizes).to.deep.equal([]);
    expect(session.facts.at(-1)?.background).to.deep.equal([0xfb, 0xf4, 0xe6]);
  });

  it('[EL6] [EL36] a name nobody knows is shown and fired, with those there are; the default colours are used (R37)', async () => {
    const { element, term } = await shownTerminal(fakes.registry);
    const usual = term.options.theme?.background;
    const errors = collect(element, 'terminal-error');
    element.setAttribute('theme', 'solar');
    await until(() => errors.length > 0);
    expect(errors).to.deep.equal([{
      code: 'bad_attribute', category: 'usage', action: 'The default is used instead.',
      message: 'The attribute theme is not one of graphite, ember, high-contrast, graphite-dark, graphite-light, ember-dark, ember-light, high-contrast-dark, high-contrast-light.',
    }]);
    await until(() => notice(element).includes('high-contrast-dark'));
    expect(term.options.theme?.background).to.equal(usual);
    element.setAttribute('theme', 'ember-dark');
    await until(() => term.options.theme?.background === themes['ember-dark'].colours.background);
    expect(errors.length).to.equal(1);
    expect(element.lastError).to.not.equal(undefined);
  });

  it('[EL6] a theme that is no theme breaks nothing (R37)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    const errors = collect(element, 'terminal-error');
    for (const wrong of [42, { background: 7 }, { red: { r: 1 } }]) {
      element.theme = wrong as never;
      await element.updateComplete;
      await session.output('still here ');
    }
    expect(errors.length).to.equal(1);
    element.theme = { background: 'rebeccapurple', red: 'nonsense' };
    await element.updateComplete;
    await painted();
    expect(drawn(element)[0]).to.equal('still here still here still here');
    expect(session.facts.at(-1)?.background).to.deep.equal([0x66, 0x33, 0x99]);
    expect(term.options.theme?.foreground).to.be.a('string');
  });

  it('[EL38] options win over the theme, it over CSS, CSS over the defaults; a theme as CSS is a theme (R44)', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(themeCss(themes['ember-dark'], 'persistent-terminal'));
    document.adoptedStyleSheets = [sheet];
    const { element, term } = await shownTerminal(fakes.registry);
    const { colours } = themes['ember-dark'];
    expect(term.options.theme).to.include({ background: colours.background, cursor: colours.cursor, brightWhite: colours.brightWhite, selectionBackground: colours.selectionBackground });
    element.theme = 'graphite-dark';
    await until(() => term.options.theme?.background === themes['graphite-dark'].colours.background);
    expect(term.options.theme?.red).to.equal(themes['graphite-dark'].colours.red);
    element.options = { theme: { red: '#ff0000', background: '#010203' } };
    await element.updateComplete;
    await painted();
    expect(term.options.theme).to.include({ red: '#ff0000', background: '#010203', green: themes['graphite-dark'].colours.green });
    expect(background(element)).to.equal('rgb(1, 2, 3)');
    element.theme = undefined;
    await element.updateComplete;
    expect(term.options.theme).to.include({ red: '#ff0000', background: '#010203', green: colours.green });
  });
});
