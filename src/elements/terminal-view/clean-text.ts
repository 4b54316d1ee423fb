// ESC and C1 could end the bracket around a paste and then act as typed keys; DEL and the other controls act as keys at once.
// Tab and line ends are text.
// eslint-disable-next-line no-control-regex -- control characters are the subject
const UNSAFE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** What may be typed of a text from the clipboard. */
export function cleanPaste(text: string): string {
  return text.replace(UNSAFE, '');
}

const MAX_TITLE_LENGTH = 256;
const MAX_ADDRESS_LENGTH = 2048;
// eslint-disable-next-line no-control-regex -- as above; a title has no tabs and line ends either. The rest reorders the text around it.
const UNTITLED = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Programs choose titles: bounded, one line, no control characters. */
export function cleanTitle(text: string): string {
  return oneLine(text, MAX_TITLE_LENGTH);
}

/** And addresses of links. */
export function cleanAddress(text: string): string {
  return oneLine(text, MAX_ADDRESS_LENGTH);
}

const oneLine = (text: string, max: number): string => text.slice(0, 4 * max).replace(UNTITLED, '').trim().slice(0, max);
