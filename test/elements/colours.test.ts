import { expect } from '@open-wc/testing';
import { themes } from '../../src/elements/themes/themes.js';
import { ANSI } from '../../src/elements/terminal-view/theme.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { contrast, look, piece, rgb } from './support/looks.js';
import { painted, shownTerminal, until } from './support/page.js';

const { colours } = themes['graphite-dark'];
const CUBE = [0, 95, 135, 175, 215, 255];

describe('colours on the screen', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  /** A terminal that has drawn this. */
  async function drawing(output: string, theme = 'graphite-dark', options = {}): Promise<Awaited<ReturnType<typeof shownTerminal>>> {
    const shown = await shownTerminal(fakes.registry, { theme });
    shown.element.options = options;
    await shown.session.attach();
    await until(() => shown.term.options.theme?.background === themes[theme as keyof typeof themes].colours.background);
    await shown.session.output(output);
    await painted();
    return shown;
  }

  it('[EL40] the sixteen of the theme, as text and behind it (R44)', async () => {
    const text = ANSI.map((name, i) => `${i % 4 === 0 ? '\r\n' : ''}\x1b[${i < 8 ? 30 + i : 82 + i}m${name}\x1b[0m \x1b[${i < 8 ? 40 + i : 92 + i}m(${i})\x1b[0m `).join('');
    const { element } = await drawing(`${text}\x1b[38;5;3m[3]\x1b[0m`, 'graphite-dark', { minimumContrastRatio: 1 });
    for (const [i, name] of ANSI.entries()) {
      expect([name, look(element, name).colour]).to.deep.equal([name, rgb(colours[name])]);
      expect([name, look(element, `(${i})`).background]).to.deep.equal([name, rgb(colours[name])]);
    }
    expect(look(element, '[3]').colour).to.equal(rgb(colours.yellow));
  });

  it('[EL40] the cube, the greys and 24 bits are what they say (R44)', async () => {
    const { element } = await drawing(
      '\x1b[38;5;208morange\x1b[0m \x1b[48;5;24mbehind\x1b[0m \x1b[38;5;250mgrey\x1b[0m \x1b[38;2;120;200;80mleaf\x1b[0m \x1b[38:2::120:200:81mcolons\x1b[0m \x1b[48;2;9;8;7mink\x1b[0m', 'graphite-dark', { minimumContrastRatio: 1 },
    );
    const cube = (index: number): string => `rgb(${[36, 6, 1].map((step) => CUBE[Math.floor((index - 16) / step) % 6]).join(', ')})`;
    expect(look(element, 'orange').colour).to.equal(cube(208));
    expect(look(element, 'behind').background).to.equal(cube(24));
    expect(look(element, 'grey').colour).to.equal('rgb(188, 188, 188)');
    expect(look(element, 'leaf').colour).to.equal('rgb(120, 200, 80)');
    expect(look(element, 'colons').colour).to.equal('rgb(120, 200, 81)');
    expect(look(element, 'ink').background).to.equal('rgb(9, 8, 7)');
  });

  it('[EL40] inverse video swaps text and background, of the theme’s colours and of any others (R44)', async () => {
    const { element } = await drawing('\x1b[7mplain\x1b[0m \x1b[7;32mgreen\x1b[0m \x1b[7;38;2;250;250;200;48;2;20;20;60mboth\x1b[0m');
    expect(look(element, 'plain')).to.deep.equal({ colour: rgb(colours.background), background: rgb(colours.foreground) });
    expect(look(element, 'green')).to.deep.equal({ colour: rgb(colours.background), background: rgb(colours.green) });
    expect(look(element, 'both')).to.deep.equal({ colour: 'rgb(20, 20, 60)', background: 'rgb(250, 250, 200)' });
  });

  it('[EL40] dim text is weaker than other text, bold and italic are drawn so (R44)', async () => {
    const { element } = await drawing('\x1b[32mgreen\x1b[0m \x1b[2;32mfaint\x1b[0m \x1b[1mbold\x1b[0m \x1b[3mitalic\x1b[0m \x1b[4munder\x1b[0m', 'graphite-dark', { minimumContrastRatio: 1 });
    const onto = rgb(colours.background);
    // Half of it shows: the browser says so with the alpha channel.
    expect(look(element, 'faint').colour).to.match(/^rgba\(107, 200, 123, 0\.5/);
    expect(look(element, 'green').colour).to.equal(rgb(colours.green));
    expect(contrast(look(element, 'green').colour, onto)).to.be.greaterThan(7);
    expect(getComputedStyle(piece(element, 'bold')).fontWeight).to.equal('700');
    expect(getComputedStyle(piece(element, 'italic')).fontStyle).to.equal('italic');
    expect(getComputedStyle(piece(element, 'under')).textDecorationLine).to.equal('underline');
  });

  it('[EL40] whatever programs choose, text keeps 4.5 : 1 on its own background, with its hue (R44)', async () => {
    const { element } = await drawing('\x1b[30mblack\x1b[0m \x1b[38;2;30;30;36mcoal\x1b[0m \x1b[38;5;52mmaroon\x1b[0m \x1b[97;107mwhite\x1b[0m \x1b[31;41mred\x1b[0m \x1b[38;2;200;0;0;48;2;180;0;0mblood\x1b[0m \x1b[32mfine\x1b[0m');
    const at = (text: string): number => {
      const { colour, background } = look(element, text);
      return contrast(colour, background === 'rgba(0, 0, 0, 0)' ? rgb(colours.background) : background);
    };
    for (const text of ['black', 'coal', 'maroon', 'white', 'red', 'blood']) expect([text, at(text) >= 4.45]).to.deep.equal([text, true]);
    expect(look(element, 'fine').colour).to.equal(rgb(colours.green));
    const [r = 0, g = 0, b = 0] = [...look(element, 'maroon').colour.matchAll(/\d+/g)].map(Number);
    expect(r).to.be.greaterThan(g + 20);
    expect(r).to.be.greaterThan(b + 20);
  });

  it('[EL37] [EL40] with another theme colours moved for contrast are moved for that one (R44)', async () => {
    const { element, term } = await drawing('\x1b[38;2;30;30;36mcoal\x1b[0m \x1b[38;2;240;240;200mchalk\x1b[0m \x1b[7minverse\x1b[0m');
    expect(look(element, 'chalk').colour).to.equal('rgb(240, 240, 200)');
    expect(look(element, 'coal').colour).to.not.equal('rgb(30, 30, 36)');
    element.setAttribute('theme', 'graphite-light');
    await until(() => term.options.theme?.background === themes['graphite-light'].colours.background);
    await painted();
    const white = rgb(themes['graphite-light'].colours.background);
    expect(look(element, 'coal').colour).to.equal('rgb(30, 30, 36)');
    expect(contrast(look(element, 'chalk').colour, white)).to.be.at.least(4.45);
    expect(look(element, 'inverse')).to.deep.equal({ colour: white, background: rgb(themes['graphite-light'].colours.foreground) });
  });
});
