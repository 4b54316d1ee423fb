/** How a language writes bytes. */
export interface SizeWords {
  /** For the decimal mark. */
  readonly locale: string;
  /** What any number of single bytes is called. */
  readonly bytes: string;
}

/**
 * A number of bytes for people.
 * @param scale the size whose unit is used
 */
export function sizeText(bytes: number, words: SizeWords, scale = bytes): string {
  const number = (value: number, digits: number): string => value.toLocaleString(words.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });
  if (scale < 1_000) return `${bytes} ${words.bytes}`;
  return scale < 1_000_000 ? `${number(bytes / 1_000, 0)} kB` : `${number(bytes / 1_000_000, 1)} MB`;
}
