import { expect } from '@open-wc/testing';
import { themes } from '../../src/elements/themes/themes.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { contrast, emulate, look, rgb } from './support/looks.js';
import { painted, shownTerminal, until } from './support/page.js';

const background = (element: Element): string => getComputedStyle(element.shadowRoot?.querySelector('.base') as Element).backgroundColor;

describe('what the system says of colours', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(async () => {
    await emulate({});
    document.body.replaceChildren();
    endFakes();
  });

  it('[EL36] a family follows color-scheme, the page and the system (R44)', async () => {
    await emulate({ 'prefers-color-scheme': 'dark' });
    const { element, term } = await shownTerminal(fakes.registry, { theme: 'graphite' });
    const shown = (): string | undefined => term.options.theme?.background;
    await until(() => shown() === themes['graphite-dark'].colours.background);
    await emulate({ 'prefers-color-scheme': 'light' });
    await until(() => shown() === themes['graphite-light'].colours.background);
    await until(() => element.matches(':state(light)'));
    element.setAttribute('color-scheme', 'dark');
    await until(() => shown() === themes['graphite-dark'].colours.background);
    element.removeAttribute('theme');
    await element.updateComplete;
    expect(shown()).to.not.equal(themes['graphite-dark'].colours.background);
  });

  it('[EL39] forced colours: text, cursor and selection are the system’s, hues stay and are readable, and it follows (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { theme: 'ember-light' });
    await session.attach();
    await session.output('\x1b[34mblue\x1b[0m \x1b[38;2;40;40;40mdark\x1b[0m plain');
    await until(() => term.options.theme?.background === themes['ember-light'].colours.background);
    const probe = document.body.appendChild(document.createElement('p'));
    const system = (name: string): string => {
      probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
      return getComputedStyle(probe).color;
    };
    await emulate({ 'forced-colors': 'active', 'prefers-color-scheme': 'dark' });
    await until(() => term.options.theme?.background !== themes['ember-light'].colours.background);
    await painted();
    expect(term.options.theme).to.include({ background: system('Canvas'), foreground: system('CanvasText'), cursor: system('CanvasText'), selectionBackground: system('Highlight'), selectionForeground: system('HighlightText') });
    expect(background(element)).to.equal(system('Canvas'));
    expect(getComputedStyle(element.shadowRoot?.querySelector('.xterm-rows') as Element).color).to.equal(system('CanvasText'));
    for (const text of ['blue', 'dark']) {
      expect(look(element, text).colour).to.not.equal(system('CanvasText'));
      expect(contrast(look(element, text).colour, system('Canvas'))).to.be.at.least(6.9);
    }
    element.focus();
    const cursor = await until(() => element.shadowRoot?.querySelector('.xterm-cursor-block'));
    expect(getComputedStyle(cursor).backgroundColor).to.equal(system('CanvasText'));
    expect(getComputedStyle(cursor).color).to.equal(system('Canvas'));
    // The page may say that this element knows better.
    element.style.setProperty('forced-color-adjust', 'none');
    element.options = {};
    await element.updateComplete;
    expect(term.options.theme?.background).to.equal(themes['ember-light'].colours.background);
    element.style.removeProperty('forced-color-adjust');
    await emulate({});
    await until(() => term.options.theme?.background === themes['ember-light'].colours.background);
    expect(session.facts.at(-1)?.background).to.deep.equal([0xfb, 0xf4, 0xe6]);
  });

  it('[EL39] who asks the system for more contrast gets 7 : 1 (R44)', async () => {
    await emulate({ 'prefers-contrast': 'more' });
    const { element, session, term } = await shownTerminal(fakes.registry, { theme: 'graphite-dark' });
    await session.attach();
    await session.output('\x1b[38;5;238mgrey\x1b[0m');
    await until(() => term.options.theme?.background === themes['graphite-dark'].colours.background);
    await painted();
    expect(contrast(look(element, 'grey').colour, rgb(themes['graphite-dark'].colours.background))).to.be.at.least(6.9);
    await emulate({});
    await until(() => term.options.minimumContrastRatio === 4.5);
    element.setAttribute('theme', 'high-contrast-dark');
    await until(() => term.options.minimumContrastRatio === 7);
  });
});
