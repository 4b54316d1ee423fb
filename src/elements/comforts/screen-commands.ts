import type { ScreenView } from '../terminal-view/screen-view.js';
import type { Comfort, ComfortSite } from './comfort.js';
import type { CommandName, Command } from './commands.js';

/** Commands that need nothing but the screen and its session. */
export class ScreenCommands implements Comfort {
  readonly commands: Partial<Record<CommandName, Command>>;
  readonly #view: ScreenView;

  constructor({ host, view, session, restart }: ComfortSite) {
    this.#view = view;
    const { terminal } = view;
    // Where programs draw there is nothing to scroll; the keys are theirs.
    const ready = (): boolean => terminal.buffer.active.type === 'normal';
    this.commands = {
      'select-all': { run: () => terminal.selectAll() },
      clear: { run: () => host.clear() },
      restart: { run: restart, ready: () => session.state.exit !== undefined },
      'previous-prompt': { run: () => view.prompts.previous(), ready: () => view.prompts.any },
      'next-prompt': { run: () => view.prompts.next(), ready: () => view.prompts.any },
      'scroll-page-up': { run: () => terminal.scrollPages(-1), ready },
      'scroll-page-down': { run: () => terminal.scrollPages(1), ready },
      'scroll-to-top': { run: () => terminal.scrollToTop(), ready },
      'scroll-to-bottom': { run: () => terminal.scrollToBottom(), ready },
    };
  }

  cleared(): void {
    this.#view.prompts.cleared();
  }

  dispose(): void {}
}
