import { MutableDisposable, toDisposable, type Disposable } from '../../base/disposable.js';
import type { XtermTerminal } from '../terminal-view/xterm.js';
import { choiceOf } from './attributes.js';
import type { ComfortSite } from './comfort.js';
import type { Place } from './menu-popup.js';
import { wordAt, type Stretch } from './word-at.js';

/** How long a finger has to stay, and how far it may stray, milliseconds and pixels: what long presses are on phones. */
const PRESS_MS = 500;
const STRAY_PX = 10;
/** Below this nobody can tell where a finger goes. Pixels. */
const AIM_PX = 2;
/** What a finger has done last decides how fast the lines go on, milliseconds; they come to rest as in iOS. */
const THROW_WITHIN_MS = 100;
const SLOWING_MS = 325;
/** Pixels in a millisecond; the fastest is Android's. */
const SLOWEST = 0.05;
const FASTEST = 8;
/** Programs move by about three lines when the wheel is told to them. */
const LINES_OF_A_NOTCH = 3;
/** Between two lines while a selection is pulled out of the screen, milliseconds. */
const PULL_MS = 60;

interface Sample {
  readonly y: number;
  readonly at: number;
}

type State =
  | { readonly name: 'none' }
  /** On the screen, and nothing known yet. `braked`: it has stopped lines that went on by themselves, which is all it is for if it goes no further. */
  | { readonly name: 'down'; readonly from: Place; readonly since: number; readonly braked: boolean }
  /** The browser scrolls or zooms the page. */
  | { readonly name: 'left' }
  | { readonly name: 'scrolling'; readonly samples: Sample[]; y: number }
  | { readonly name: 'selecting'; readonly word: Stretch; at: Place }
  /** The menu is open already. */
  | { readonly name: 'held' };

/**
 * What a finger does on the screen: it pulls the lines along, and they go on when it lets go; staying, it selects a word, more of it by moving, and has the menu. What is neither is left
 * to the browser, which makes clicks of taps and scrolls the page where the terminal cannot be scrolled that way. A lazy chunk named after this file: only ever imported dynamically,
 * see touch.ts.
 */
