/** What is put into a sentence. */
export type SentenceValue = string | number;

/** A sentence for people, in English, and by name, so that whoever shows it can say it in another language. Plain data. */
export interface Sentence {
  /** Its name among all sentences of this package, or the code of the error that it tells of; empty for words of others, which nobody can say otherwise. */
  readonly id: string;
  /** What was put into it, in the order in which its text takes it. */
  readonly values: readonly SentenceValue[];
  /** In English. */
  readonly text: string;
}

/** English texts by name; what takes values is a function of them. */
type Texts = Readonly<Record<string, string | ((...values: never[]) => string)>>;
type Values<T> = T extends (...values: infer V extends SentenceValue[]) => string ? V : [];

/** Makes sentences of a table. */
export function sentencesOf<T extends Texts>(texts: T): <K extends keyof T & string>(id: K, ...values: Values<T[K]>) => Sentence {
  return (id, ...values) => {
    const text = texts[id] as string | ((...values: readonly SentenceValue[]) => string);
    return { id, values, text: typeof text === 'string' ? text : text(...values) };
  };
}

/** Words of others: a server's, say. */
export const verbatim = (text: string): Sentence => ({ id: '', values: [], text });

/** English. */
export const textOf = (sentences: readonly Sentence[]): string => sentences.map(({ text }) => text).filter((text) => text !== '').join(' ');
