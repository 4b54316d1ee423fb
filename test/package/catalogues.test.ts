import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const TEST = new URL('../', import.meta.url);
const README = readFileSync(new URL('README.md', TEST), 'utf8');

function rows(heading: string): string[][] {
  const [, section = ''] = README.split(`## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  return table.split('\n').filter((line) => /^\| [\dS]/.test(line)).map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
}

/** Test files that a cell names, each with what its titles must say. */
function named(cell: string): { readonly file: string; readonly titles: string[] }[] {
  const found: { file: string; titles: string[] }[] = [];
  for (const [, file, title] of cell.matchAll(/`((?:unit|contract|server|sim|elements|e2e)\/[\w/-]+)`|\*([^*]+)\*/g)) {
    if (file !== undefined) found.push({ file: fileURLToPath(new URL(`${file}.test.ts`, TEST)), titles: [] });
    else if (title !== undefined) found.at(-1)?.titles.push(title);
  }
  return found;
}

describe.each([['Faults covered', 68, 1], ['Bad input covered', 65, 1]])('test/README.md, %s', (heading, last) => {
  it('has every number of the catalogue once', () => {
    const numbers = rows(heading).flatMap(([number = '']) => {
      const [from, to = from] = number.split('–').map(Number);
      return from === undefined || Number.isNaN(from) ? [] : Array.from({ length: (to ?? from) - from + 1 }, (_, i) => from + i);
    });
    expect(numbers).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  });

  it('names tests that are there, or says why there is none', () => {
    const wrong = rows(heading).flatMap(([number, , where = '']) => {
      const tests = named(where);
      if (tests.length === 0 && !/does not arise|not covered|\bsim\b/.test(where)) return [`${number}: neither a test nor a reason`];
      return tests.flatMap(({ file, titles }) => {
        if (!existsSync(file)) return [`${number}: no file ${file}`];
        const text = readFileSync(file, 'utf8').replaceAll("\\'", "'");
        return [...(titles.length === 0 ? [`${number}: no title of ${file}`] : []), ...titles.filter((title) => !text.includes(title)).map((title) => `${number}: ${file} does not say ${title}`)];
      });
    });
    expect(wrong).toEqual([]);
  });
});
