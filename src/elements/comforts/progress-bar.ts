import { html, nothing } from 'lit';
import type { SessionProgress } from '../../client/session/contract.js';
import { words } from '../localize.js';
import { pageServices } from '../page-services.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import { progressBarStyles } from './progress-bar.styles.js';
import { PROGRESS_STRINGS } from './progress-strings.js';

/** How far the program says it is (OSC 9;4), as a line above the first one. */
export class ProgressBar implements Comfort {
  readonly #site: ComfortSite;
  readonly #leave: () => void;
  /** What was shown last; a new one is another object. */
  #shown: SessionProgress | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#leave = pageServices().registry.subscribe((event) => {
      if (event.type === 'session-changed' && event.session === site.session && site.session.state.activity.progress !== this.#shown) site.changed();
    });
  }

  render(): Places {
    const { host, session } = this.#site;
    const { progress } = session.state.activity;
    this.#shown = progress;
    if (progress === undefined) return {};
    const root = host.renderRoot as StyleRoot;
    adopt(root, [sharedSheet(documentOf(root), progressBarStyles.cssText)]);
    const { state, value } = progress;
    const known = state !== 'indeterminate';
    return {
      layer: html`<svg class="progress-bar ${state}" part="progress" viewBox="0 0 100 3" preserveAspectRatio="none" role="progressbar" aria-label=${words('progress', PROGRESS_STRINGS, host)[state]} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${known ? value : nothing}><rect class="track" width="100" height="3"></rect><rect class="bar" width=${known ? value : 30} height="3"></rect></svg>`,
    };
  }

  dispose(): void {
    this.#leave();
  }
}
