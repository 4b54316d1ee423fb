import { sentencesOf } from '../base/sentence.js';

/** What the elements themselves have to say of wrong attributes, missing windows and images that cannot be drawn. */
export const ELEMENT_SENTENCES = {
  notInRange: (attribute: string, least: number, most: number) => `The attribute ${attribute} is not a number from ${least} to ${most.toLocaleString('en')}.`,
  notOneOf: (attribute: string, choices: string) => `The attribute ${attribute} is not one of ${choices}.`,
  notMadeOf: (attribute: string, parts: string) => `The attribute ${attribute} is not made of ${parts}.`,
  notTheme: 'The attribute theme is not a name or an object with CSS colours.',
  defaultUsed: 'The default is used instead.',
  noWindow: 'The browser opened no window.',
  allowWindows: 'Allow this page to open windows, then try again with a click.',
  noSixel: 'This page cannot draw sixel images: its policy forbids WebAssembly.',
  allowWasm: "Allow 'wasm-unsafe-eval' in script-src.",
  otherImageAddon: 'Images cannot be drawn by the version of @xterm/addon-image that this page has.',
  giveImageAddon: 'Give the page version 0.9.',
} as const;

export const sentence = sentencesOf(ELEMENT_SENTENCES);