export class TouchGestures implements Disposable {
  readonly #site: ComfortSite;
  readonly #term: XtermTerminal;
  /** The press that is waited for, or the lines that are pulled in. */
  readonly #timer = new MutableDisposable();
  readonly #momentum = new MutableDisposable();
  #state: State = { name: 'none' };
  /** Less than a line, that counts for the next. Pixels. */
  #rest = 0;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#term = site.view.terminal;
  }

  began({ touches, timeStamp }: TouchEvent): void {
    const braked = this.#momentum.value !== undefined;
    this.#momentum.clear();
    this.#timer.clear();
    const [touch] = touches;
    if (touch === undefined || touches.length > 1) return this.#enter({ name: 'left' });
    this.#rest = 0;
    this.#enter({ name: 'down', from: placeOf(touch), since: timeStamp, braked });
    if (choiceOf(this.#site.host, 'rightClick') !== 'none') this.#timer.value = this.#site.clock.after(PRESS_MS, () => this.#press());
  }

  moved(event: TouchEvent): void {
    const [touch] = event.touches;
    const state = this.#state;
    if (touch === undefined || state.name === 'none' || state.name === 'left') return;
    if (event.touches.length > 1) return this.#leave();
    const at = placeOf(touch);
    if (state.name === 'down') return this.#aimed(event, state, at);
    keep(event);
    if (state.name === 'scrolling') {
      state.samples.push({ y: at.y, at: event.timeStamp });
      this.#pull(at.y - state.y, at);
      state.y = at.y;
    } else if (state.name === 'selecting') {
      state.at = at;
      this.#extend(state);
    }
  }

  ended(event: TouchEvent): void {
    const state = this.#state;
    if (event.touches.length > 0) return;
    this.#timer.clear();
    this.#enter({ name: 'none' });
    if (state.name === 'none' || state.name === 'left' || (state.name === 'down' && !state.braked)) return;
    // No click comes of it.
    keep(event);
    if (state.name === 'scrolling' && event.type === 'touchend') this.#throw(state.samples, event.timeStamp, state.y);
    else if (state.name === 'selecting') this.#site.menuAt(state.at);
  }

  /** The browser has noticed a long press. */
  asked(event: MouseEvent): void {
    if (this.#state.name === 'none' || this.#state.name === 'left' || choiceOf(this.#site.host, 'rightClick') === 'none') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.#state.name === 'down') this.#press();
  }

  dispose(): void {
    this.#timer.dispose();
    this.#momentum.dispose();
    this.#state = { name: 'none' };
  }

  #enter(state: State): void {
    this.#state = state;
  }

  #leave(): void {
    this.#timer.clear();
    this.#enter({ name: 'left' });
  }

  /** It has moved for the first time, or a little further. */
  #aimed(event: TouchEvent, { from, since }: State & { name: 'down' }, at: Place): void {
    const [across, down] = [at.x - from.x, at.y - from.y];
    const far = Math.hypot(across, down);
    if (far < AIM_PX) return;
    const ours = event.cancelable && Math.abs(down) > Math.abs(across) && this.#takes(down);
    if (ours) keep(event);
    if (far <= STRAY_PX) return;
    if (!ours) return this.#leave();
    this.#timer.clear();
    this.#enter({ name: 'scrolling', samples: [{ y: from.y, at: since }, { y: at.y, at: event.timeStamp }], y: at.y });
    this.#pull(down, at);
  }

  /** Whether there is anything that way, as for any box that scrolls: once it has begun it is not handed on to the page. */
  #takes(down: number): boolean {
    const box = this.#site.box();
    // Lower than the smallest grid: the browser scrolls it.
    if ('low' in box.dataset && (down > 0 ? box.scrollTop > 0 : box.scrollTop + box.clientHeight < box.scrollHeight - 1)) return false;
    const { viewportY, baseY } = this.#term.buffer.active;
    return this.#programs || (down > 0 ? viewportY > 0 : viewportY < baseY);
  }

  /** Whether a program has the screen, or hears of the wheel. */
  get #programs(): boolean {
    return this.#term.buffer.active.type === 'alternate' || this.#mouse;
  }

  get #mouse(): boolean {
    return this.#term.modes.mouseTrackingMode !== 'none';
  }

  get #grid(): DOMRect {
    return (this.#term.element?.querySelector('.xterm-screen') ?? this.#site.box()).getBoundingClientRect();
  }

  /** The lines follow the finger, whole ones. */
  #pull(pixels: number, at: Place): void {
    const step = (this.#grid.height / this.#term.rows) * (this.#mouse ? LINES_OF_A_NOTCH : 1);
    if (step === 0) return;
    const all = this.#rest + pixels;
    const steps = Math.trunc(all / step);
    this.#rest = all - steps * step;
    if (steps === 0) return;
    if (this.#programs) this.#turn(-steps, at);
    else this.#term.scrollLines(-steps);
  }

  /** What a wheel does, one notch at a time: a report for programs that want them, an arrow key for those that have the screen. */
  #turn(notches: number, { x, y }: Place): void {
    const screen = this.#term.element?.querySelector('.xterm-screen');
    for (let left = Math.abs(notches); left > 0; left--) {
      screen?.dispatchEvent(new WheelEvent('wheel', { deltaY: Math.sign(notches), deltaMode: WheelEvent.DOM_DELTA_LINE, clientX: x, clientY: y, bubbles: true, cancelable: true }));
    }
  }

  /** Let go while it moved: the lines go on, slower and slower. Not in programs, to which it would type on. */
  #throw(samples: readonly Sample[], now: number, y: number): void {
    const first = samples.find(({ at }) => now - at <= THROW_WITHIN_MS);
    const view = this.#site.host.ownerDocument.defaultView;
    if (first === undefined || view === null || now <= first.at || this.#programs) return;
    let speed = Math.max(-FASTEST, Math.min(FASTEST, (y - first.y) / (now - first.at)));
    let last = now;
    let frame = 0;
    const go = (at: number): void => {
      const passed = Math.max(0, at - last);
      last = at;
      this.#pull(speed * passed, { x: 0, y });
      speed *= Math.exp(-passed / SLOWING_MS);
      if (Math.abs(speed) < SLOWEST || this.#programs || !this.#takes(speed)) this.#momentum.clear();
      else frame = view.requestAnimationFrame(go);
    };
    this.#momentum.value = toDisposable(() => view.cancelAnimationFrame(frame));
    frame = view.requestAnimationFrame(go);
  }

  /** It has stayed where it was. What is selected there already is what is meant; else a word is, and the finger may go on to select more before it has the menu. */
  #press(): void {
    const state = this.#state;
    if (state.name !== 'down') return;
    this.#timer.clear();
    const { from } = state;
    const cell = this.#cellAt(from);
    const word = choiceOf(this.#site.host, 'rightClick') === 'menu' && !this.#isSelected(cell) ? wordAt(this.#term, cell.column, cell.row) : undefined;
    if (word === undefined) {
      this.#enter({ name: 'held' });
      this.#site.menuAt(from);
      return;
    }
    this.#term.select(word.column, word.row, word.length);
    this.#enter({ name: 'selecting', word, at: from });
  }

  #cellAt({ x, y }: Place): { column: number; row: number } {
    const { left, top, width, height } = this.#grid;
    const { cols, rows, buffer } = this.#term;
    const within = (value: number, most: number): number => Math.max(0, Math.min(most, Math.floor(value)));
    return { column: within(((x - left) * cols) / width, cols - 1), row: buffer.active.viewportY + within(((y - top) * rows) / height, rows - 1) };
  }

  #isSelected({ column, row }: { column: number; row: number }): boolean {
    const { cols } = this.#term;
    const selected = this.#term.getSelectionPosition();
    if (selected === undefined) return false;
    const at = row * cols + column;
    return at >= selected.start.y * cols + selected.start.x && at < selected.end.y * cols + selected.end.x;
  }

  /** From the word to the cell under the finger, which brings lines in from beyond the edge. */
  #extend(state: State & { name: 'selecting' }): void {
    const { cols } = this.#term;
    const { word, at } = state;
    const { column, row } = this.#cellAt(at);
    const [first, end, cell] = [word.row * cols + word.column, word.row * cols + word.column + word.length, row * cols + column];
    const from = Math.min(first, cell);
    this.#term.select(from % cols, Math.floor(from / cols), Math.max(end, cell + 1) - from);
    const { top, bottom } = this.#grid;
    const lines = at.y < top ? -1 : at.y > bottom ? 1 : 0;
    this.#timer.clear();
    if (lines === 0) return;
    this.#timer.value = this.#site.clock.after(PULL_MS, () => {
      this.#term.scrollLines(lines);
      this.#extend(state);
    });
  }
}

const placeOf = ({ clientX: x, clientY: y }: Touch): Place => ({ x, y });

/** It is not the browser's, unless it has begun already. */
const keep = (event: TouchEvent): void => {
  if (event.cancelable) event.preventDefault();
};
