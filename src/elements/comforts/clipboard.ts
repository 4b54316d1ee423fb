import { toDisposable, type Disposable } from '../../base/disposable.js';
import type { Comfort, ComfortSite } from './comfort.js';
import { copyText } from './copy-text.js';
import type { Command, CommandName } from './commands.js';

/** What is selected goes to the clipboard; on plain http too. */
export class Clipboard implements Comfort {
  readonly #site: ComfortSite;
  readonly #pointer: Disposable;
  readonly commands: Partial<Record<CommandName, Command>>;

  constructor(site: ComfortSite) {
    this.#site = site;
    const { terminal } = site.view;
    const ready = (): boolean => terminal.hasSelection();
    this.commands = {
      copy: { run: () => this.#copy(), ready },
      'copy-and-clear': {
        run: () => {
          this.#copy();
          terminal.clearSelection();
        },
        ready,
      },
    };
    const box = site.box();
    box.addEventListener('mousedown', this.#pressed);
    this.#pointer = toDisposable(() => box.removeEventListener('mousedown', this.#pressed));
  }

  dispose(): void {
    this.#pointer.dispose();
  }

  #copy(): void {
    const { view, host } = this.#site;
    copyText(host.ownerDocument, view.terminal.getSelection());
  }

  /** Only what the mouse has selected: what a search selects, say, nobody wants to have copied. */
  readonly #pressed = ({ button }: MouseEvent): void => {
    const { host, view } = this.#site;
    if (!host.copyOnSelect || button !== 0) return;
    // In the document: the mouse may be let go anywhere.
    host.ownerDocument.addEventListener('mouseup', () => {
      if (host.copyOnSelect && view.terminal.hasSelection()) this.#copy();
    }, { once: true });
  };
}
