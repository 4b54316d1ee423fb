import { deflateRawSync, inflateRawSync } from 'node:zlib';
// CommonJS: its names sit on `default` and cannot be imported by name.
import xterm from '@xterm/headless';
import type { CreateHeadless } from '../screen/headless.js';
import type { Packing } from '../screen/history.js';

/** A real @xterm/headless terminal. */
export const createHeadless: CreateHeadless = ({ cols, rows, scrollback }) =>
  new xterm.Terminal({
    cols, rows, scrollback, allowProposedApi: true, logLevel: 'off',
    windowOptions: { getWinSizePixels: true, getCellSizePixels: true, getWinSizeChars: true },
  });

/** Level 1 is three times as fast as the default. What zlib returns may be a view of a larger buffer, which would stay alive with it: copied. */
export const deflatePacking: Packing = {
  pack: (bytes) => new Uint8Array(deflateRawSync(bytes, { level: 1 })),
  unpack: (bytes) => inflateRawSync(bytes),
};
