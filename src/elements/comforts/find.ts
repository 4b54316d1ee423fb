import { createLoader } from '../lazy-parts.js';
import type { ScreenWishes } from '../terminal-view/screen-view.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import type { Command } from './commands.js';
import type { FindBar } from './find-bar.js';
import type { FindOptions } from './find-options.js';
import { KeyboardPart } from './keyboard-part.js';

/** Find bar, and finding by call. */
export const findLoader = createLoader(() => import('./find-bar.js'), 'The find bar');

/** Finding text on the screen and above it: by the find bar, and by call. */
export class Find implements Comfort {
  readonly commands: Record<'find' | 'find-next' | 'find-previous', Command>;
  readonly #site: ComfortSite;
  readonly #part: KeyboardPart<typeof import('./find-bar.js')>;
  #bar: FindBar | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#part = new KeyboardPart(site, findLoader);
    const ready = (): boolean => this.#bar?.open === true;
    this.commands = {
      find: { run: () => this.#part.use((module, typed) => this.#barOf(module).show(typed)) },
      'find-next': { run: () => this.#bar?.step('next'), ready },
      'find-previous': { run: () => this.#bar?.step('previous'), ready },
    };
  }

  /** Selects the next match and scrolls to it. Resolves with whether there is one. Rejects with `load_failed`. */
  async find(text: string, options: FindOptions = {}): Promise<boolean> {
    return this.#barOf(await findLoader.load()).find(text, options);
  }

  render(): Places {
    const layer = this.#bar?.render();
    return layer === undefined ? {} : { layer };
  }

  amend(wishes: ScreenWishes): ScreenWishes {
    return this.#bar?.amend(wishes) ?? wishes;
  }

  follow(): void {
    this.#bar?.follow();
  }

  typing(data: string): string {
    return this.#part.typing(data);
  }

  /** While the bar is on its way, what is pasted is to be looked for. */
  pasted(text: string): boolean {
    if (!this.#part.holds) return false;
    this.#part.typing(text);
    return true;
  }

  cleared(): void {
    this.#bar?.textChanged();
  }

  dispose(): void {
    this.#part.dispose();
    this.#bar?.dispose();
  }

  #barOf({ FindBar: Bar }: typeof import('./find-bar.js')): FindBar {
    return (this.#bar ??= new Bar(this.#site));
  }
}
