import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/install.mjs';

const run = promisify(execFile);
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  name: string;
  exports: Record<string, string | Record<string, string>>;
  bin: Record<string, string>;
  sideEffects: string[];
  customElements: string;
  types: string;
  jsdelivr: string;
  unpkg: string;
};

/** The files behind one entry, a pattern being filled with every file that fits it. */
function filesOf(target: string): string[] {
  if (!target.includes('*')) return [target];
  const [before = '', after = ''] = target.split('*');
  const folder = before.slice(0, before.lastIndexOf('/'));
  const names = existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)) : [];
  return names.filter((name) => name.endsWith(after) && !name.endsWith('.map') && !name.startsWith('.')).map((name) => `${folder}/${name}`);
}

const defining = filesOf('./dist/elements/define/*.js').map((file) => `${manifest.name}/define/${file.split('/').at(-1)}`);
const entries = [manifest.name, ...['classes.js', 'inspector.js', 'themes.js', 'client', 'protocol', 'server'].map((entry) => `${manifest.name}/${entry}`), ...defining];

/** Imports an entry in a fresh Node by the package's own name, as a server that renders pages would. */
async function importInNode(specifier: string) {
  const code = `
    const before = new Set(Reflect.ownKeys(globalThis));
    const module = await import(${JSON.stringify(specifier)});
    console.log(JSON.stringify({
      names: Object.keys(module),
      globals: Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).map(String),
      handles: process.getActiveResourcesInfo().filter((name) => !/^(TTYWrap|PipeWrap|FSReqPromise|CloseReq)$/.test(name)),
    }));`;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--trace-warnings', '-e', code], { cwd: ROOT, timeout: 30_000 });
  return { ...(JSON.parse(stdout) as { names: string[]; globals: string[]; handles: string[] }), stderr };
}

describe('exports', () => {
  it('every file that package.json names is there after a build', () => {
    const targets = [
      ...Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target))),
      ...Object.values(manifest.bin), ...manifest.sideEffects, manifest.customElements, manifest.types, manifest.jsdelivr, manifest.unpkg,
    ];
    const missing = targets.filter((target) => {
      const files = filesOf(target);
      return files.length === 0 || files.some((file) => !existsSync(join(ROOT, file)));
    });
    expect(missing).toEqual([]);
  });

  it('every entry with code has types, named first, so that TypeScript finds them', () => {
    const code = Object.entries(manifest.exports).filter((entry): entry is [string, Record<string, string>] => typeof entry[1] !== 'string');
    expect(code.length).toBeGreaterThanOrEqual(6);
    for (const [entry, conditions] of code) expect([entry, Object.keys(conditions)[0]]).toEqual([entry, 'types']);
  });

  it.each(entries)('[EL15] %s imports in Node without a warning, a handle or a page (R72)', async (entry) => {
    const { names, globals, handles, stderr } = await importInNode(entry);
    expect(stderr).toBe('');
    expect(handles).toEqual([]);
    if (!defining.includes(entry)) expect(names.length).toBeGreaterThan(0);
    // The registry is made when it is first used. Lit leaves its marks, and a stand-in for a page's customElements.
    expect(globals.filter((name) => !/^(lit\w*|reactiveElementVersions|customElements)$/.test(name))).toEqual([]);
  });

  it('the entries that only define elements do not run into each other, nor into the main one (R71)', async () => {
    const both = [...defining, manifest.name].map((entry) => `await import(${JSON.stringify(entry)});`).join('\n');
    const { stderr } = await run(process.execPath, ['--input-type=module', '-e', both], { cwd: ROOT, timeout: 30_000 });
    expect(stderr).toBe('');
    expect(defining.length).toBeGreaterThan(0);
  });

  it.each(['./dist/index.js', './elements/persistent-terminal.js', './src/index.ts'])('%s is not public', async (path) => {
    await expect(importInNode(`${manifest.name}/${path.slice(2)}`)).rejects.toThrow(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });

  it('the client entry brings neither Lit nor xterm.js, the server entry no page code', async () => {
    expect(closure('dist/client/browser/index.js').filter((source) => /^(lit|@xterm)/.test(source) || source.includes('/elements/'))).toEqual([]);
    expect(closure('dist/server/node/index.js').filter((source) => /^(lit|@xterm\/(?!headless|addon-unicode))/.test(source) || /dist\/(client|elements)\//.test(source))).toEqual([]);
    expect(closure('dist/index.js').filter((source) => source.startsWith('@xterm'))).toEqual([]);
    expect(closure('dist/index.js').length).toBeGreaterThan(5);
  });

  it('[IN9] nothing of the inspector comes with the main entry, no terminal with the inspector (R74)', () => {
    expect(closure('dist/index.js').filter((source) => source.includes('/inspector'))).toEqual([]);
    expect(closure('dist/inspector.js').filter((source) => source.startsWith('@xterm') || source.includes('terminal-view') || source.endsWith('/persistent-terminal.js'))).toEqual([]);
    expect(closure('dist/inspector.js').length).toBeGreaterThan(5);
  });
});

/** Everything a file imports statically, files by their path and packages by their name. */
function closure(entry: string): string[] {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const code = readFileSync(join(ROOT, file), 'utf8');
    for (const [, source = ''] of code.matchAll(/^(?:import|export)\b[^'";]*?(?:from\s*)?['"]([^'"]+)['"];?$/gm)) {
      if (source.startsWith('.')) visit(join(file, '..', source));
      else seen.add(source);
    }
  };
  visit(entry);
  return [...seen];
}
