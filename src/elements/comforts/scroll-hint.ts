import { html } from 'lit';
import { DisposableStore } from '../../base/disposable.js';
import { words } from '../localize.js';
import { Pace } from '../terminal-view/pace.js';
import type { IMarker, XtermTerminal } from '../terminal-view/xterm.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import { ARROW_DOWN } from './icons.js';
import { SCROLL_STRINGS } from './scroll-strings.js';
import { UnreadLine } from './unread-line.js';

/** Between two looks, milliseconds: what scrolls by need not be counted aloud. */
const LOOK_MS = 150;
const MOST = 999;

/** While somebody reads further up: the way down, with what has come meanwhile, and a line where reading stopped. */
export class ScrollHint implements Comfort {
  readonly #site: ComfortSite;
  readonly #term: XtermTerminal;
  readonly #store = new DisposableStore();
  readonly #pace: Pace<void>;
  readonly #unread: UnreadLine;
  /** On the last line there was when somebody scrolled up; undefined at the bottom. */
  #left: IMarker | undefined;
  /** Lines that have come since; undefined while there is nothing to say. */
  #fresh: number | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
    const term = (this.#term = site.view.terminal);
    this.#unread = new UnreadLine(term);
    this.#pace = new Pace(site.clock, LOOK_MS, 'latest', () => this.#look());
    const look = (): void => {
      this.#mark();
      this.#pace.say();
    };
    for (const one of [term.onScroll(look), term.onWriteParsed(look), term.onResize(look), term.buffer.onBufferChange(look), term.onKey(() => this.#unread.clear())]) this.#store.add(one);
    // It may have been scrolled up in another element.
    look();
  }

  render(): Places {
    const lines = this.#fresh;
    if (lines === undefined) return {};
    const strings = words('scroll', SCROLL_STRINGS, this.#site.host);
    const text = lines === 0 ? '' : strings.fresh(lines > MOST ? `${MOST}+` : String(lines));
    const label = text === '' ? strings.down : `${strings.down}, ${text}`;
    return { layer: html`<button class="scroll-hint" part="scroll-button" type="button" aria-label=${label} title=${strings.down} @click=${this.#down}>${ARROW_DOWN}${text}</button>` };
  }

  dispose(): void {
    this.#store.dispose();
    this.#pace.dispose();
    this.#unread.clear();
    this.#left?.dispose();
  }

  #look(): void {
    const before = this.#fresh;
    this.#fresh = this.#count();
    if (this.#fresh !== undefined) this.#raise();
    if (this.#fresh !== before) this.#site.changed();
  }

  /** At once: what comes after somebody has scrolled up is to be counted. */
  #mark(): void {
    const { type, viewportY, baseY, length } = this.#term.buffer.active;
    // Programs that draw have no lines to come back to; those of the shell are counted when it is back.
    if (type !== 'normal') return;
    if (viewportY >= baseY) {
      this.#left?.dispose();
      this.#left = undefined;
    } else if (this.#left === undefined) {
      this.#unread.clear();
      this.#left = this.#term.registerMarker(0);
    } else if (this.#left.isDisposed && length < this.#term.rows + (this.#term.options.scrollback ?? 0)) {
      // Gone with everything, not out of the scrollback at its upper end.
      this.#left = this.#term.registerMarker(0);
    }
  }

  #count(): number | undefined {
    const { type, baseY, cursorY } = this.#term.buffer.active;
    const left = this.#left;
    if (type !== 'normal' || left === undefined) return undefined;
    if (left.isDisposed) return Infinity;
    const lines = Math.max(0, baseY + cursorY - left.line);
    if (lines > 0) this.#unread.show(left);
    return lines;
  }

  /** The button stays off the last line that is seen: that is the one being read. */
  #raise(): void {
    const grid = this.#term.element?.querySelector('.xterm-screen')?.getBoundingClientRect();
    const stage = this.#site.box().parentElement;
    if (grid === undefined || stage === null) return;
    stage.style.setProperty('--last-row', `${stage.getBoundingClientRect().bottom - grid.bottom + grid.height / this.#term.rows}px`);
  }

  readonly #down = (): void => {
    this.#site.run('scroll-to-bottom');
    this.#site.view.focus();
    this.#look();
  };
}
