import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/install.mjs';

// The walls between the layers are worth what they stop: every kind of breach is tried here.

const eslint = new ESLint({
  cwd: ROOT,
  // Snippets are in no TypeScript project; the rules that need types are not what is tried here.
  overrideConfig: [{ ...tseslint.configs.disableTypeChecked, files: ['**/*.ts'] }, { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } }],
});

async function lint(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(ROOT, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

const importing = (source: string) => `import { x } from '${source}';\nexport const y = x;\n`;

describe('layers', () => {
  it.each([
    ['src/base/a.ts', '../protocol/b.js'],
    ['src/base/deep/a.ts', '../../protocol/b.js'],
    ['src/base/a.ts', 'valibot'],
    ['src/base/a.ts', 'node:fs'],
    ['src/protocol/a.ts', '../client/b.js'],
    ['src/protocol/a.ts', '../server/b.js'],
    ['src/client/a.ts', '../server/b.js'],
    ['src/client/session/a.ts', '../browser/b.js'],
    ['src/client/session/a.ts', '../../elements/b.js'],
    ['src/client/a.ts', 'lit'],
    ['src/client/browser/a.ts', '../../elements/b.js'],
    ['src/client/browser/a.ts', '../../server/b.js'],
    ['src/elements/a.ts', '../server/b.js'],
    ['src/elements/a.ts', '../index.js'],
    ['src/server/a.ts', '../client/b.js'],
    ['src/server/a.ts', './node/b.js'],
    ['src/server/a.ts', 'node:crypto'],
    ['src/server/node/a.ts', '../../client/b.js'],
    ['src/server/node/a.ts', '../../elements/b.js'],
    ['src/server/node/a.ts', 'node:timers/promises'],
    ['src/index.ts', './server/node/index.js'],
    ['src/elements/a.ts', '../../demo/server.mjs'],
    ['src/elements/a.ts', '@xterm/xterm'],
    ['src/elements/terminal-view/other.ts', '@xterm/addon-fit'],
    ['src/elements/terminal-view/other.ts', '@xterm/addon-webgl'],
    ['src/elements/terminal-view/other.ts', '@xterm/addon-unicode11'],
    ['src/elements/terminal-view/addons/a.ts', '@xterm/xterm'],
    ['src/server/node/other.ts', '@xterm/addon-unicode-graphemes'],
    ['src/server/node/a.ts', 'ws'],
    ['src/server/a.ts', 'ws'],
    ['src/server/node/a.ts', '@lydell/node-pty'],
    ['src/server/node/a.ts', 'express'],
  ])('%s may not import %s', async (file, source) => {
    expect(await lint(file, importing(source))).toEqual([expect.stringContaining('layers/walls')]);
  });

  it.each([
    `export { x } from '../server/b.js';`,
    `export * from '../server/b.js';`,
    `import type { X } from '../server/b.js';\nexport type Y = X;`,
    `export const load = () => import('../server/b.js');`,
    `export type X = import('../server/b.js').X;`,
    `export type X = typeof import('../server/b.js');`,
  ])('no kind of import gets through: %s', async (code) => {
    expect(await lint('src/client/a.ts', code)).toEqual([expect.stringContaining('layers/walls')]);
  });

  it.each([
    ['src/protocol/a.ts', '../base/b.js'],
    ['src/protocol/a.ts', 'valibot'],
    ['src/client/session/a.ts', '../../protocol/b.js'],
    ['src/client/browser/a.ts', '../session/b.js'],
    ['src/elements/a.ts', '../client/browser/b.js'],
    ['src/elements/a.ts', 'lit/decorators.js'],
    ['src/elements/terminal-view/xterm.ts', '@xterm/xterm'],
    ['src/elements/terminal-view/addons/a.ts', '@xterm/addon-webgl'],
    ['src/server/node/a.ts', '../b.js'],
    ['src/server/node/ws-adapter.ts', 'ws'],
    ['src/server/node/node-pty.ts', '@lydell/node-pty'],
    ['src/index.ts', './elements/b.js'],
  ])('%s may import %s', async (file, source) => {
    expect(await lint(file, importing(source))).toEqual([]);
  });
});

describe('what comes from the environment', () => {
  const breaches: readonly (readonly [string, RegExp])[] = [
    ['setTimeout(() => {}, 1);', /clock\.after/],
    ['setInterval(() => {}, 1);', /clock\.after/],
    ['window.setTimeout(() => {}, 1);', /clock\.after/],
    ['globalThis.setInterval(() => {}, 1);', /clock\.after/],
    ['export const now = Date.now();', /clock\.now/],
    ['export const now = new Date();', /clock\.now/],
    ['export const now = performance.now();', /clock\.now/],
    ['export const r = Math.random();', /random\(\)/],
    ['export const s = new WebSocket("ws://x");', /openSocket/],
    ['export const s = new window.WebSocket("ws://x");', /openSocket/],
    ['console.log(1);', /logger/],
  ];

  it.each(breaches)('%s names its replacement', async (code, replacement) => {
    for (const file of ['src/base/a.ts', 'src/client/a.ts', 'src/client/browser/a.ts', 'src/elements/a.ts', 'src/server/node/a.ts']) {
      expect([file, await lint(file, code)]).toEqual([file, [expect.stringMatching(replacement)]]);
    }
  });

  it('is made in the environment files', async () => {
    const code = breaches.map(([one]) => one.replace(/const (\w+)/, (_all, name: string) => `const ${name}${breaches.findIndex(([other]) => other === one)}`)).join('\n');
    for (const file of ['src/client/browser/environment.ts', 'src/server/node/environment.ts']) expect([file, await lint(file, code)]).toEqual([file, []]);
  });
});

describe('tests', () => {
  it.each(['it.only("x", () => {});', 'describe.skip("x", () => {});', 'it.todo("x");'])('may not contain %s', async (code) => {
    expect(await lint('test/unit/a.test.ts', code)).toEqual([expect.stringContaining('no-restricted-syntax')]);
  });

  it.each(['setTimeout(() => {}, 1);', 'Date.now();', 'Math.random();'])('of units and simulations may not call %s', async (code) => {
    for (const file of ['test/unit/a.test.ts', 'test/sim/a.test.ts']) expect([file, await lint(file, code)]).toEqual([file, [expect.stringContaining('no-restricted-')]]);
  });
});

/** Compiles code as if it stood in the project of a layer. */
function compile(layer: string, code: string): string[] {
  const configFile = join(ROOT, 'src', layer, 'tsconfig.json');
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(configFile, (path) => readFileSync(path, 'utf8')).config, ts.sys, dirname(configFile));
  const file = join(ROOT, 'src', layer, 'a-breach.ts');
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, target, ...rest) => (name === file ? ts.createSourceFile(name, `${code}\nexport {};\n`, target) : getSourceFile(name, target, ...rest));
  host.fileExists = (name) => name === file || fileExists(name);
  const program = ts.createProgram({ rootNames: [file], options: { ...options, noEmit: true, composite: false, incremental: false, tsBuildInfoFile: undefined, declaration: false, declarationMap: false }, host });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('the compiler', () => {
  it.each(['base', 'protocol', 'client', 'server'])('knows neither page nor Node in src/%s', (layer) => {
    const names = ['setTimeout', 'document', 'window', 'process', 'Buffer', 'console', 'WebSocket', 'TextEncoder', 'crypto', 'performance', 'queueMicrotask', 'AbortController'];
    expect(compile(layer, names.map((name) => `void ${name};`).join('\n'))).toEqual(names.map((name) => expect.stringContaining(`'${name}'`)));
    expect(compile(layer, 'void Promise;')).toEqual([]);
  });

  it.each([['client/browser', 'document', 'process'], ['elements', 'document', 'process'], ['server/node', 'process', 'document']])(
    'knows %s by %s and not by %s',
    (layer, right, wrong) => {
      expect(compile(layer, `void ${right};`)).toEqual([]);
      expect(compile(layer, `void ${wrong};`)).toEqual([expect.stringContaining(`'${wrong}'`)]);
    },
  );
});
