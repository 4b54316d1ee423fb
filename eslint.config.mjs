import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

/** What each layer may import beside itself; the folders of src/, the longest match wins, '' are the files directly in src/. */
const LAYERS = {
  base: [],
  protocol: ['base'],
  client: ['base', 'protocol'],
  'client/browser': ['base', 'protocol', 'client'],
  elements: ['base', 'protocol', 'client', 'client/browser'],
  server: ['base', 'protocol'],
  'server/node': ['base', 'protocol', 'server'],
  '': ['base', 'protocol', 'client', 'client/browser', 'elements'],
};

/** Which packages a layer, or one file alone, may import. What is not listed may not be imported: a dependency is a decision. */
const PACKAGES = [
  { name: /^valibot$/, where: ['protocol', 'client', 'client/browser', 'server', 'server/node'] },
  { name: /^lit(\/|$)/, where: ['elements'] },
  { name: /^@xterm\//, where: ['elements/terminal-view/xterm.ts'] },
  // One file per addon, each a lazy chunk.
  { name: /^@xterm\/addon-(?!(fit|unicode11)$)/, where: ['elements/terminal-view/addons/'] },
  { name: /^@xterm\/(headless|addon-unicode11|addon-unicode-graphemes)$/, where: ['server/node/headless.ts'] },
  // Small, and needed with the first terminal.
  { name: /^@xterm\/addon-unicode11$/, where: ['elements/terminal-view/xterm.ts'] },
  { name: /^node:module$/, where: ['server/node/headless.ts'] },
  // node:timers and node:perf_hooks are doors to real time, which has its own file.
  { name: /^node:(?!timers|perf_hooks|module$)/, where: ['server/node'] },
  { name: /^ws$/, where: ['server/node/ws-adapter.ts'] },
  { name: /^(@lydell\/node-pty|node:module)$/, where: ['server/node/node-pty.ts', 'server/node/pty-library.ts'] },
];

/** The only files that touch real time, randomness, sockets and consoles; everything else is handed them. */
const REAL_WORLD = ['src/client/browser/environment.ts', 'src/server/node/environment.ts', 'src/server/node/system-clock.ts'];

/** The walls between layers. Not `no-restricted-imports`: that one does not see `import()`, nor where a relative path leads. */
const walls = {
  meta: { type: 'problem', schema: [], messages: { wall: '{{what}} may not be imported here: {{why}}.' } },
  create(context) {
    const file = relative(resolve(ROOT, 'src'), context.filename).split(sep).join('/');
    const layer = layerOf(file);
    const fault = (source) => {
      if (source.startsWith('.')) {
        const target = relative(resolve(ROOT, 'src'), resolve(dirname(context.filename), source)).split(sep).join('/');
        if (target.startsWith('../')) return 'it is outside src/';
        const other = layerOf(target);
        if (other === layer || LAYERS[layer].includes(other)) return undefined;
        return `src/${layer} may import ${LAYERS[layer].map((name) => `src/${name}`).join(', ') || 'nothing outside itself'}`;
      }
      const places = PACKAGES.filter(({ name }) => name.test(source)).flatMap(({ where }) => where);
      if (places.some((place) => place === file || place === layer || (place.endsWith('/') && file.startsWith(place)))) return undefined;
      return places.length === 0 ? 'no layer lists it, see PACKAGES in eslint.config.mjs' : `only in ${places.map((place) => `src/${place}`).join(', ')}`;
    };
    const check = (node) => {
      const literal = node?.type === 'TSLiteralType' ? node.literal : node;
      if (typeof literal?.value !== 'string') return;
      const why = fault(literal.value);
      if (why !== undefined) context.report({ node: literal, messageId: 'wall', data: { what: literal.value, why } });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument),
      TSExternalModuleReference: (node) => check(node.expression),
    };
  },
};

function layerOf(file) {
  const folders = file.split('/').slice(0, -1).join('/');
  return Object.keys(LAYERS).filter((name) => name !== '' && (folders === name || folders.startsWith(`${name}/`))).sort((a, b) => b.length - a.length)[0] ?? '';
}

