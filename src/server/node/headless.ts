import { createRequire } from 'node:module';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
// CommonJS: their names sit on `default` and cannot be imported by name.
import unicode11 from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import type { CreateHeadless } from '../screen/headless.js';
import type { Packing } from '../screen/history.js';

type GraphemesModule = typeof import('@xterm/addon-unicode-graphemes');
let graphemes: GraphemesModule | undefined;

/** A real @xterm/headless terminal. */
export const createHeadless: CreateHeadless = ({ cols, rows, scrollback, unicode }) => {
  const terminal = new xterm.Terminal({
    cols, rows, scrollback, allowProposedApi: true, logLevel: 'off',
    windowOptions: { getWinSizePixels: true, getCellSizePixels: true, getWinSizeChars: true },
  });
  // Their types are about the terminal of a page.
  if (unicode === 'graphemes') {
    graphemes ??= loadGraphemes();
    terminal.loadAddon(new graphemes.UnicodeGraphemesAddon());
  } else {
    terminal.loadAddon(new unicode11.Unicode11Addon());
    terminal.unicode.activeVersion = '11';
  }
  return terminal;
};

/** Few servers need it. Version 0.4 reads its table from the beginning of the memory that a Buffer lies in: it must be one that shares its memory with no other. */
function loadGraphemes(): GraphemesModule {
  const { poolSize } = Buffer;
  Buffer.poolSize = 0;
  try {
    return createRequire(import.meta.url)('@xterm/addon-unicode-graphemes') as GraphemesModule;
  } finally {
    Buffer.poolSize = poolSize;
  }
}

/** Level 1 is three times as fast as the default. What zlib returns may be a view of a larger buffer, which would stay alive with it: copied. */
export const deflatePacking: Packing = {
  pack: (bytes) => new Uint8Array(deflateRawSync(bytes, { level: 1 })),
  unpack: (bytes) => inflateRawSync(bytes),
};
