import type { FindOptions } from './find-options.js';

/** What the search addon is asked for. */
export interface FindQuery {
  readonly term: string;
  readonly caseSensitive: boolean;
  readonly regex: boolean;
}

/** Letters of scripts that put spaces between words; what draws lines and arrows is none. */
const IN_WORDS = '[\\w\\u00c0-\\u02af\\u0370-\\u1fff]';

/**
 * Undefined for an expression that is none. Whole words are an expression, too: the addon (0.16) has an option for them, but looks no further in a line whose first match is a part
 * of a word. A side of what is looked for that is no letter has no edge.
 */
export function queryOf(text: string, { caseSensitive = false, wholeWord = false, regex = false }: Omit<FindOptions, 'backwards'>): FindQuery | undefined {
  if (text === '' || (regex && !isRegex(text))) return undefined;
  if (!wholeWord) return { term: text, caseSensitive, regex };
  const [before, after] = [`(?<!${IN_WORDS})`, `(?!${IN_WORDS})`];
  const word = new RegExp(IN_WORDS);
  const term = regex
    ? `${before}(?:${text})${after}`
    : `${word.test(text[0] as string) ? before : ''}${literally(text)}${word.test(text.at(-1) as string) ? after : ''}`;
  return { term, caseSensitive, regex: true };
}

/** An expression that finds this text. */
export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function isRegex(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
