// src/SPEC.md: every rule has one number, and a test that names it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const rules = [...readFileSync(join(ROOT, 'src/SPEC.md'), 'utf8').matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map((match) => match[1] as string);
const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(test\.ts|test\.mjs)$/.test(name)).map((name) => readFileSync(join(ROOT, 'test', name), 'utf8'));
const named = new Set(tests.flatMap((text) => [...text.matchAll(/\[([A-Z]+\d+)\]/g)].map((match) => match[1] as string)));

describe('the rules of the product (R83)', () => {
  it('have one number each', () => {
    expect(rules.length).toBeGreaterThan(200);
    expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([]);
  });

  it('are each named by a test', () => {
    expect(rules.filter((rule) => !named.has(rule))).toEqual([]);
  });

  it('are those that tests name', () => {
    const areas = new Set(rules.map((rule) => rule.replace(/\d+$/, '')));
    expect([...named].filter((rule) => areas.has(rule.replace(/\d+$/, '')) && !rules.includes(rule))).toEqual([]);
  });
});
