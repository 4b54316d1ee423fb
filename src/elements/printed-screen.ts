import { MutableDisposable, toDisposable, type Disposable } from '../base/disposable.js';
import { printedScreenStyles } from './printed-screen.styles.js';
import { abandon, adopt, documentOf, sharedSheet, type StyleRoot } from './style-sheets.js';
import { screenText } from './terminal-view/buffer-text.js';
import type { ScreenView } from './terminal-view/screen-view.js';

/**
 * Puts the text that is on the screen into the page while that is printed. xterm.js draws for a window: on paper its rows are cut off, and pale where the theme is dark. What is scrolled
 * out of sight is left out, as it is of everything else in a page.
 */
export class PrintedScreen implements Disposable {
  readonly #box: () => HTMLElement;
  readonly #view: ScreenView;
  readonly #window = new MutableDisposable();
  readonly #text = new MutableDisposable();

  /** @param box of the screen, whose place the text takes */
  constructor(box: () => HTMLElement, view: ScreenView) {
    this.#box = box;
    this.#view = view;
  }

  /** To be called when it may be in another window. */
  follow(window: Window | null): void {
    this.#window.clear();
    this.#text.clear();
    if (window === null) return;
    const begin = (): void => this.#begin();
    const end = (): void => this.#text.clear();
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    this.#window.value = toDisposable(() => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    });
  }

  dispose(): void {
    this.#window.dispose();
    this.#text.dispose();
  }

  #begin(): void {
    const box = this.#box();
    const root = box.getRootNode() as StyleRoot;
    const sheets = [sharedSheet(documentOf(root), printedScreenStyles.cssText)];
    const text = box.ownerDocument.createElement('pre');
    text.className = 'printed';
    text.setAttribute('part', 'printed');
    text.textContent = screenText(this.#view.terminal);
    this.#text.value = toDisposable(() => {
      text.remove();
      abandon(root, sheets);
    });
    adopt(root, sheets);
    // After everything that Lit renders there.
    box.after(text);
  }
}
