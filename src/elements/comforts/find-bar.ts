import { html, nothing, type TemplateResult } from 'lit';
import { keepTyping } from '../apart.js';
import { words } from '../localize.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import { Search, type ISearchOptions } from '../terminal-view/addons/search.js';
import { Pace } from '../terminal-view/pace.js';
import type { ScreenWishes } from '../terminal-view/screen-view.js';
import type { IDisposable, XtermTerminal } from '../terminal-view/xterm.js';
import type { ComfortSite } from './comfort.js';
import { findBarStyles } from './find-bar.styles.js';
import type { FindOptions } from './find-options.js';
import { literally, queryOf } from './find-query.js';
import { FIND_STRINGS } from './find-strings.js';
import { ARROW_DOWN, ARROW_UP, CROSS } from './icons.js';
import { chordOf } from './keys.js';

/** Matches that are highlighted and counted. */
const MOST = 1000;
/** While output goes on it is counted so often: a search takes some 30 ms. Milliseconds. */
const RECOUNT_MS = 1_000;
/** Of what is selected, what may be looked for. */
const MOST_SELECTED = 200;
/** Colours of matches. The one that is meant is selected, and a selection is drawn over them: see `amend`. The ruler is not shown, but must have some. */
const COLOURS = {
  dark: { matchBackground: '#5c4a00', activeMatchBackground: '#a35200', activeMatchBorder: '#ffb35c', matchOverviewRuler: '#5c4a00', activeMatchColorOverviewRuler: '#a35200' },
  light: { matchBackground: '#ffe58f', activeMatchBackground: '#ffa940', activeMatchBorder: '#873800', matchOverviewRuler: '#ffe58f', activeMatchColorOverviewRuler: '#ffa940' },
} as const;

type Switch = 'caseSensitive' | 'wholeWord' | 'regex';
/** With Alt in the text field, as in VS Code. */
const SWITCHES: readonly { readonly name: Switch; readonly key: string; readonly sign: string }[] = [
  { name: 'caseSensitive', key: 'KeyC', sign: 'Aa' }, { name: 'wholeWord', key: 'KeyW', sign: '“ab”' }, { name: 'regex', key: 'KeyR', sign: '.*' },
];

/** Keys in the bar that step, whatever has the focus there. */
const STEPS: Readonly<Partial<Record<string, 'next' | 'previous'>>> = { F3: 'next', 'Shift+F3': 'previous', 'Cmd+G': 'next', 'Shift+Cmd+G': 'previous' };

/** One per terminal, whatever elements show it. */
const searches = new WeakMap<XtermTerminal, Search>();

function searchOf(term: XtermTerminal): Search {
  let search = searches.get(term);
  if (search === undefined) {
    searches.set(term, (search = new Search({ highlightLimit: MOST })));
    term.loadAddon(search);
  }
  return search;
}

