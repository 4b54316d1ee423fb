// Wide characters and clusters from real programs: a page that is reloaded in the middle shows what a page does that was there all the time.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { twinSuite } from '../support/e2e/twin-suite.js';

const suite = twinSuite();
const has = (program: string): boolean => (process.env['PATH'] ?? '').split(':').some((directory) => existsSync(join(directory, program)));

const SAMPLES = ['e\u0301', '漢字', '한국', '👍', '👍🏽', '👩\u200d👩\u200d👧', '❤\ufe0f', '🇩🇪🇫🇷', '1\ufe0f\u20e3', '⏰'];
/** Long enough to be wrapped, at every column. */
const TEXT = Array.from({ length: 120 }, (_, i) => `${'·'.repeat(i % 7)}${SAMPLES.map((_sample, at) => SAMPLES[(at + i) % SAMPLES.length]).join('x').repeat(1 + (i % 4))}|${i}\n`).join('');

describe.each([['default', '11'], ['graphemes', '15-graphemes']])('profile %s', (profile, version) => {
  it.each(['cat', 'less', 'vim'].filter(has))('%s: cells, scrollback and what comes next equal those of an undisturbed twin [SV29] [EL41] (R22, R44)', async (program) => {
    const { twin, page, folder } = suite;
    await writeFile(join(folder, 'text'), TEXT);
    await suite.show(twin, { profile });
    await suite.show(page, { profile });
    await suite.send(twin, `${program === 'vim' ? 'vim -u NONE -i NONE -N' : program} text\r`);
    await suite.untilShown(twin, program === 'cat' ? '\\|119' : '\\|[2-9]');
    await suite.expectTwins('a second page, before the reload');
    await suite.reload({ profile });
    await suite.expectTwins('after the reload');
    expect(await page.evaluate(() => (globalThis as unknown as { term: { unicode: { activeVersion: string } } }).term.unicode.activeVersion)).toBe(version);
    await suite.send(page, program === 'cat' ? 'printf "👩\\u200d"; sleep 0.2; printf "👩 done\\n"\r' : program === 'less' ? ' ' : '\x06x');
    await suite.expectTwins('after more');
    await suite.send(page, program === 'cat' ? 'clear\r' : program === 'less' ? 'q' : ':q!\r');
    await suite.expectTwins('at the end');
  }, 60_000);
});

it('[SV29] the shell and the screen agree where the cursor is behind an emoji (R44)', async () => {
  const { twin } = suite;
  await suite.show(twin);
  await suite.show(suite.page);
  await suite.untilShown(twin, '\\$');
  // The line editor counts with wcwidth, and moves back by what it has counted.
  await suite.send(twin, 'echo a👍漢b\x1b[D\x1b[D\x1b[DX\x1b[CY');
  await suite.untilShown(twin, 'echo aX👍Y漢b');
  await suite.expectTwins('while a line is edited');
});