const CLOCK = 'Take the clock from the environment: `clock.after(delayMs, callback)`.';
const NOW = 'Take the clock from the environment: `clock.now()` for reckoning, `clock.wallNow()` for values people read.';
const TIMERS = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'];
const AMBIENT = {
  'no-restricted-globals': ['error',
    ...TIMERS.map((name) => ({ name, message: CLOCK })),
    { name: 'performance', message: NOW },
    { name: 'WebSocket', message: 'Sockets come from the environment: `openSocket(url, protocols, handlers)`.' },
    { name: 'console', message: 'Report to the environment: `logger`.' },
  ],
  'no-restricted-properties': ['error',
    ...['window', 'globalThis', 'self'].flatMap((object) => [
      ...TIMERS.map((property) => ({ object, property, message: CLOCK })),
      { object, property: 'performance', message: NOW },
      { object, property: 'WebSocket', message: 'Sockets come from the environment: `openSocket(url, protocols, handlers)`.' },
      { object, property: 'console', message: 'Report to the environment: `logger`.' },
    ]),
    { object: 'Date', property: 'now', message: NOW },
    { object: 'Math', property: 'random', message: 'Take randomness from the environment: `random()` for jitter, `randomId()` for names.' },
  ],
  'no-restricted-syntax': ['error', { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: NOW }],
};

const NODE_GLOBALS = ['process', 'Buffer', 'console', 'performance', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'AbortController', 'AbortSignal',
  'fetch', 'WebSocket', 'structuredClone', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'Event', 'EventTarget', 'Response', 'Request', ...TIMERS];
const PAGE_GLOBALS = ['window', 'document', 'location', 'history', 'navigator', 'localStorage', 'sessionStorage', 'customElements', 'matchMedia', 'getComputedStyle',
  'requestAnimationFrame', 'cancelAnimationFrame', 'ResizeObserver', 'IntersectionObserver', 'MutationObserver', 'PerformanceObserver', 'CustomEvent', 'HTMLElement', 'ShadowRoot', 'Element', 'Node', 'crypto', 'CSS',
  'KeyboardEvent', 'MouseEvent', 'PointerEvent', 'addEventListener', 'removeEventListener', 'dispatchEvent', 'innerWidth', 'innerHeight', 'devicePixelRatio', 'alert', 'confirm', 'prompt', 'getSelection', 'self', 'CSSStyleSheet', 'Blob', 'FileReader', 'open', 'btoa', 'atob', 'console', 'performance', 'URL', 'URLSearchParams',
  'TextEncoder', 'TextDecoder', 'AbortController', 'AbortSignal', 'fetch', 'WebSocket', 'structuredClone', 'queueMicrotask', 'Event', 'EventTarget', ...TIMERS];
const globals = (names) => ({ globals: Object.fromEntries(names.map((name) => [name, 'readonly'])) });

const UNUSED = ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true }];

export default tseslint.config(
  { ignores: ['dist/', 'cdn/', 'node_modules/', 'coverage/', '.cache/', 'test/bench/results/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { rules: { eqeqeq: ['error', 'always'], 'no-unused-vars': UNUSED, 'prefer-const': 'error', 'no-var': 'error', 'object-shorthand': 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: ROOT } },
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': UNUSED,
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { layers: { rules: { walls } } },
    rules: {
      'layers/walls': 'error',
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      ...AMBIENT,
    },
  },
  { files: REAL_WORLD, rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' } },
  { files: ['src/elements/**/*.ts'], extends: [lit['flat/recommended'], wc['flat/best-practice']] },
  {
    files: ['test/**/*.{ts,js,mjs}'],
    rules: {
      'no-restricted-syntax': ['error', {
        selector: 'MemberExpression[object.name=/^(it|test|describe|suite)$/][property.name=/^(only|skip|todo)$/]',
        message: 'A test runs or is deleted; what depends on the machine says so with skipIf.',
      }],
      '@typescript-eslint/no-unused-expressions': 'off', // chai's `expect(x).to.be.true`
    },
  },
  // @open-wc/semantic-dom-diff types every `equal` of chai as a promise, so that each one would seem to float.
  { files: ['test/elements/**/*.ts'], rules: { '@typescript-eslint/no-floating-promises': 'off' } },
  {
    files: ['test/unit/**/*.ts', 'test/sim/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...TIMERS.map((name) => ({ name, message: 'Use ManualClock: nothing here waits for real time.' }))],
      'no-restricted-properties': ['error',
        { object: 'Date', property: 'now', message: 'Use ManualClock.' },
        { object: 'Math', property: 'random', message: 'Use SeededRandom, so that a failure can be replayed.' },
      ],
    },
  },
  { files: ['*.mjs', '**/*.mjs', 'test/**/*.js'], languageOptions: globals(NODE_GLOBALS) },
  // Scripts that run in pages, and functions that the end-to-end tests send there.
  { files: ['demo/**/*.js', 'test/support/e2e/**', 'test/e2e/**', 'test/bench/**', 'test/shots/**'], languageOptions: globals(PAGE_GLOBALS) },
  // What test/support/e2e/page-kit.js puts into the page.
  { files: ['test/e2e/**', 'test/bench/**'], languageOptions: globals(['kit', 'pt', 'gc']) },
);
