import type { BROWSER_SENTENCES } from '../client/browser/sentences.js';
import type { CONNECTION_SENTENCES } from '../client/connection/sentences.js';
import type { HEALTH_SENTENCES } from '../client/health/sentences.js';
import type { CLIENT_SENTENCES } from '../client/sentences.js';
import type { SESSION_SENTENCES } from '../client/session/sentences.js';
import type { CLOSE_SENTENCES } from '../protocol/close-codes.js';
import type { TerminalErrorCode } from '../protocol/errors.js';
import { whenTimesAreBetter } from './better-times.js';
import type { KEY_STRINGS } from './comforts/key-strings.js';
import type { MENU_STRINGS } from './comforts/menu-strings.js';
import type { PASTE_STRINGS } from './comforts/paste-strings.js';
import type { READER_STRINGS } from './comforts/reader-strings.js';
import type { SCROLL_STRINGS } from './comforts/scroll-strings.js';
import type { PROGRESS_STRINGS } from './comforts/progress-strings.js';
import type { SCREEN_KEY_STRINGS } from './comforts/screen-key-strings.js';
import type { TOOL_STRINGS } from './comforts/tool-strings.js';
import type { FIND_STRINGS } from './comforts/find-strings.js';
import type { LINK_STRINGS } from './comforts/link-strings.js';
import type { INSPECTOR_STRINGS } from './inspector/inspector-strings.js';
import type { CHIP_DETAILS_STRINGS } from './chip-details/strings.js';
import type { CHIP_MARK_STRINGS } from './chip-mark-strings.js';
import type { DIAGNOSIS_STRINGS } from './diagnosis-strings.js';
import type { ELEMENT_SENTENCES } from './element-sentences.js';
import type { OVERLAY_STRINGS } from './overlay-strings.js';
import type { CHIP_STRINGS, TERMINAL_STRINGS } from './strings.js';
import type { SCREEN_STRINGS } from './terminal-view/screen-strings.js';

/** A table of English texts as a translator sees it: any text will do, and what takes numbers takes the same ones. */
export type Words<T> = T extends string ? string : T extends (...values: infer V) => string ? (...values: V) => string : { readonly [K in keyof T]: Words<T[K]> };

/**
 * Every text for people, in groups. A new group is a table of English texts beside the part that uses it, and one line here: the compiler then asks for it in strings/de.ts.
 * Values that are put into a text are its parameters, so that each language orders and counts as it must.
 */
export interface Strings {
  /** `<terminal-status-chip>`. */
  readonly chip: Words<typeof CHIP_STRINGS>;
  /** Unread output, bell and progress in it. */
  readonly chipMarks: Words<typeof CHIP_MARK_STRINGS>;
  /** Its card and its menu. */
  readonly chipDetails: Words<typeof CHIP_DETAILS_STRINGS>;
  /** The terminal element before the rest is loaded. */
  readonly terminal: Words<typeof TERMINAL_STRINGS>;
  /** What is said over a screen. */
  readonly overlay: Words<typeof OVERLAY_STRINGS>;
  /** The screen itself. */
  readonly screen: Words<typeof SCREEN_STRINGS>;
  /** What is written on keys. */
  readonly keys: Words<typeof KEY_STRINGS>;
  /** The menu of the right mouse button. */
  readonly menu: Words<typeof MENU_STRINGS>;
  /** Around pasting. */
  readonly paste: Words<typeof PASTE_STRINGS>;
  /** The way back to the last line. */
  readonly scroll: Words<typeof SCROLL_STRINGS>;
  /** The bar of a program's progress. */
  readonly progress: Words<typeof PROGRESS_STRINGS>;
  /** The keys below the screen. */
  readonly screenKeys: Words<typeof SCREEN_KEY_STRINGS>;
  /** The strip of tools above the screen. */
  readonly tools: Words<typeof TOOL_STRINGS>;
  /** What is offered to who uses a screen reader. */
  readonly reader: Words<typeof READER_STRINGS>;
  /** The find bar. */
  readonly find: Words<typeof FIND_STRINGS>;
  /** A link under the pointer. */
  readonly links: Words<typeof LINK_STRINGS>;
  /** What connections, sessions and errors give as reasons (`Sentence.id`), and errors whose text only the server knows (by their code). In English they are said as they are given. */
  readonly sentences: Words<typeof CLOSE_SENTENCES & typeof CONNECTION_SENTENCES & typeof SESSION_SENTENCES & typeof CLIENT_SENTENCES & typeof BROWSER_SENTENCES & typeof ELEMENT_SENTENCES> & Readonly<Record<TerminalErrorCode, string>>;
  /** What a diagnosis finds and a recovery does, in the same way; and the names of the steps. */
  readonly diagnosis: Words<typeof HEALTH_SENTENCES & typeof DIAGNOSIS_STRINGS>;
  /** `<terminal-inspector>`. */
  readonly inspector: Words<typeof INSPECTOR_STRINGS>;
}

