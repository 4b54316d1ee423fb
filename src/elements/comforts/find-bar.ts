import { html, nothing, type TemplateResult } from 'lit';
import { words } from '../localize.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import { SearchAddon, type ISearchOptions, type XtermSearch } from '../terminal-view/addons/search.js';
import type { IDisposable, XtermTerminal } from '../terminal-view/xterm.js';
import type { ComfortSite } from './comfort.js';
import { findBarStyles } from './find-bar.styles.js';
import type { FindOptions } from './find-options.js';
import { FIND_STRINGS } from './find-strings.js';
import { ARROW_DOWN, ARROW_UP, CROSS } from './icons.js';

/** Matches that are highlighted and counted. */
const MOST = 1000;
/** Of what is selected, what may be looked for. */
const MOST_SELECTED = 200;
/** Colours of matches; the one that is meant is selected, too. The ruler is not shown, but must have some. */
const COLOURS = {
  dark: { matchBackground: '#5c4a00', activeMatchBackground: '#8a6d00', matchOverviewRuler: '#5c4a00', activeMatchColorOverviewRuler: '#8a6d00' },
  light: { matchBackground: '#ffe58f', activeMatchBackground: '#ffc53d', matchOverviewRuler: '#ffe58f', activeMatchColorOverviewRuler: '#ffc53d' },
} as const;

type Switch = 'caseSensitive' | 'wholeWord' | 'regex';
/** With Alt in the text field, as in VS Code. */
const SWITCHES: readonly { readonly name: Switch; readonly key: string; readonly sign: string }[] = [
  { name: 'caseSensitive', key: 'KeyC', sign: 'Aa' }, { name: 'wholeWord', key: 'KeyW', sign: '“ab”' }, { name: 'regex', key: 'KeyR', sign: '.*' },
];

/** One per terminal, whatever elements show it. */
const searches = new WeakMap<XtermTerminal, XtermSearch>();

function searchOf(term: XtermTerminal): XtermSearch {
  let search = searches.get(term);
  if (search === undefined) {
    searches.set(term, (search = new SearchAddon({ highlightLimit: MOST })));
    term.loadAddon(search);
  }
  return search;
}

