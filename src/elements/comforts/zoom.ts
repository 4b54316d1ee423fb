import { fire } from '../events.js';
import type { ScreenView, ScreenWishes } from '../terminal-view/screen-view.js';
import type { Comfort, ComfortSite } from './comfort.js';
import type { Command, CommandName } from './commands.js';

/** Pixels. */
const SMALLEST = 6;
const LARGEST = 72;
const STEP = 1;

/** A screen keeps its size wherever it is shown, as long as it lives. */
const sizes = new WeakMap<ScreenView, number>();

/** Letters larger and smaller, for whoever looks on: what attributes and CSS say is what they come back to. */
export class Zoom implements Comfort {
  readonly #site: ComfortSite;
  readonly commands: Partial<Record<CommandName, Command>>;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.commands = {
      'zoom-in': { run: () => this.#use(this.#size + STEP) },
      'zoom-out': { run: () => this.#use(this.#size - STEP) },
      'zoom-reset': { run: () => this.#use(undefined) },
    };
  }

  amend(wishes: ScreenWishes): ScreenWishes {
    const fontSize = sizes.get(this.#site.view);
    return fontSize === undefined ? wishes : { ...wishes, options: { ...wishes.options, fontSize } };
  }

  dispose(): void {}

  get #size(): number {
    return this.#site.view.terminal.options.fontSize ?? SMALLEST;
  }

  #use(wanted: number | undefined): void {
    const { view, host, restyle } = this.#site;
    const before = this.#size;
    if (wanted === undefined) sizes.delete(view);
    else sizes.set(view, Math.min(LARGEST, Math.max(SMALLEST, wanted)));
    restyle();
    if (this.#size !== before) fire(host, 'terminal-zoom', { fontSize: this.#size });
  }
}
