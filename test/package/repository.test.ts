import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInstalled, ROOT } from '../support/install.mjs';

const inGit = existsSync(join(ROOT, '.git'));
/** Tracked files, and new ones that are not ignored. */
const files = inGit
  ? execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)))
  : [];
/** Other people's style sheet in our clothes. */
const GENERATED = /\/xterm-css\.ts$/;
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('lock file', () => {
  it('names no address: packages come from wherever npm is told to get them', () => {
    const lock = read('package-lock.json');
    expect(lock).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
    expect(JSON.parse(lock)).toMatchObject({ lockfileVersion: 3 });
  });

  it('fits package.json and what is installed', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
    const root = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Record<string, unknown>> }).packages[''];
    for (const field of ['dependencies', 'optionalDependencies', 'devDependencies', 'engines', 'version']) expect([field, root?.[field]]).toEqual([field, manifest[field]]);
    expect(isInstalled()).toBe(true);
  });
});

describe.skipIf(!inGit)('files', () => {
  it('name no path of the machine they were written on', () => {
    const literal = (path: string) => path.replace(/\/$/, '').replace(/[.+?()[\]\\]/g, '\\$&');
    // The home folder only with something in it: `/root` alone is also what a pattern for the word looks like.
    const machine = new RegExp(`(^|[^\\w./-])(${literal(ROOT)}(?![\\w-])|${literal(homedir())}/[\\w.]|/(home|Users)/[a-z][\\w.-]*/)`, 'm');
    const guilty = files.filter((file) => machine.test(read(file)));
    expect(guilty).toEqual([]);
  });

  it('are named for one job', () => {
    const vague = /^(utils?|helpers?|managers?|common|misc)$/i;
    expect(files.filter((file) => file.split('/').some((part) => part.split(/[.-]/).some((word) => vague.test(word))))).toEqual([]);
  });

  it('of src/ stay under 400 lines', () => {
    const long = files.filter((file) => /^src\/.*\.ts$/.test(file) && !GENERATED.test(file)).map((file) => [basename(file), read(file).trimEnd().split('\n').length] as const).filter(([, lines]) => lines > 400);
    expect(long).toEqual([]);
  });

  it('leave no work for later behind', () => {
    const words = new RegExp(`\\b(${['TO', 'FIX', 'X'].map((word, at) => word + ['DO', 'ME', 'XX'][at]).join('|')})\\b`);
    expect(files.filter((file) => /\.(ts|mjs|js|md)$/.test(file) && !GENERATED.test(file) && words.test(read(file)))).toEqual([]);
  });

  it('do not include what a build makes', () => {
    expect(files.filter((file) => /^(dist|cdn|node_modules|coverage|\.cache)\//.test(file) || file.endsWith('.tsbuildinfo'))).toEqual([]);
  });
});
