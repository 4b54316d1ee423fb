import type { TerminalError } from '../../protocol/errors.js';
import { badAttribute } from '../appearance-check.js';
import { sentence } from '../element-sentences.js';
import type { Comfort, ComfortHost, ComfortSite } from './comfort.js';
import { HOTKEYS } from './commands.js';

/** What an attribute may say; the first is the default. */
const CHOICES = {
  tabKey: ['escape', 'trap'],
  pasteWarning: ['auto', 'always', 'never'],
  rightClick: ['menu', 'paste', 'none'],
  bell: ['visual', 'sound', 'none'],
  keyBar: ['auto', 'on', 'off'],
  screenReaderMode: ['auto', 'on', 'off'],
  cursorStyle: ['block', 'bar', 'underline'],
} as const satisfies { readonly [K in keyof ComfortHost]?: readonly string[] };
const NAMES = {
  tabKey: 'tab-key',
  pasteWarning: 'paste-warning',
  rightClick: 'right-click',
  bell: 'bell',
  keyBar: 'key-bar',
  screenReaderMode: 'screen-reader-mode',
  cursorStyle: 'cursor-style',
} as const satisfies Record<keyof typeof CHOICES, string>;

/** Contrast of black and white. */
const MOST_CONTRAST = 21;

export type Choice<K extends keyof typeof CHOICES> = (typeof CHOICES)[K][number];

/** What an attribute says; the default where it says nothing of sense. */
export function choiceOf<K extends keyof typeof CHOICES>(host: ComfortHost, name: K): Choice<K> {
  const [fallback, ...others]: readonly Choice<K>[] = CHOICES[name];
  return others.find((one) => one === host[name]) ?? (fallback);
}

/** A factor from 1 to 21; undefined where it is left to the theme. */
export function contrastOf({ minimumContrast }: ComfortHost): number | undefined {
  return isContrast(minimumContrast) ? minimumContrast : undefined;
}

const isContrast = (value: number | undefined): value is number => value !== undefined && value >= 1 && value <= MOST_CONTRAST;

export const wordsOf = (value: string | undefined): ReadonlySet<string> => new Set((value ?? '').split(/\s+/).filter((word) => word !== ''));

/** Says when an attribute that comforts read makes no sense. */
export class Attributes implements Comfort {
  readonly #site: ComfortSite;
  #misused: TerminalError | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
  }

  get misused(): TerminalError | undefined {
    return this.#misused;
  }

  follow(): void {
    const error = faultOf(this.#site.host);
    const known = error?.message === this.#misused?.message;
    if (known) return;
    this.#misused = error;
    if (error === undefined) this.#site.changed();
    else this.#site.failed(error);
  }

  dispose(): void {}
}

function faultOf(host: ComfortHost): TerminalError | undefined {
  for (const name of Object.keys(CHOICES) as (keyof typeof CHOICES)[]) {
    const choices: readonly string[] = CHOICES[name];
    // Absent, or taken away again.
    if (host[name] !== undefined && host[name] !== null && !choices.includes(host[name])) return badAttribute(sentence('notOneOf', NAMES[name], choices.join(', ')));
  }
  const { minimumContrast } = host;
  if (minimumContrast !== undefined && minimumContrast !== null && !isContrast(minimumContrast)) return badAttribute(sentence('notInRange', 'minimum-contrast', 1, MOST_CONTRAST));
  for (const word of wordsOf(host.hotkeys)) if (!HOTKEYS.has(word)) return badAttribute(sentence('notMadeOf', 'hotkeys', [...HOTKEYS].join(', ')));
  return undefined;
}
