import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** Bytes of everything a page loads before the first terminal opens, gzip; Lit included, xterm.js not. */
const EAGER_LIMIT = 25 * 1024;

/** Chains the source maps that tsc wrote, so that a debugger shows the TypeScript. */
const compiledMaps = {
  name: 'compiled-maps',
  async load(id) {
    if (!id.endsWith('.js') || id.includes('node_modules') || id.startsWith('\0')) return null;
    const map = await readFile(`${id}.map`, 'utf8').catch(() => undefined);
    return map === undefined ? null : { code: await readFile(id, 'utf8'), map: JSON.parse(map) };
  },
};

const STRING = /("[^"\n]*"|'[^'\n]*')/;
const STRING_OR_COMMENT = /("[^"\n]*"|'[^'\n]*')|\/\*[^]*?\*\//g;
/** Takes out what CSS does not need; never what is in a string, nor the space before a colon, a bracket or an operator: that means something. */
const minifyCss = (text) => text.replace(STRING_OR_COMMENT, (_, string) => string ?? ' ').split(STRING)
  .map((part, i) => (i % 2 === 1 ? part : part.replace(/\s+/g, ' ').replace(/ ?([{};,]) ?/g, '$1').replace(/([:(]) /g, '$1').replace(/ \)/g, ')').replace(/;\}/g, '}')))
  .join('').trim();

/** Templates of Lit's `css` are code to terser, so their comments and indents would be shipped. */
const smallStyles = {
  name: 'small-styles',
  transform(code, id) {
    if (!/dist.elements.*\.styles\.js$/.test(id)) return null;
    // Nothing to step through in a style sheet: its lines need no map.
    const small = code.replace(/\bcss ?`([^`]*)`/g, (_, text) => `css\`${minifyCss(text)}\``);
    if (small === code) this.error('no css template was found');
    return { code: small, map: { mappings: '' } };
  },
};

/** The inspector: a file that pages load beside the main one. Said to come after it, so that what both use stays in there; a second entry would split it. */
const inspector = {
  name: 'inspector',
  buildStart() {
    this.emitFile({ type: 'chunk', id: 'dist/inspector.js', fileName: 'persistent-terminal.inspector.js', preserveSignature: 'strict', implicitlyLoadedAfterOneOf: ['dist/index.js'] });
  },
};

/** Prints what was written and, if `strict`, breaks the build when the eager part outgrows its limit. */
const sizes = (strict) => ({
  name: 'sizes',
  writeBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const eager = new Set();
    const visit = (name) => {
      const chunk = bundle[name];
      if (chunk?.type !== 'chunk' || eager.has(name)) return;
      eager.add(name);
      chunk.imports.forEach(visit);
    };
    chunks.filter((chunk) => chunk.isEntry).forEach((chunk) => visit(chunk.fileName));
    const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`.padStart(11);
    let eagerGzip = 0;
    console.log(`\n${'cdn/'.padEnd(34)}        raw       gzip`);
    for (const chunk of chunks.sort((a, b) => eager.has(b.fileName) - eager.has(a.fileName))) {
      const gzip = gzipSync(chunk.code, { level: 9 }).length;
      if (eager.has(chunk.fileName)) eagerGzip += gzip;
      console.log(`${`${chunk.fileName} (${eager.has(chunk.fileName) ? 'eager' : 'lazy'})`.padEnd(34)}${kib(Buffer.byteLength(chunk.code))}${kib(gzip)}`);
    }
    console.log(`${'eager total, limit 25 KiB gzip'.padEnd(34)}${' '.repeat(11)}${kib(eagerGzip)}\n`);
    const fault = (message) => (strict ? this.error(message) : console.log(`Note: ${message}\n`));
    if (eagerGzip > EAGER_LIMIT) fault(`the eager page build is ${eagerGzip} bytes gzip, over its limit of ${EAGER_LIMIT}`);
    const stowaway = [...eager].find((name) => Object.keys(bundle[name].modules).some((id) => id.includes('@xterm/xterm')));
    if (stowaway !== undefined) fault(`xterm.js is in the eager file ${stowaway}; import it only dynamically`);
  },
});

// `--configSizes=report` prints sizes without failing: `npm test` has a test of its own for them, and `npm start` must start.
export default ({ configSizes }) => ({
  input: { 'persistent-terminal': 'dist/index.js' },
  // Chunks may need names of the entry. Adding them to its exports keeps the page build one file; the default would split it in two.
  preserveEntrySignatures: 'allow-extension',
  plugins: [compiledMaps, smallStyles, inspector, nodeResolve({ browser: true, exportConditions: ['production'] }), terser({ module: true, ecma: 2020, compress: { passes: 3, keep_fargs: false, inline: 1 }, format: { comments: /@license|SPDX/ } }), sizes(configSizes !== 'report')],
  output: {
    dir: 'cdn',
    format: 'es',
    sourcemap: true,
    entryFileNames: '[name].js',
    // Named after the module that is imported dynamically, stable: all of them are published under one version.
    chunkFileNames: 'persistent-terminal.[name].js',
  },
});
