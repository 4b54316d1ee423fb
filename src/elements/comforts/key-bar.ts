import { DisposableStore, MutableDisposable, toDisposable } from '../../base/disposable.js';
import { createLoader } from '../lazy-parts.js';
import { choiceOf } from './attributes.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import { Part } from './part.js';
import { bytesOf, NOTHING_HELD, withHeld, type Held, type ScreenKey } from './screen-keys.js';

/** A key that is held types, and types again. Milliseconds. */
const REPEAT_AFTER_MS = 400;
const REPEAT_MS = 70;

const loader = createLoader(() => import('./key-strip.js'), 'The key bar');

/** Keys below the screen, for who has no keyboard: shown where the pointer is a finger, unless the page decides. */
export class KeyBar implements Comfort {
  readonly #site: ComfortSite;
  readonly #part: Part<typeof import('./key-strip.js')>;
  readonly #store = new DisposableStore();
  readonly #repeat = new MutableDisposable();
  readonly #coarse: MediaQueryList | undefined;
  #held: Held = NOTHING_HELD;
  /** The key that was down last, if it stayed so for long. */
  #repeated: ScreenKey | undefined;
  #wanted = false;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#part = new Part(site, loader);
    const view = site.host.ownerDocument.defaultView;
    this.#coarse = view?.matchMedia('(pointer: coarse)');
    this.#coarse?.addEventListener('change', this.#look);
    this.#store.add(toDisposable(() => this.#coarse?.removeEventListener('change', this.#look)));
    // A keyboard that comes up from below must not cover the line that is typed.
    const visual = view?.visualViewport ?? undefined;
    visual?.addEventListener('resize', this.#reveal);
    this.#store.add(toDisposable(() => visual?.removeEventListener('resize', this.#reveal)));
    this.#store.add(site.view.terminal.onResize(this.#reveal));
    const box = site.box();
    box.addEventListener('input', this.#composed);
    this.#store.add(toDisposable(() => box.removeEventListener('input', this.#composed)));
    this.#look();
  }

  follow(): void {
    this.#look();
  }

  /** What is typed on the keyboard that came up, with what is held here. */
  typing(data: string): string {
    if (!this.#holds || data.length !== 1) return data;
    const typed = withHeld(data, this.#held);
    this.#hold(NOTHING_HELD);
    return typed;
  }

  render(): Places {
    const { module } = this.#part;
    if (!this.#wanted || module === undefined) return {};
    return {
      footer: module.renderKeyStrip(this.#site.host, this.#held, {
        hold: (key) => this.#hold({ ...this.#held, [key]: !this.#held[key] }),
        press: (key) => this.#press(key),
        down: (key) => {
          this.#repeated = undefined;
          this.#again(key, REPEAT_AFTER_MS);
        },
        release: () => this.#repeat.clear(),
        repeated: (key) => key === this.#repeated,
      }),
    };
  }

  dispose(): void {
    this.#store.dispose();
    this.#repeat.dispose();
    this.#part.dispose();
  }

  get #holds(): boolean {
    return this.#held.ctrl || this.#held.alt;
  }

  #press(key: ScreenKey): void {
    const { terminal } = this.#site.view;
    terminal.input(bytesOf(key, this.#held, terminal.modes.applicationCursorKeysMode));
    this.#hold(NOTHING_HELD);
  }

  #again(key: ScreenKey, afterMs: number): void {
    this.#repeat.value = this.#site.clock.after(afterMs, () => {
      this.#repeated = key;
      this.#press(key);
      this.#again(key, REPEAT_MS);
    });
  }

  #hold(held: Held): void {
    if (held.ctrl === this.#held.ctrl && held.alt === this.#held.alt) return;
    this.#held = held;
    this.#site.changed();
  }

  readonly #look = (): void => {
    const choice = choiceOf(this.#site.host, 'keyBar');
    const wanted = choice === 'on' || (choice === 'auto' && this.#coarse?.matches === true && this.#site.host.canType);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    // A finger that is on a key which goes is not heard to leave.
    this.#repeat.clear();
    if (wanted) this.#part.use(() => this.#site.changed());
    else this.#site.changed();
  };

  /** Keyboards of phones compose every word, and type a letter when that is finished. With Ctrl or Alt held it is a key by itself. */
  readonly #composed = (event: Event): void => {
    const { isComposing, data } = event as InputEvent;
    const field = event.target as HTMLTextAreaElement;
    if (!isComposing || !this.#holds || data?.length !== 1 || data > '~') return;
    this.#site.view.terminal.input(data);
    // Ends the composition, of which nothing is left to be typed.
    field.blur();
    field.focus({ preventScroll: true });
  };

  readonly #reveal = (): void => {
    const { host, view } = this.#site;
    if (!this.#wanted || !view.focused) return;
    // All of it where there is room, else the row of the cursor.
    host.scrollIntoView({ block: 'nearest' });
    const box = this.#site.box();
    const { rows, element, buffer: { active: { baseY, cursorY, viewportY } } } = view.terminal;
    const grid = element?.querySelector('.xterm-screen')?.getBoundingClientRect();
    const { top, bottom } = box.getBoundingClientRect();
    const row = baseY + cursorY - viewportY;
    if (grid === undefined || row >= rows) return;
    const [above, below] = [grid.top + (row * grid.height) / rows, grid.top + ((row + 1) * grid.height) / rows];
    // To the browser the box is as high as that row, for as long as it asks.
    box.style.setProperty('scroll-margin-block', `${top - above}px ${below - bottom}px`);
    box.scrollIntoView({ block: 'nearest' });
    box.style.removeProperty('scroll-margin-block');
  };
}
