// A real input method: Chromium's own, driven from outside.
import { describe, expect, it } from 'vitest';
import { pageSuite } from '../support/e2e/page-suite.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any;

const suite = pageSuite();

describe('an input method', () => {
  it('[CF34] composes into a real shell: every word arrives once (R44)', async () => {
    await suite.page.evaluate(async () => {
      const element = await kit.mount({ 'session-id': 'composition', profile: 'echo' });
      await kit.until(() => element.getText() === 'R', 'the shell');
      element.focus();
      Object.assign(globalThis, { element });
    });
    const devtools = await suite.page.createCDPSession();
    for (const [steps, word] of [[['ｎ', 'に', 'にほ', 'にほん'], '日本'], [['ㅎ', '하', '한'], '한'], [['´'], 'é']] as const) {
      for (const text of steps) await devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await devtools.send('Input.insertText', { text: word });
    }
    await suite.page.keyboard.type('end');
    const text = await suite.page.evaluate(async () => {
      const { element } = globalThis as any;
      await kit.until(() => element.getText().endsWith('end'), 'what was typed');
      return element.getText() as string;
    });
    expect(text).toBe('R日本한éend');
  });
});
