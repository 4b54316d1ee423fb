import { abandon, adopt, documentOf, newSheet, type StyleRoot } from '../style-sheets.js';

/** What xterm.js takes for a style element, and where its text goes. */
interface Entry {
  text: string;
  sheet: CSSStyleSheet | undefined;
}

/**
 * The sheets xterm.js writes at run time (theme, cell size, scroll bar). It makes `<style>` elements for them, which `style-src 'self'` forbids, so while it opens or changes its
 * renderer it is handed inert elements instead, whose text feeds constructed sheets. They follow the screen from root to root.
 */
export class RunTimeStyles {
  readonly #entries = new Set<Entry>();
  #owner: Document | undefined;
  #root: StyleRoot | undefined;

  /** Runs `change` with `createElement('style')` of the given documents swapped; synchronous, so nobody else can meet the swap. */
  capture(documents: readonly Document[], change: () => void): void {
    const restore = [...new Set(documents)].map((owner) => this.#swap(owner));
    try {
      change();
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
      for (const entry of this.#entries) entry.sheet = newSheet(owner, entry.text);
    }
    adopt(root, this.#sheets);
  }

  get #sheets(): CSSStyleSheet[] {
    return [...this.#entries].map(({ sheet }) => sheet).filter((sheet) => sheet !== undefined);
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
    const entry: Entry = { text: '', sheet: this.#owner && newSheet(this.#owner, '') };
    this.#entries.add(entry);
    if (this.#root !== undefined && entry.sheet !== undefined) adopt(this.#root, [entry.sheet]);
    const remove = element.remove.bind(element);
    Object.defineProperties(element, {
      textContent: {
        get: () => entry.text,
        set: (text: string) => {
          entry.text = text;
          entry.sheet?.replaceSync(text);
        },
      },
      remove: {
        value: () => {
          this.#entries.delete(entry);
          if (this.#root !== undefined && entry.sheet !== undefined) abandon(this.#root, [entry.sheet]);
          remove();
        },
      },
    });
    return element;
  }
}
