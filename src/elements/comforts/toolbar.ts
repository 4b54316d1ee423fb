import { DisposableStore, toDisposable } from '../../base/disposable.js';
import { createLoader } from '../lazy-parts.js';
import { pageServices } from '../page-services.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import { Part } from './part.js';

const loader = createLoader(() => import('./tool-strip.js'), 'The tools');

/** Title and tools in the strip above the screen, where the page wants them (`with-toolbar`). */
export class Toolbar implements Comfort {
  readonly #site: ComfortSite;
  readonly #part: Part<typeof import('./tool-strip.js')>;
  readonly #store = new DisposableStore();
  #wanted = false;
  #title = '';

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#part = new Part(site, loader);
    this.#store.add(toDisposable(pageServices().registry.subscribe((event) => {
      if (this.#wanted && event.type === 'session-changed' && event.session === site.session && this.#named() !== this.#title) site.changed();
    })));
    this.follow();
  }

  follow(): void {
    if (this.#site.host.withToolbar === this.#wanted) return;
    this.#wanted = this.#site.host.withToolbar;
    if (this.#wanted) this.#part.use(() => this.#site.changed());
    else this.#site.changed();
  }

  render(): Places {
    const { module } = this.#part;
    if (!this.#wanted || module === undefined) return {};
    this.#title = this.#named();
    return { toolbar: module.renderToolStrip(this.#site, this.#title) };
  }

  dispose(): void {
    this.#store.dispose();
    this.#part.dispose();
  }

  /** What people call it, then what the program does, then the session's own name. */
  #named(): string {
    const { label, activity, ref, key } = this.#site.session.state;
    const own = this.#site.host.label ?? label ?? '';
    return [own, activity.title].filter((part) => part !== '').join(' · ') || ([ref.project, ref.environment, ref.sessionId].filter((part) => part !== undefined && part !== '').join(' / ') || key);
  }
}
