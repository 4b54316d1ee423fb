import type { Comfort, ComfortSite } from './comfort.js';
import type { Command } from './commands.js';

/** What is selected goes to the clipboard. */
export class Clipboard implements Comfort {
  readonly #site: ComfortSite;
  readonly commands: { readonly copy: Command };

  constructor(site: ComfortSite) {
    this.#site = site;
    this.commands = { copy: { run: () => this.#copy(), ready: () => site.view.terminal.hasSelection() } };
  }

  dispose(): void {}

  #copy(): void {
    const { view, host } = this.#site;
    const text = view.terminal.getSelection();
    const owner = host.ownerDocument;
    // The old way first: it needs no permission and works on plain http; xterm.js fills the clipboard event.
    if (!owner.execCommand('copy')) void owner.defaultView?.navigator.clipboard?.writeText(text).catch(() => undefined);
  }
}
