import { TerminalError } from '../../protocol/errors.js';
import { DEFAULT_COLS, DEFAULT_ROWS, MAX_COLS, MAX_ROWS, MIN_COLS, MIN_ROWS } from '../../protocol/limits.js';

/** Cells. */
export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}

export const DEFAULT_SIZE: TerminalSize = { cols: DEFAULT_COLS, rows: DEFAULT_ROWS };

/** The nearest size the protocol knows. @throws TerminalError `bad_option` for what is not a number */
export function clampSize(cols: number, rows: number): TerminalSize {
  return { cols: clamp('cols', cols, MIN_COLS, MAX_COLS), rows: clamp('rows', rows, MIN_ROWS, MAX_ROWS) };
}

function clamp(name: string, value: number, min: number, max: number): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return Math.min(max, Math.max(min, Math.floor(value)));
  throw new TerminalError('bad_option', `${name} is not a number.`, { action: `Give ${name} as a number from ${min} to ${max}.` });
}
