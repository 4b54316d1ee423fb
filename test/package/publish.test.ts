import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
// @ts-expect-error the analyzer ships no types
import { cli } from '@custom-elements-manifest/analyzer/cli.js';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { parseAst } from 'rollup/parseAst';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/install.mjs';

const run = promisify(execFile);
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

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

interface SyntaxNode {
  readonly type: string;
  readonly source?: { readonly value?: unknown } | null;
  readonly callee?: { readonly name?: string };
}

/** Every node of a bundle's syntax tree: error texts may talk of imports, so patterns over the text would not do. */
function nodesOf(name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      if ('type' in value) found.push(value as SyntaxNode);
      Object.values(value).forEach(visit);
    }
  };
  visit(parseAst(read(`cdn/${name}`)).body);
  return found;
}

function importsOf(name: string): { source: string; lazy: boolean }[] {
  return nodesOf(name).filter(({ type, source }) => /^(Import|Export\w*)(Declaration|Expression)$/.test(type) && source !== null && source !== undefined)
    .map(({ type, source }) => ({ source: String(source?.value), lazy: type === 'ImportExpression' }));
}

describe('page bundle', () => {
  const chunks = () => readdirSync(join(ROOT, 'cdn')).filter((name) => name.endsWith('.js'));

  /** The entry and what it imports statically. */
  function eager(name = 'persistent-terminal.js', seen = new Set<string>()): Set<string> {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const { source, lazy } of importsOf(name)) if (!lazy) eager(source.slice(2), seen);
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
    expect(importsOf('persistent-terminal.js')).toContainEqual({ source: './persistent-terminal.xterm.js', lazy: true });
  });

  it('[IN9] the inspector is a file that uses the main one and is not used by it (R74)', () => {
    expect(importsOf('persistent-terminal.inspector.js')).toContainEqual({ source: './persistent-terminal.js', lazy: false });
    const ofInspector = (name: string) => importsOf(name).filter(({ source }) => source.includes('inspector'));
    // Its German is its own too.
    expect(ofInspector('persistent-terminal.inspector.js')).toEqual([{ source: './persistent-terminal.inspector-de.js', lazy: true }]);
    for (const name of chunks()) if (name !== 'persistent-terminal.inspector.js') expect([name, ofInspector(name)]).toEqual([name, []]);
  });

  it('needs no other package and no eval', () => {
    for (const name of chunks()) {
      expect([name, importsOf(name).filter(({ source }) => !/^\.\/persistent-terminal[\w.-]*\.js$/.test(source))]).toEqual([name, []]);
      expect([name, nodesOf(name).filter(({ type, callee }) => /^(Call|New)Expression$/.test(type) && /^(eval|Function)$/.test(callee?.name ?? ''))]).toEqual([name, []]);
      expect([name, existsSync(join(ROOT, 'cdn', `${name}.map`))]).toEqual([name, true]);
    }
  });
});

describe('custom-elements.json', () => {
  it('is what the sources say: after a change run `npm run build:manifest` and commit it', async () => {
    const fresh = await cli({ argv: ['analyze', '--quiet'], cwd: ROOT, noWrite: true });
    expect(JSON.parse(read('custom-elements.json'))).toEqual(JSON.parse(JSON.stringify(fresh)));
  });

  it('names all elements and their modules', () => {
    const { schemaVersion, modules } = JSON.parse(read('custom-elements.json')) as {
      schemaVersion: string;
      modules: { path: string; declarations: { tagName?: string; events?: unknown[]; attributes?: unknown[] }[]; exports: { kind: string; name: string }[] }[];
    };
    expect(schemaVersion).toBe('2.1.0');
    const elements = modules.flatMap(({ declarations }) => declarations);
    expect(elements.map(({ tagName }) => tagName).sort()).toEqual(['persistent-terminal', 'terminal-inspector', 'terminal-status-chip']);
    expect(modules.flatMap(({ exports }) => exports).filter(({ kind }) => kind === 'custom-element-definition').map(({ name }) => name).sort()).toEqual(['persistent-terminal', 'terminal-inspector', 'terminal-status-chip']);
    expect(elements.find(({ tagName }) => tagName === 'persistent-terminal')).toMatchObject({ events: expect.any(Array), attributes: expect.any(Array) });
    expect(modules.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
