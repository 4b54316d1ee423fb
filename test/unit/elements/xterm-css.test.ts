import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { XTERM_CSS } from '../../../src/elements/terminal-view/xterm-css.js';

const source = readFileSync(new URL('../../../node_modules/@xterm/xterm/css/xterm.css', import.meta.url), 'utf8');
const target = new URL('../../../src/elements/terminal-view/xterm-css.ts', import.meta.url);

// After an update of xterm.js: UPDATE_XTERM_CSS=1 npx vitest run --config test/vitest.config.mjs --project unit test/unit/elements/xterm-css.test.ts
it('[EL16] the style sheet in the bundle is the one of the installed xterm.js', () => {
  if (process.env['UPDATE_XTERM_CSS'] === '1') {
    const header = readFileSync(target, 'utf8').split('\n')[0];
    const text = source.replace(/[\\`]|\$\{/g, '\\$&');
    writeFileSync(target, `${header}\nexport const XTERM_CSS = \`${text}\`;\n`);
    return;
  }
  expect(XTERM_CSS).toBe(source);
});