/** As much of the texts as somebody wants to say in other words; what is a table of its own in a group is given whole. */
export type SomeStrings = { readonly [G in keyof Strings]?: Partial<Strings[G]> };

/** The host of texts: an element whose language may change. */
interface LocalizedElement extends Element {
  requestUpdate(property?: PropertyKey): void;
}

/** The package's own come first: what pages register wins. */
const tables: (readonly [locale: string, strings: SomeStrings])[] = [];
type StringsLoader = () => Promise<{ readonly strings: SomeStrings }>;

/** Languages of this package beside English, until they are asked for. */
const shipped = new Map<string, readonly StringsLoader[]>([['de', [() => import('./strings/de.js')]]]);
const followers = new Set<LocalizedElement>();
let observer: MutationObserver | undefined;

/**
 * Gives the elements texts of your own, in a language they do not know or in place of theirs. Texts that are not given stay as they are; those registered last win.
 * @param locale a language tag: `de` also serves elements in `de-AT`, for which a table `de-AT` would win
 */
export function registerStrings(locale: string, strings: SomeStrings): void {
  tables.push([locale.toLowerCase(), strings]);
  changed();
}

/** For parts that pages load beside the main one: gives their texts in a language of this package, to be loaded when it is asked for. */
export function shipStrings(locale: string, load: StringsLoader): void {
  shipped.set(locale, [...(shipped.get(locale) ?? []), load]);
}

/**
 * The texts of a group for an element: by the nearest `lang` attribute around it, across shadow roots. To be asked in every render, and for every use elsewhere.
 * @param defaults the English ones
 */
export function words<G extends keyof Strings>(group: G, defaults: Strings[G], element: Element): Strings[G] {
  return { ...defaults, ...given(group, element) };
}

/** As `words`, of a group that has its English texts elsewhere. */
export function given<G extends keyof Strings>(group: G, element: Element): Partial<Strings[G]> {
  const language = languageOf(element);
  fetchShipped(language.replace(/-.*/, ''));
  return tables
    .filter(([locale]) => `${language}-`.startsWith(`${locale}-`))
    .sort(([a], [b]) => a.length - b.length)
    .reduce<Partial<Strings[G]>>((all, [, strings]) => ({ ...all, ...strings[group] }), {});
}

/** Renders `element` anew when it may have another language now and whenever the texts change, until `unfollow`. To be called when it has entered a page. */
export function follow(element: LocalizedElement): void {
  followers.add(element);
  observer ??= new MutationObserver(changed);
  for (let at: Element | undefined = element; at !== undefined; at = hostOf(at)) observer.observe(at.getRootNode(), { attributeFilter: ['lang'], subtree: true });
  element.requestUpdate();
}

export function unfollow(element: LocalizedElement): void {
  followers.delete(element);
  if (followers.size === 0) observer?.disconnect();
}

// The name makes it a change also for parts that look whether anything of theirs has changed.
const changed = (): void => followers.forEach((element) => element.requestUpdate('lang'));

/** Undefined for an element that is in a document. */
const hostOf = (element: Element): Element | undefined => (element.getRootNode() as Partial<ShadowRoot>).host;

/** In lower case; empty out of a page (on a server, say). */
function languageOf(element: Element): string {
  if (!element.isConnected) return '';
  const host = hostOf(element);
  // The page's own for windows that have none: a terminal in a pop-out speaks as it did before.
  return (element.closest('[lang]')?.getAttribute('lang') ?? (host === undefined ? document.documentElement.lang : languageOf(host))).toLowerCase();
}

function fetchShipped(locale: string): void {
  const loaders = shipped.get(locale) ?? [];
  shipped.delete(locale);
  for (const load of loaders) {
    load().then(
      ({ strings }) => {
        tables.unshift([locale, strings]);
        changed();
      },
      // English until then.
      () => whenTimesAreBetter(undefined, () => {
        shipStrings(locale, load);
        changed();
      }),
    );
  }
}