/** The find bar. A lazy chunk named after this file: only ever imported dynamically, see find.ts. */
export class FindBar {
  readonly #site: ComfortSite;
  readonly #search: Search;
  readonly #subscriptions: readonly IDisposable[];
  readonly #recounts: Pace<void>;
  readonly #wanted: Record<Switch, boolean> = { caseSensitive: false, wholeWord: false, regex: false };
  #state: 'closed' | 'open' | 'focusing' = 'closed';
  /** What is typed next does not replace the text. */
  #goesOn = false;
  #edge: 'top' | 'bottom' = 'top';
  #text = '';
  /** What was selected by looking. */
  #meant = '';
  #found: { readonly index: number; readonly count: number } | 'nothing' | 'invalid' | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#search = searchOf(site.view.terminal);
    this.#recounts = new Pace(site.clock, RECOUNT_MS, 'latest', () => this.#recount());
    const results = this.#search.onDidChangeResults(({ resultIndex, resultCount }) => {
      if (!this.open) return;
      this.#found = this.#text === '' ? undefined : resultCount === 0 ? 'nothing' : { index: resultIndex, count: resultCount };
      site.changed();
    });
    this.#subscriptions = [results, site.view.terminal.onWriteParsed(() => this.textChanged())];
  }

  get open(): boolean {
    return this.#state !== 'closed';
  }

  /**
   * With what is selected as the text, and the keyboard.
   * @param typed what was typed before it was here: the text, which goes on
   */
  show(typed = ''): void {
    const selected = this.#site.view.terminal.getSelection();
    // A match that looking has selected stays what it was looked for by.
    if (selected !== '' && selected !== this.#meant && selected.length <= MOST_SELECTED && !/[\r\n]/.test(selected)) this.#text = this.#wanted.regex ? literally(selected) : selected;
    if (typed !== '') this.#text = typed;
    this.#goesOn = typed !== '';
    const opened = !this.open;
    this.#state = 'focusing';
    if (opened) this.#site.restyle();
    this.#look('next', true);
    this.#site.changed();
  }

  /** While the keyboard is in the bar, what is selected is the match that is meant. */
  amend(wishes: ScreenWishes): ScreenWishes {
    return this.open ? { ...wishes, theme: { ...wishes.theme, selectionInactiveBackground: COLOURS[wishes.scheme].activeMatchBackground } } : wishes;
  }

  /** There is other text than before. */
  textChanged(): void {
    if (this.open) this.#recounts.say();
  }

  close(): void {
    this.#state = 'closed';
    this.#search.clearDecorations();
    this.#site.restyle();
    this.#site.changed();
    this.#site.view.focus();
  }

  step(where: 'next' | 'previous'): void {
    this.#look(where, false);
  }

  find(text: string, { backwards = false, ...options }: FindOptions): boolean {
    const query = queryOf(text, options);
    if (query === undefined) return false;
    return backwards ? this.#search.findPrevious(query.term, query) : this.#search.findNext(query.term, query);
  }

  render(): TemplateResult | undefined {
    if (!this.open) return undefined;
    const { host } = this.#site;
    const root = host.renderRoot as StyleRoot;
    adopt(root, [sharedSheet(documentOf(root), findBarStyles.cssText)]);
    const texts = words('find', FIND_STRINGS, host);
    const found = this.#found;
    const countText = (count: number): string => (count < MOST ? count.toLocaleString(texts.locale) : `${MOST.toLocaleString(texts.locale)}+`);
    const bad = found === 'nothing' || found === 'invalid';
    const said = found === undefined ? '' : found === 'nothing' ? texts.nothing : found === 'invalid' ? texts.invalid
      : found.index < 0 ? texts.found(countText(found.count)) : texts.place(found.index + 1, countText(found.count));
    const button = (label: string, icon: TemplateResult, press: () => void): TemplateResult =>
      html`<button type="button" class="plain" title=${label} aria-label=${label} @click=${press}>${icon}</button>`;
    return html`<div part="find-bar" class="find-bar ${this.#edge}" role="search" @keydown=${this.#onKeyDown} @keypress=${keepTyping}>
      <input class=${bad ? 'bad' : nothing} type="text" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder=${texts.find} aria-label=${texts.find}
        aria-invalid=${found === 'invalid' ? 'true' : nothing} .value=${this.#text} @input=${this.#onInput}>
      <span class="found ${bad ? 'bad' : ''}" role="status">${said}</span>
      <span class="tools"><span class="switches">${SWITCHES.map(({ name, sign }) => html`<button type="button" class="plain sign" data-sign=${sign} aria-pressed=${this.#wanted[name]} title=${texts[name]} aria-label=${texts[name]} @click=${() => this.#switch(name)}></button>`)}</span>
      <span class="steps">${button(texts.previous, ARROW_UP, () => this.step('previous'))}${button(texts.next, ARROW_DOWN, () => this.step('next'))}${button(texts.close, CROSS, () => this.close())}</span></span>
    </div>`;
  }

  /** After the element was rendered. */
  follow(): void {
    if (this.open) this.#makeRoom();
    if (this.#state !== 'focusing') return;
    const input = this.#site.host.renderRoot.querySelector<HTMLInputElement>('.find-bar input');
    if (input === null) return;
    this.#state = 'open';
    input.focus();
    if (!this.#goesOn) input.select();
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
    this.#recounts.dispose();
    if (this.open) this.#search.clearDecorations();
    this.#state = 'closed';
  }

  #look(where: 'next' | 'previous', incremental: boolean): void {
    if (!this.open) return;
    const query = queryOf(this.#text, this.#wanted);
    if (query === undefined) {
      this.#search.clearDecorations();
      this.#found = this.#text === '' ? undefined : 'invalid';
      return this.#site.changed();
    }
    const options: ISearchOptions = { ...query, incremental, decorations: this.#colours };
    const any = where === 'next' ? this.#search.findNext(query.term, options) : this.#search.findPrevious(query.term, options);
    if (!any) this.#found = 'nothing';
    this.#meant = this.#site.view.terminal.getSelection();
    this.#site.changed();
  }

  /** What output has changed. */
  #recount(): void {
    const query = queryOf(this.#text, this.#wanted);
    const { terminal } = this.#site.view;
    const selected = terminal.getSelection();
    // Somebody has selected something else: that is not to be taken from them.
    if (!this.open || query === undefined || (selected !== '' && selected !== this.#meant)) return;
    this.#search.lookAgain(query.term, { ...query, decorations: this.#colours });
    this.#meant = terminal.getSelection();
  }

  get #colours(): (typeof COLOURS)['dark' | 'light'] {
    return COLOURS[this.#site.host.renderRoot.querySelector('.base.dark') === null ? 'light' : 'dark'];
  }

  /** Goes to the other edge when it covers the match that is meant, if it would not cover it there. */
  #makeRoom(): void {
    const { host, view, box } = this.#site;
    const bar = host.renderRoot.querySelector('.find-bar')?.getBoundingClientRect();
    const grid = view.terminal.element?.querySelector('.xterm-screen')?.getBoundingClientRect();
    const match = view.terminal.getSelectionPosition();
    // Of one line or two: what else is at its edge keeps clear of it.
    if (bar !== undefined) box().parentElement?.style.setProperty('--find-bar', `${bar.height}px`);
    if (bar === undefined || grid === undefined || match === undefined) return;
    const { rows, cols, buffer } = view.terminal;
    const { start, end } = match;
    const y = (row: number): number => grid.top + ((row - buffer.active.viewportY) * grid.height) / rows;
    const x = (col: number): number => grid.left + (col * grid.width) / cols;
    const [left, right] = start.y === end.y ? [x(start.x), x(end.x)] : [grid.left, grid.right];
    const covers = (top: number): boolean => top < y(end.y + 1) && top + bar.height > y(start.y) && bar.left < right && bar.right > left;
    const stage = box().getBoundingClientRect();
    const margin = this.#edge === 'top' ? bar.top - stage.top : stage.bottom - bar.bottom;
    if (!covers(bar.top) || covers(this.#edge === 'top' ? stage.bottom - margin - bar.height : stage.top + margin)) return;
    this.#edge = this.#edge === 'top' ? 'bottom' : 'top';
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
    const chord = chordOf(event);
    const where = STEPS[chord];
    const toggled = field && event.altKey && !event.ctrlKey && !event.metaKey ? SWITCHES.find(({ key }) => key === event.code) : undefined;
    if (event.key === 'Escape') this.close();
    else if (where !== undefined) this.step(where);
    else if (event.key === 'Enter' && field) this.step(event.shiftKey ? 'previous' : 'next');
    else if (toggled !== undefined) this.#switch(toggled.name);
    else if (chord === 'Ctrl+F' || chord === 'Cmd+F') this.show();
    else return field ? keepTyping(event) : undefined;
    event.preventDefault();
    event.stopPropagation();
  };
}

