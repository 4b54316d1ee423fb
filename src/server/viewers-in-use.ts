import type { ViewerFacts } from '../protocol/messages.js';
import type { Attachment } from './attachment.js';

/**
 * Knows the viewer in use: the one that attached, resized or typed last. Programs are answered with what that one says about itself; one that may not type, or says
 * nothing, stands back behind the others.
 */
export class ViewersInUse {
  readonly #onChange: (facts: ViewerFacts) => void;
  /** Used last, last. */
  readonly #facts = new Map<Attachment, ViewerFacts | undefined>();
  #current: ViewerFacts | undefined;

  /** @param onChange hears the facts that hold from now on; those of a viewer that has gone hold until there is another */
  constructor(onChange: (facts: ViewerFacts) => void) {
    this.#onChange = onChange;
  }

  used(attachment: Attachment, facts: ViewerFacts | undefined = this.#facts.get(attachment)): void {
    this.#facts.delete(attachment);
    this.#facts.set(attachment, facts);
    this.#choose();
  }

  /** Replaces what it said before. That alone does not make it the one in use. */
  describe(attachment: Attachment, facts: ViewerFacts): void {
    if (!this.#facts.has(attachment)) return;
    this.#facts.set(attachment, facts);
    this.#choose();
  }

  remove(attachment: Attachment): void {
    if (this.#facts.delete(attachment)) this.#choose();
  }

  #choose(): void {
    let chosen: ViewerFacts | undefined;
    let rank = 0;
    for (const [{ access }, facts] of this.#facts) {
      const mine = access === 'full' ? 2 : 1;
      if (facts === undefined || mine < rank) continue;
      chosen = facts;
      rank = mine;
    }
    if (chosen === undefined || chosen === this.#current) return;
    this.#current = chosen;
    this.#onChange(chosen);
  }
}
