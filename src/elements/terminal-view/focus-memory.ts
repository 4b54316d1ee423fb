import { focusIsFree, hasFocus } from './parking.js';

/** Remembers that the focus was inside an element that was taken out of the page, so that it can come back with it. */
export class FocusMemory {
  readonly #node: HTMLElement;
  #had = false;

  constructor(node: HTMLElement) {
    this.#node = node;
    node.addEventListener('focusin', () => (this.#had = true));
    // Some browsers fire this for a node that is being removed: looked at after the removal, that is no leaving.
    node.addEventListener('focusout', () => void Promise.resolve().then(() => this.#look()));
  }

  /** Whether the focus should be put back: it was here, and nothing else has it. */
  wanted(owner: Document): boolean {
    return this.#had && !hasFocus(this.#node) && focusIsFree(owner);
  }

  #look(): void {
    if (this.#node.isConnected && !hasFocus(this.#node)) this.#had = false;
  }
}
