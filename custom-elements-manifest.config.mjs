// What editors and documentation tools learn of the elements: their public side, under the paths that are published.
const DEFINING = /^src\/elements\/define\/([\w-]+)\.ts$/;
const published = (path) => path.replace(/^src\/(.*)\.ts$/, 'dist/$1.js');
const isPublic = ({ name, privacy }) => privacy !== 'private' && privacy !== 'protected' && !name.startsWith('#') && !name.startsWith('_') && name !== 'connectedMoveCallback';

const publicSide = {
  name: 'public-side',
  packageLinkPhase({ customElementsManifest: manifest }) {
    manifest.schemaVersion = '2.1.0';
    const homes = new Map();
    for (const { path, declarations } of manifest.modules) {
      for (const { name, customElement } of declarations ?? []) if (customElement) homes.set(name, published(path));
    }
    manifest.modules = manifest.modules.flatMap((module) => {
      const path = published(module.path);
      const tag = DEFINING.exec(module.path)?.[1];
      if (tag !== undefined) {
        const exports = module.exports.map((one) => ({ ...one, declaration: { name: one.name, module: homes.get(one.name) ?? path } }));
        const defined = exports.filter(({ name }) => homes.has(name)).map(({ declaration }) => ({ kind: 'custom-element-definition', name: tag, declaration }));
        return [{ ...module, path, declarations: [], exports: [...exports, ...defined] }];
      }
      // Only elements that have a tag; the rest of the folder is nobody's business.
      const declarations = module.declarations.filter(({ tagName }) => tagName !== undefined).map((one) => ({ ...one, members: one.members?.filter(isPublic) }));
      if (declarations.length === 0) return [];
      const exports = module.exports.filter(({ name }) => homes.has(name)).map((one) => ({ ...one, declaration: { name: one.name, module: path } }));
      return [{ ...module, path, declarations, exports }];
    });
  },
};

export default {
  globs: ['src/elements/*.ts', 'src/elements/inspector/terminal-inspector.ts', 'src/elements/define/*.ts'],
  exclude: ['src/elements/*.styles.ts'],
  outdir: '.',
  litelement: true,
  // It would rewrite package.json with whatever folder it writes to.
  packagejson: false,
  plugins: [publicSide],
};