/** The find bar. A lazy chunk named after this file: only ever imported dynamically, see find.ts. */
export class FindBar {
  readonly #site: ComfortSite;
  readonly #search: XtermSearch;
  readonly #results: IDisposable;
  readonly #wanted: Record<Switch, boolean> = { caseSensitive: false, wholeWord: false, regex: false };
  #state: 'closed' | 'open' | 'focusing' = 'closed';
  #text = '';
  #found: { readonly index: number; readonly count: number } | 'nothing' | 'invalid' | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#search = searchOf(site.view.terminal);
    this.#results = this.#search.onDidChangeResults(({ resultIndex, resultCount }) => {
      if (!this.open) return;
      this.#found = this.#text === '' ? undefined : resultCount === 0 ? 'nothing' : { index: resultIndex, count: resultCount };
      site.changed();
    });
  }

  get open(): boolean {
    return this.#state !== 'closed';
  }

  /** With what is selected as the text, and the keyboard. */
  show(): void {
    const selected = this.#site.view.terminal.getSelection();
    if (selected !== '' && selected.length <= MOST_SELECTED && !/[\r\n]/.test(selected)) this.#text = selected;
    this.#state = 'focusing';
    this.#look('next', true);
    this.#site.changed();
  }

  close(): void {
    this.#state = 'closed';
    this.#search.clearDecorations();
    this.#site.changed();
    this.#site.view.focus();
  }

  step(where: 'next' | 'previous'): void {
    this.#look(where, false);
  }

  find(text: string, { backwards = false, ...options }: FindOptions): boolean {
    if (text === '' || (options.regex === true && !isRegex(text))) return false;
    return backwards ? this.#search.findPrevious(text, options) : this.#search.findNext(text, options);
  }

  render(): TemplateResult | undefined {
    if (!this.open) return undefined;
    const { host } = this.#site;
    const root = host.renderRoot as StyleRoot;
    adopt(root, [sharedSheet(documentOf(root), findBarStyles.cssText)]);
    const texts = words('find', FIND_STRINGS, host);
    const found = this.#found;
    const bad = found === 'nothing' || found === 'invalid';
    const said = found === undefined ? '' : found === 'nothing' ? texts.nothing : found === 'invalid' ? texts.invalid
      : found.index < 0 ? texts.many(found.count) : texts.place(found.index + 1, found.count);
    const button = (label: string, icon: TemplateResult, press: () => void): TemplateResult =>
      html`<button type="button" class="plain" title=${label} aria-label=${label} @click=${press}>${icon}</button>`;
    return html`<div part="find-bar" class="find-bar" role="search" @keydown=${this.#onKeyDown}>
      <input class=${bad ? 'bad' : nothing} type="text" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder=${texts.find} aria-label=${texts.find}
        aria-invalid=${found === 'invalid' ? 'true' : nothing} .value=${this.#text} @input=${this.#onInput}>
      <span class="found ${bad ? 'bad' : ''}" role="status">${said}</span>
      <span class="switches">${SWITCHES.map(({ name, sign }) => html`<button type="button" class="plain sign" data-sign=${sign} aria-pressed=${this.#wanted[name]} title=${texts[name]} aria-label=${texts[name]} @click=${() => this.#switch(name)}></button>`)}</span>
      <span class="steps">${button(texts.previous, ARROW_UP, () => this.step('previous'))}${button(texts.next, ARROW_DOWN, () => this.step('next'))}${button(texts.close, CROSS, () => this.close())}</span>
    </div>`;
  }

  /** After the element was rendered. */
  follow(): void {
    if (this.#state !== 'focusing') return;
    const input = this.#site.host.renderRoot.querySelector<HTMLInputElement>('.find-bar input');
    if (input === null) return;
    this.#state = 'open';
    input.focus();
    input.select();
  }

  dispose(): void {
    this.#results.dispose();
    if (this.open) this.#search.clearDecorations();
    this.#state = 'closed';
  }

  #look(where: 'next' | 'previous', incremental: boolean): void {
    if (!this.open) return;
    if (this.#text === '' || (this.#wanted.regex && !isRegex(this.#text))) {
      this.#search.clearDecorations();
      this.#found = this.#text === '' ? undefined : 'invalid';
      return this.#site.changed();
    }
    const dark = this.#site.host.renderRoot.querySelector('.base.dark') !== null;
    const options: ISearchOptions = { ...this.#wanted, incremental, decorations: COLOURS[dark ? 'dark' : 'light'] };
    const any = where === 'next' ? this.#search.findNext(this.#text, options) : this.#search.findPrevious(this.#text, options);
    if (!any) this.#found = 'nothing';
    this.#site.changed();
  }

  #switch(name: Switch): void {
    this.#wanted[name] = !this.#wanted[name];
    // The addon (0.16) compares options with themselves, and would go on highlighting by the old ones.
    this.#search.clearDecorations();
    this.#look('next', true);
  }

  readonly #onInput = (event: Event): void => {
    this.#text = (event.target as HTMLInputElement).value;
    this.#look('next', true);
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const field = (event.target as Element).localName === 'input';
    const toggled = field && event.altKey && !event.ctrlKey && !event.metaKey ? SWITCHES.find(({ key }) => key === event.code) : undefined;
    if (event.key === 'Escape') this.close();
    else if (event.key === 'F3' || (event.key === 'Enter' && field)) this.step(event.shiftKey ? 'previous' : 'next');
    else if (toggled !== undefined) this.#switch(toggled.name);
    else if ((event.ctrlKey || event.metaKey) && event.code === 'KeyF') this.show();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
