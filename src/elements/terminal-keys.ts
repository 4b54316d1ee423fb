import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../base/clock.js';
import type { OverlayAction } from './overlay-model.js';

/** How long a notice has to be there before Enter answers it, milliseconds: whoever typed `exit`, Enter, Enter did not ask for a new shell. */
const READ_MS = 700;

export interface TerminalKeysSettings {
  readonly host: ReactiveControllerHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment; readonly canType: boolean };
  readonly clock: () => Clock;
  readonly act: (action: OverlayAction) => void;
  /** Somebody types where that does nothing. */
  readonly refused: () => void;
}

/** What comes without a key that says it: from the clipboard, from input methods and phones' keyboards. */
const WITHOUT_KEYS = ['paste', 'beforeinput'] as const;

/** Keys pressed in a terminal that nothing can be typed into: Enter does what the notice offers, and is not typed. */
export class TerminalKeys implements ReactiveController {
  readonly #settings: TerminalKeysSettings;
  #offered: OverlayAction | undefined;
  #since = 0;

  constructor(settings: TerminalKeysSettings) {
    this.#settings = settings;
    settings.host.addController(this);
  }

  /** What Enter does. To be told in every render. */
  offer(action: OverlayAction | undefined): void {
    if (action !== this.#offered) this.#since = this.#settings.clock().now();
    this.#offered = action;
  }

  hostConnected(): void {
    // Before the terminal has them.
    this.#settings.host.addEventListener('keydown', this.#pressed, { capture: true });
    for (const name of WITHOUT_KEYS) this.#settings.host.addEventListener(name, this.#entered, { capture: true });
  }

  hostDisconnected(): void {
    this.#settings.host.removeEventListener('keydown', this.#pressed, { capture: true });
    for (const name of WITHOUT_KEYS) this.#settings.host.removeEventListener(name, this.#entered, { capture: true });
    this.#offered = undefined;
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    const { host, clock, act, refused } = this.#settings;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !this.#inScreen(event)) return;
    if (this.#offered !== undefined && event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      // One that is held down belongs to what was typed before.
      if (!event.repeat && clock().now() - this.#since >= READ_MS) act(this.#offered);
    } else if (!host.canType && (event.key.length === 1 || event.key === 'Enter' || event.key === 'Backspace')) refused();
  };

  readonly #entered = (event: Event): void => {
    if (!this.#settings.host.canType && this.#inScreen(event)) this.#settings.refused();
  };

  /** Find bar and questions have fields of their own. */
  #inScreen(event: Event): boolean {
    return this.#settings.host.renderRoot.querySelector('.screen')?.contains(event.composedPath()[0] as Node) === true;
  }
}
