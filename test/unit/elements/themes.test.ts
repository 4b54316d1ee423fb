import { describe, expect, it } from 'vitest';
import { ANSI } from '../../../src/elements/terminal-view/theme.js';
import type { TerminalTheme } from '../../../src/elements/themes/theme.js';
import { findTheme, THEME_NAMES, themeCss, themes } from '../../../src/elements/themes/themes.js';

const all = Object.entries<TerminalTheme>(themes);

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
/** As WCAG 2 defines it. */
const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

it('the measure is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each(all)('[EL36] the theme %s (R44)', (_name, { scheme, colours, minimumContrast }) => {
  const { background, foreground, cursor, cursorAccent, selectionBackground, selectionInactiveBackground } = colours;

  it('has every colour, as text that any reader of it understands', () => {
    for (const [name, colour] of Object.entries(colours)) expect([name, colour]).toEqual([name, expect.stringMatching(/^#[\da-f]{6}([\da-f]{2})?$/)]);
    expect(ANSI.filter((name) => typeof colours[name] !== 'string')).toEqual([]);
    expect(luminance(background) < luminance(foreground)).toBe(scheme === 'dark');
  });

  it('text is at least 7 : 1, on the selection 4.5 : 1; the cursor is seen, and what is under it', () => {
    expect(contrast(foreground, background)).toBeGreaterThanOrEqual(7);
    expect(contrast(foreground, selectionBackground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(foreground, selectionInactiveBackground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(cursor, background)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(cursorAccent, cursor)).toBeGreaterThanOrEqual(4.5);
    expect(selectionBackground).not.toBe(background);
  });

  it('every other colour is readable on the background, but those that are there to be backgrounds', () => {
    const unreadable = ANSI.filter((name) => contrast(colours[name], background) < minimumContrast);
    expect(unreadable).toEqual(scheme === 'dark' ? ['black'] : ['white', 'brightWhite']);
  });

  it('no two colours of one row are the same', () => {
    for (const row of [ANSI.slice(0, 8), ANSI.slice(8)]) expect(new Set(row.map((name) => colours[name])).size).toBe(8);
  });
});

describe('[EL36] names (R44)', () => {
  it('there are pairs, and one of them has high contrast', () => {
    expect(THEME_NAMES).toEqual(['graphite', 'ember', 'high-contrast', 'graphite-dark', 'graphite-light', 'ember-dark', 'ember-light', 'high-contrast-dark', 'high-contrast-light']);
    for (const [name, { family, scheme }] of all) expect(name).toBe(`${family}-${scheme}`);
  });

  it('a theme is itself in any scheme, a family follows it, anything else is unknown', () => {
    expect(findTheme('ember-light', 'dark')).toBe(themes['ember-light']);
    expect(findTheme('ember', 'dark')).toBe(themes['ember-dark']);
    expect(findTheme('ember', 'light')).toBe(themes['ember-light']);
    expect([findTheme('constructor', 'dark'), findTheme('', 'dark'), findTheme('Ember', 'dark')]).toEqual([undefined, undefined, undefined]);
  });
});

it('[EL36] a theme as CSS has asciinema’s names (R44)', () => {
  const css = themeCss(themes['graphite-dark'], '.console');
  expect(css).toMatch(/^\.console \{\n {2}--term-color-background: #16181d;\n/);
  expect([...css.matchAll(/--term-color-(\w+): (#\w+);/g)].map(([, name]) => name)).toEqual(['background', 'foreground', 'cursor', 'selection', ...Array.from({ length: 16 }, (_, i) => String(i))]);
  expect(css).toContain(`--term-color-9: ${themes['graphite-dark'].colours.brightRed};`);
  expect(themeCss(themes['graphite-dark'])).toMatch(/^:root \{/);
});
