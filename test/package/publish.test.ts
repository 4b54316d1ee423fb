import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/install.mjs';

const run = promisify(execFile);
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('what npm would publish (R74)', () => {
  let files: string[] = [];

  beforeAll(async () => {
    // Without scripts: `prepack` would build under the other tests' feet.
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 });
    files = (JSON.parse(stdout) as { files: { path: string }[] }[])[0]?.files.map(({ path }) => path) ?? [];
  });

  it('has everything that a user needs', () => {
    for (const file of [
      'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'custom-elements.json', 'dist/index.js', 'dist/index.d.ts', 'dist/classes.js', 'dist/server/node/cli.js',
      'cdn/persistent-terminal.js', 'src/protocol/PROTOCOL.md', 'src/index.ts',
    ]) expect(files).toContain(file);
  });

  it('has nothing else', () => {
    expect(files.filter((file) => !/^(dist|cdn|src)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md|custom-elements\.json)$/.test(file))).toEqual([]);
    expect(files.filter((file) => /tsbuildinfo|tsconfig|\.test\.|\.env|\.DS_Store/.test(file))).toEqual([]);
  });

  it('has a map and its source for every compiled file, and no compiled file without a source', () => {
    const compiled = files.filter((file) => /^dist\/.*\.js$/.test(file));
    expect(compiled.length).toBeGreaterThan(20);
    const unmapped = compiled.filter((file) => !files.includes(`${file}.map`) || !files.includes(file.replace('.js', '.d.ts')));
    const orphans = compiled.filter((file) => !files.includes(file.replace(/^dist/, 'src').replace(/\.js$/, '.ts')));
    expect({ unmapped, orphans, hint: 'npm run clean, when a source was deleted or renamed' }).toMatchObject({ unmapped: [], orphans: [] });
  });

  it('publint has nothing to say', async () => {
    const { messages, pkg } = await publint({ pkgDir: ROOT, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}, { color: false }))).toEqual([]);
  });
});

describe('page bundle', () => {
  const chunks = () => readdirSync(join(ROOT, 'cdn')).filter((name) => name.endsWith('.js'));

  /** The entry and what it imports statically. */
  function eager(name = 'persistent-terminal.js', seen = new Set<string>()): Set<string> {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const [, source = ''] of read(`cdn/${name}`).matchAll(/(?:^|[;}\s])(?:import|export)[^()'";]*?from\s*["']\.\/([^"']+)["']/g)) eager(source, seen);
    return seen;
  }

  it('costs at most 25 KiB gzip before the first terminal opens, Lit included', () => {
    const bytes = [...eager()].map((name) => gzipSync(read(`cdn/${name}`), { level: 9 }).length).reduce((sum, one) => sum + one, 0);
    expect(bytes).toBeGreaterThan(5 * 1024);
    expect(bytes).toBeLessThanOrEqual(25 * 1024);
  });

  it('is one file, and xterm.js is a file of its own with a name that does not change', () => {
    expect([...eager()]).toEqual(['persistent-terminal.js']);
    expect(chunks()).toContain('persistent-terminal.xterm.js');
    expect(read('cdn/persistent-terminal.js')).toMatch(/import\(["']\.\/persistent-terminal\.xterm\.js["']\)/);
  });

  it('needs no other package and no eval', () => {
    for (const name of chunks()) {
      const code = read(`cdn/${name}`);
      const foreign = [...code.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(([, source]) => source).filter((source) => !source?.startsWith('./'));
      expect([name, foreign]).toEqual([name, []]);
      expect([name, /\bnew Function\(|\beval\(/.test(code)]).toEqual([name, false]);
      expect([name, existsSync(join(ROOT, 'cdn', `${name}.map`))]).toEqual([name, true]);
    }
  });
});

describe('custom-elements.json', () => {
  it('is what the sources say: after a change run `npm run build:manifest` and commit it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
    try {
      const script = manifest.scripts['build:manifest'] ?? '';
      expect(script).toContain('--outdir .');
      const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` };
      // The analyzer takes the folder as relative to where it runs.
      await run('sh', ['-c', script.replace('--outdir .', `--outdir "../${'../'.repeat(20)}${folder.slice(1)}"`)], { cwd: ROOT, env, timeout: 60_000 });
      expect(JSON.parse(read('custom-elements.json'))).toEqual(JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8')));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('names both elements and their modules', () => {
    const { schemaVersion, modules } = JSON.parse(read('custom-elements.json')) as { schemaVersion: string; modules: { path: string; declarations?: { tagName?: string }[] }[] };
    expect(schemaVersion).toMatch(/^[12]\./);
    const tags = modules.flatMap(({ declarations = [] }) => declarations.map(({ tagName }) => tagName)).filter((tag) => tag !== undefined);
    expect(tags).toEqual(expect.arrayContaining(['persistent-terminal', 'terminal-status-chip']));
    expect(modules.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
