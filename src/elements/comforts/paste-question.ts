import { html, nothing, type TemplateResult } from 'lit';
import { words } from '../localize.js';
import { visible } from '../preview.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import { cleanPaste } from '../terminal-view/clean-text.js';
import type { ComfortSite } from './comfort.js';
import { asOneLine, linesOf } from './pasted-lines.js';
import { pasteQuestionStyles } from './paste-question.styles.js';
import { PASTE_STRINGS } from './paste-strings.js';

/** What is shown of a long text. */
const SHOWN_LINES = 100;
const SHOWN_CHARACTERS = 200;

/** @param text what to paste; undefined for nothing */
export type Answer = (text: string | undefined, askNoMore: boolean) => void;

/**
 * Asks in the element whether several lines are to be pasted. Until there is an answer nothing can be typed. A lazy chunk named after this file: only ever imported dynamically,
 * see parts.ts.
 */
export class PasteQuestion {
  readonly #site: ComfortSite;
  readonly #text: string;
  readonly #answer: Answer;
  readonly #box: HTMLElement;
  #focused = false;

  constructor(site: ComfortSite, text: string, answer: Answer) {
    this.#site = site;
    this.#text = text;
    this.#answer = answer;
    this.#box = site.box();
    this.#box.inert = true;
  }

  /** After an update: the first one has put it into the page. The safe button has the focus, so that a key too much does no harm. */
  follow(): void {
    if (this.#focused) return;
    const safe = this.#card?.querySelector<HTMLElement>('.safe');
    this.#focused = safe !== null && safe !== undefined;
    safe?.focus();
  }

  render(): TemplateResult {
    const root = this.#site.host.renderRoot as StyleRoot;
    adopt(root, [sharedSheet(documentOf(root), pasteQuestionStyles.cssText)]);
    const strings = words('paste', PASTE_STRINGS, this.#site.host);
    const lines = linesOf(this.#text);
    if (lines.at(-1) === '') lines.pop();
    const more = lines.length - SHOWN_LINES;
    return html`
      <div class="question">
        <div class="card" part="paste-question" role="alertdialog" aria-labelledby="paste-title" aria-describedby="paste-hint" @keydown=${this.#pressed}>
          <h2 id="paste-title">${strings.title(lines.length)}</h2>
          <p id="paste-hint">${strings.hint}${this.#text === cleanPaste(this.#text) ? nothing : html` ${strings.removed}`}</p>
          <pre tabindex="0" role="region" aria-label=${strings.text}>${lines.slice(0, SHOWN_LINES).map(shownLine)}${more > 0 ? html`<i>… ${strings.more(more)}</i>` : nothing}</pre>
          <label><input type="checkbox" />${strings.askNoMore}</label>
          <div class="buttons">
            <button type="button" class="wanted" @click=${() => this.#end(this.#text)}>${strings.paste}</button>
            <button type="button" @click=${() => this.#end(asOneLine(this.#text))}>${strings.asOneLine}</button>
            <button type="button" class="safe" @click=${() => this.#end(undefined)}>${strings.cancel}</button>
          </div>
        </div>
      </div>
    `;
  }

  dispose(): void {
    this.#box.inert = false;
  }

  get #card(): HTMLElement | null {
    return this.#site.host.renderRoot.querySelector('.question .card');
  }

  #end(text: string | undefined): void {
    const box = this.#card?.querySelector('input');
    this.dispose();
    this.#answer(text, text !== undefined && box?.checked === true);
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    // Of a dialog around the terminal it closes nothing.
    event.preventDefault();
    event.stopPropagation();
    this.#end(undefined);
  };
}

/** Nothing hidden: what will be left out is marked, what cannot be seen is a box. */
function shownLine(line: string): TemplateResult {
  const characters = [...line.slice(0, SHOWN_CHARACTERS)];
  const parts = characters.map((character) => (cleanPaste(character) === '' ? html`<s>${visible(character)}</s>` : character === '\t' ? character : visible(character)));
  return html`<span>${parts}${line.length > SHOWN_CHARACTERS ? '…' : nothing}${'\n'}</span>`;
}
