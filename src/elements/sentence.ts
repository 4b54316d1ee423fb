import { textOf, verbatim, type Sentence } from '../base/sentence.js';
import type { StatusDetail } from '../client/connection/status.js';
import type { TerminalError } from '../protocol/errors.js';
import { given } from './localize.js';

/** Says sentences in the language of an element. */
export type Tell = (sentences: readonly Sentence[]) => string;

/** For those who run and write the software. */
export const inEnglish: Tell = textOf;

/** To be asked in every render, and for every use elsewhere, as `words`. What a language has no words for is said in English. */
export const teller = (element: Element): Tell => tellIn({ ...given('sentences', element), ...given('diagnosis', element) });

/** @param texts of a language, by the names of sentences */
export function tellIn(texts: Readonly<Record<string, unknown>>): Tell {
  return (sentences) => textOf(sentences.map((sentence) => {
    const text = Object.hasOwn(texts, sentence.id) ? texts[sentence.id] : undefined;
    return typeof text === 'string' ? verbatim(text) : typeof text === 'function' ? verbatim(String(text(...sentence.values))) : sentence;
  }));
}

/** What went wrong and what can be done about it; empty without an error. */
export function sentenceOf(error: TerminalError | undefined, tell: Tell): string {
  // Those of an older copy of the package on the same page are plain text.
  return error === undefined ? '' : tell((error as Partial<TerminalError>).sentences ?? [verbatim(error.message), verbatim(error.action)]);
}

/** Why something stands as it does; empty when there is nothing to explain. */
export function reasonOf({ reason, sentences }: Pick<StatusDetail, 'reason' | 'sentences'>, tell: Tell): string {
  return tell(sentences ?? [verbatim(reason)]);
}
