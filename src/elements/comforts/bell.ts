import { html } from 'lit';
import { MutableDisposable } from '../../base/disposable.js';
import { choiceOf } from './attributes.js';
import { ring } from './bell-sound.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';

/** How long the mark stays where nothing may move; a flash of the border takes as long. Milliseconds. */
const MARK_MS = 600;

/** A bell that is seen or heard, beside the event that pages get. */
export class Bell implements Comfort {
  readonly #site: ComfortSite;
  readonly #end = new MutableDisposable();

  constructor(site: ComfortSite) {
    this.#site = site;
  }

  rang(): void {
    const { host, clock } = this.#site;
    const kind = choiceOf(host, 'bell');
    if (kind === 'sound') ring(host.ownerDocument.defaultView, clock.now());
    // One that rings on does not start over: what flashes fast can harm.
    if (kind !== 'visual' || this.#end.value !== undefined) return;
    this.#end.value = clock.after(MARK_MS, () => this.#stop());
    this.#site.changed();
  }

  render(): Places {
    return this.#end.value === undefined ? {} : { layer: html`<div class="bell"></div>` };
  }

  dispose(): void {
    this.#end.dispose();
  }

  #stop(): void {
    this.#end.clear();
    this.#site.changed();
  }
}
