import type { TerminalError } from '../protocol/errors.js';

/** What went wrong and what can be done about it; empty without an error. */
export const sentenceOf = (error: TerminalError | undefined): string => [error?.message, error?.action].filter((part) => part !== undefined && part !== '').join(' ');
