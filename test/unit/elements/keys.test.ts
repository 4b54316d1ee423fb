import { describe, expect, it } from 'vitest';
import { chordFor, keyMeaning, platformOf, type Platform } from '../../../src/elements/comforts/keys.js';

/** `Ctrl+Shift+C` as an event has it. */
function chord(text: string): Parameters<typeof keyMeaning>[0] {
  const [, before = '', key = ''] = /^(.*?)([^+]+|\+)$/.exec(text) ?? [];
  const parts = before.split('+');
  const has = (name: string): boolean => parts.includes(name);
  return { key, code: key.length === 1 ? `Key${key.toUpperCase()}` : key, ctrlKey: has('Ctrl'), shiftKey: has('Shift'), altKey: has('Alt'), metaKey: has('Cmd'), isComposing: false };
}

function meaning(text: string, platform: Platform, hotkeys = '', trapsTab = false): string {
  const found = keyMeaning(chord(text), { platform, hotkeys: new Set(hotkeys.split(' ')), trapsTab });
  return found ?? 'shell';
}

describe('keys in the terminal', () => {
  it.each<[string, string, string, string]>([
    // key, elsewhere, Windows, Apple
    ['a', 'shell', 'shell', 'shell'],
    ['Tab', 'shell', 'shell', 'shell'],
    ['Shift+Tab', 'browser', 'browser', 'browser'],
    ['Ctrl+Shift+C', 'copy', 'copy', 'shell'],
    ['Ctrl+C', 'shell', 'copy-and-clear', 'shell'],
    ['Cmd+C', 'shell', 'shell', 'copy'],
    ['Ctrl+Shift+V', 'browser', 'browser', 'shell'],
    ['Ctrl+V', 'shell', 'browser', 'shell'],
    ['Cmd+V', 'shell', 'shell', 'browser'],
    ['Shift+Insert', 'browser', 'browser', 'shell'],
    ['Cmd+A', 'shell', 'shell', 'select-all'],
    ['Cmd+K', 'shell', 'shell', 'clear'],
    ['Shift+PageUp', 'scroll-page-up', 'scroll-page-up', 'scroll-page-up'],
    ['Shift+PageDown', 'scroll-page-down', 'scroll-page-down', 'scroll-page-down'],
    ['Ctrl++', 'zoom-in', 'zoom-in', 'shell'],
    ['Ctrl+=', 'zoom-in', 'zoom-in', 'shell'],
    ['Ctrl+-', 'zoom-out', 'zoom-out', 'shell'],
    ['Ctrl+0', 'zoom-reset', 'zoom-reset', 'shell'],
    ['Cmd+0', 'shell', 'shell', 'zoom-reset'],
    // Ctrl+_ undoes in editors.
    ['Ctrl+Shift+_', 'shell', 'shell', 'shell'],
    ['Shift+Home', 'scroll-to-top', 'shell', 'shell'],
    ['Ctrl+End', 'shell', 'scroll-to-bottom', 'shell'],
    ['Cmd+End', 'shell', 'shell', 'scroll-to-bottom'],
    // With Alt it is AltGr, or a key of the program's.
    ['Ctrl+Shift+Alt+C', 'shell', 'shell', 'shell'],
  ])('[EL34] %s is %s; %s on Windows, %s on Apple (R44)', (key, other, windows, apple) => {
    expect([meaning(key, 'other'), meaning(key, 'windows'), meaning(key, 'apple')]).toEqual([other, windows, apple]);
  });

  it('[EL34] words in hotkeys give keys back to the shell, one by one or all but Shift+Tab (R44)', () => {
    expect(meaning('Ctrl+Shift+C', 'other', 'nocopy')).toBe('shell');
    expect(meaning('Ctrl+Shift+V', 'other', 'nocopy')).toBe('browser');
    expect(meaning('Ctrl+Shift+V', 'other', 'nocopy nopaste')).toBe('shell');
    for (const key of ['Ctrl+Shift+C', 'Ctrl+Shift+V', 'Shift+Insert', 'Shift+PageUp']) expect(meaning(key, 'other', 'none')).toBe('shell');
    expect(meaning('Shift+Tab', 'other', 'none')).toBe('browser');
  });

  it('[EL11] Shift+Tab is typed where tab-key traps it (R44)', () => {
    expect(meaning('Shift+Tab', 'other', '', true)).toBe('shell');
  });

  it('what an input method composes is never a command (R44)', () => {
    expect(keyMeaning({ ...chord('Ctrl+Shift+C'), isComposing: true }, { platform: 'other', hotkeys: new Set(), trapsTab: false })).toBeUndefined();
  });

  it('letters go by what is on the key; on keyboards of another script by its place (R44)', () => {
    const settings = { platform: 'other', hotkeys: new Set<string>(), trapsTab: false } as const;
    expect(keyMeaning({ ...chord('Ctrl+Shift+C'), code: 'KeyJ' }, settings)).toBe('copy');
    expect(keyMeaning({ ...chord('Ctrl+Shift+J'), code: 'KeyC' }, settings)).toBeUndefined();
    expect(keyMeaning({ ...chord('Ctrl+Shift+С'), code: 'KeyC' }, settings)).toBe('copy');
  });

  it('a command’s keys are those that work (R44)', () => {
    const settings = { platform: 'windows', hotkeys: new Set<string>(), trapsTab: false } as const;
    expect([chordFor('copy', settings), chordFor('paste', settings), chordFor('restart', settings)]).toEqual(['Ctrl+Shift+C', 'Ctrl+V', undefined]);
    expect(chordFor('copy', { ...settings, hotkeys: new Set(['nocopy']) })).toBeUndefined();
    expect(chordFor('copy', { ...settings, hotkeys: new Set(['none']) })).toBeUndefined();
  });

  it('platforms', () => {
    expect(['MacIntel', 'iPhone', 'Win32', 'Linux x86_64', ''].map((platform) => platformOf({ platform }))).toEqual(['apple', 'apple', 'windows', 'other', 'other']);
    expect(platformOf(undefined)).toBe('other');
  });
});
