import { abandon, adopt, documentOf, newSheet, type StyleRoot } from '../style-sheets.js';

/**
 * The sheets xterm.js writes at run time (theme, cell size, scroll bar). It makes `<style>` elements for them, which `style-src 'self'` forbids, so while it opens it is
 * handed inert elements instead, whose text feeds constructed sheets. They follow the screen from root to root.
 */
export class RunTimeStyles {
  readonly #texts: string[] = [];
  #sheets: CSSStyleSheet[] = [];
  #owner: Document | undefined;
  #root: StyleRoot | undefined;

  /** Runs `open` with `createElement('style')` of the given documents swapped; synchronous, so nobody else can meet the swap. */
  capture(documents: readonly Document[], open: () => void): void {
    const restore = [...new Set(documents)].map((owner) => this.#swap(owner));
    try {
      open();
    } finally {
      for (const undo of restore) undo();
    }
  }

  /** Moves the sheets to another root; none takes them away. */
  moveTo(root: StyleRoot | undefined): void {
    if (this.#root !== undefined && this.#root !== root) abandon(this.#root, this.#sheets);
    this.#root = root;
    if (root === undefined) return;
    const owner = documentOf(root);
    if (owner !== this.#owner) {
      this.#owner = owner;
      this.#sheets = this.#texts.map((text) => newSheet(owner, text));
    }
    adopt(root, this.#sheets);
  }

  #swap(owner: Document): () => void {
    const own = Object.getOwnPropertyDescriptor(owner, 'createElement');
    const create = owner.createElement.bind(owner);
    Object.defineProperty(owner, 'createElement', {
      configurable: true,
      writable: true,
      value: (tag: string, options?: ElementCreationOptions) => (tag === 'style' ? this.#inert(create('template')) : create(tag, options)),
    });
    return () => {
      if (own === undefined) delete (owner as { createElement?: unknown }).createElement;
      else Object.defineProperty(owner, 'createElement', own);
    };
  }

  /** A `<template>` is never shown and holds no text here: neither searches nor screen readers find style text in it. */
  #inert(element: HTMLElement): HTMLElement {
    const at = this.#texts.push('') - 1;
    if (this.#owner !== undefined) this.#sheets.push(newSheet(this.#owner, ''));
    Object.defineProperty(element, 'textContent', {
      get: () => this.#texts[at],
      set: (text: string) => {
        this.#texts[at] = text;
        this.#sheets[at]?.replaceSync(text);
      },
    });
    return element;
  }
}
