import { expect } from '@open-wc/testing';
import { ChipRegistry } from './support/chip-registry.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { painted, shownTerminal } from './support/page.js';

const LOOKS = ['webkitTextFillColor', 'webkitTextStrokeWidth', 'wordBreak', 'hyphens', 'textTransform', 'letterSpacing', 'wordSpacing', 'textIndent', 'fontStyle', 'fontSizeAdjust', 'fontStretch', 'textUnderlinePosition'] as const;
const PAGE = '-webkit-text-fill-color: transparent; -webkit-text-stroke: 2px red; word-break: break-all; hyphens: auto; text-transform: uppercase; letter-spacing: 3px; word-spacing: 9px; text-indent: 2em; font-style: italic; font-size-adjust: 0.9; font-stretch: expanded; text-underline-position: under';

describe('letters of a page', () => {
  let registry: ChipRegistry;
  beforeEach(() => useFakes({}, (registry = new ChipRegistry())));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  const settled = async (done: () => boolean): Promise<void> => {
    for (let i = 0; i < 200 && !done(); i++) await painted();
    expect(done(), String(done)).to.equal(true);
  };
  const looks = (part: Element | null | undefined): string[] => LOOKS.map((name) => `${name}: ${getComputedStyle(part as Element)[name]}`);
  const around = (style: string): HTMLElement => {
    const box = document.body.appendChild(document.createElement('div'));
    box.style.cssText = `color: rgb(1, 2, 3); ${style}`;
    return box;
  };

  it('[HP10] filled by a gradient, outlined, adjusted or broken anywhere: those of a terminal are as elsewhere (R71)', async () => {
    const [plain, filled] = await Promise.all(['', PAGE].map(async (style, at) => {
      const { element, session } = await shownTerminal(registry, { 'session-id': `in-${at}`, 'with-toolbar': '', label: 'Build' }, around(style));
      await session.attach();
      await session.output('\x1b[31mred');
      const row = (): Element | null | undefined => element.shadowRoot?.querySelector('.xterm-rows > div > span');
      await settled(() => Boolean(row()) && Boolean(element.shadowRoot?.querySelector('.tool-title')));
      return [row(), element.shadowRoot?.querySelector('.tool-title')].map(looks);
    }));
    expect(filled).to.deep.equal(plain);
  });

  it('[HP10] in capitals and spaced, as in a header: card and menu of a chip there are as elsewhere (R40)', async () => {
    registry.open({ sessionId: 'one', label: 'Build' }).set('connected');
    const [plain, spaced] = await Promise.all(['', 'text-transform: uppercase; letter-spacing: 3px; word-spacing: 9px; text-indent: 2em; font-style: italic'].map(async (style) => {
      const chip = document.createElement('terminal-status-chip');
      chip.setAttribute('session-id', 'one');
      chip.toggleAttribute('menu', true);
      around(style).append(chip);
      await settled(() => Boolean(chip.shadowRoot?.querySelector('.hit')));
      chip.shadowRoot?.querySelector<HTMLElement>('.hit')?.click();
      await settled(() => Boolean(chip.shadowRoot?.querySelector('[role=menuitem]')));
      return ['.popup strong', '.popup .status', '[role=menuitem]'].map((part) => looks(chip.shadowRoot?.querySelector(part)));
    }));
    expect(spaced).to.deep.equal(plain);
  });
});
