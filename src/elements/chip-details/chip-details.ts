import { nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { MutableDisposable, toDisposable, type Disposable } from '../../base/disposable.js';
import type { TerminalSession } from '../../client/session/contract.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import type { ChipModel } from '../chip-model.js';
import { markWords } from '../chip-marks.js';
import { cssZoomOf } from '../css-zoom.js';
import { words, type Strings } from '../localize.js';
import { pageServices } from '../page-services.js';
import { teller } from '../sentence.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import { cardModel } from './card-model.js';
import { ChipErrands, chipItems, type ChipAction } from './chip-actions.js';
import { chipDetailsStyles } from './details.styles.js';
import { renderDetails, type Below } from './details-template.js';
import { itemForKey } from './menu-keys.js';
import { placePopup } from './placement.js';
import { reveal } from './reveal.js';
import { CHIP_DETAILS_STRINGS } from './strings.js';

/** Pointing at a chip means it after this long, and leaving it after that; milliseconds. */
const HOVER_MS = 300;
const LEAVE_MS = 250;
/** Ages and countdowns go on. */
const TICK_MS = 1_000;

/** The chip, as its details see it. */
export interface ChipDetailsHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly menu: boolean;
  readonly session: TerminalSession | undefined;
}

/** `dismissed`: closed on purpose; pointer and focus have to leave before they open it again. */
export type Stage = 'closed' | 'dismissed' | 'card' | 'menu' | 'ending';

/**
 * What a chip tells those who point at it, and offers those who press it. A lazy chunk named after this file: only ever imported dynamically, see lazy-parts.ts.
 */
export class ChipDetails {
  readonly #host: ChipDetailsHost;
  readonly #named: () => Element | null;
  readonly #errands = new ChipErrands((text) => this.#hear(text));
  readonly #wait = new MutableDisposable();
  readonly #tick = new MutableDisposable();
  /** Set while something is open. */
  readonly #watch = new MutableDisposable();
  #stage: Stage = 'closed';
  /** What has the focus once it has been rendered. */
  #focusNext: 'first' | 'last' | 'keep' | undefined;
  #said = '';
  #info: SessionInfoMessage | undefined;

  /** @param named the element that the chip is for, if it is for one */
  constructor(host: ChipDetailsHost, named: () => Element | null) {
    this.#host = host;
    this.#named = named;
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** Something that happens to the chip; the first one may come late, when this has been loaded. */
  handle(event: Event): void {
    switch (event.type) {
      case 'pointerenter':
        return this.#entered(event as PointerEvent);
      case 'pointerleave':
        return this.#left();
      case 'focusin':
        if (this.#stage === 'closed' && this.#button?.matches(':focus-visible')) this.#open('card');
        return;
      case 'focusout':
        // Where the focus goes is known later; the window's own loss of it changes nothing here.
        this.#wait.value = this.#after(0, () => this.#focused || this.#left());
        return;
      case 'click':
        if (this.#onButton(event)) this.#press();
        return;
      case 'keydown':
        return this.#key(event as KeyboardEvent);
    }
  }

  /** To be asked in every render of the host. @param empty whether there is no chip to see */
  render(model: ChipModel, empty: boolean): TemplateResult | typeof nothing {
    if (empty) this.#reset('closed');
    const below = this.#below();
    if (below === undefined) return nothing;
    const { clock, registry } = pageServices();
    const { session } = this.#host;
    const root = this.#root;
    // Each time: a root that came into another document has lost it.
    adopt(root, [sharedSheet(documentOf(root), chipDetailsStyles.cssText)]);
    this.#tick.value = clock.after(TICK_MS, () => this.#host.requestUpdate());
    const card = cardModel(
      { model, state: session?.state, connection: registry.connections.find(({ url }) => url === session?.url), info: this.#info, now: clock.now(), wallNow: clock.wallNow() },
      this.#words, markWords(this.#host), teller(this.#host),
    );
    return renderDetails(model, card, below, this.#words, { choose: (action) => this.#choose(action), key: (event) => this.#menuKey(event), answer: (end) => this.#answer(end) });
  }

  /** After each update of the host. */
  updated(): void {
    const popup = this.#popup;
    if (popup === null) return;
    // Above everything, wherever the chip is; engines without popovers have it above its surroundings.
    if ('showPopover' in popup && !popup.matches(':popover-open')) popup.showPopover();
    this.#place();
    const wanted = this.#focusNext;
    this.#focusNext = undefined;
    const items = this.#items;
    if (wanted === 'keep') popup.querySelector<HTMLElement>('.keep')?.focus();
    else if (wanted !== undefined) items.at(wanted === 'last' ? -1 : 0)?.focus();
  }

  /** @param to `dismissed` when somebody wants it away who may still be there */
  close(to: 'closed' | 'dismissed' = 'closed'): void {
    this.#reset(to);
    this.#host.requestUpdate();
  }

  #reset(to: 'closed' | 'dismissed'): void {
    this.#wait.clear();
    this.#tick.clear();
    this.#watch.clear();
    this.#errands.forget();
    this.#said = '';
    this.#info = undefined;
    this.#stage = to;
  }

  // Pointing and focus

  #entered({ pointerType }: PointerEvent): void {
    this.#wait.clear();
    // It comes, so it had gone: Firefox does not tell that when what was under it has been removed.
    if (this.#stage === 'dismissed' && this.#button?.matches(':focus-visible') !== true) this.#stage = 'closed';
    if (pointerType === 'touch' || this.#stage !== 'closed') return;
    this.#wait.value = this.#after(HOVER_MS, () => {
      if (this.#stage === 'closed' && this.#host.matches(':hover')) this.#open('card');
    });
  }

  /** Pointer or focus, one of them, has gone. */
  #left(): void {
    if (this.#stage === 'closed') return this.#wait.clear();
    if (this.#stage === 'dismissed') {
      if (!this.#held) this.#stage = 'closed';
      return;
    }
    this.#wait.value = this.#after(LEAVE_MS, () => {
      // A menu stays when the pointer goes: it has the focus.
      if (!(this.#menuOpen ? this.#focused : this.#held)) this.close();
    });
  }

  get #menuOpen(): boolean {
    return this.#stage === 'menu' || this.#stage === 'ending';
  }

  /** Whether the keyboard is in the chip, its card or its menu. Not `:focus-within`: Chromium lets that end at a popover. */
  get #focused(): boolean {
    return (this.#root as ShadowRoot).activeElement !== null;
  }

  /** Whether the pointer is on chip or card, or the keyboard's focus. */
  get #held(): boolean {
    return this.#host.matches(':hover') || this.#button?.matches(':focus-visible') === true;
  }

  // Pressing

  #onButton(event: Event): boolean {
    const path = event.composedPath();
    // An event of the past has no path: there was nothing else to press then.
    return path.length === 0 || path[0] === this.#button;
  }

  #press(): void {
    if (!this.#host.menu) this.#activate();
    else if (this.#menuOpen) this.#dismiss();
    else this.#openMenu('first');
  }

  #key(event: KeyboardEvent): void {
    const { key } = event;
    if (!this.#host.menu || this.#menuOpen || (key !== 'ArrowDown' && key !== 'ArrowUp') || !this.#onButton(event)) return;
    event.preventDefault();
    this.#openMenu(key === 'ArrowUp' ? 'last' : 'first');
  }

  #openMenu(focus: 'first' | 'last'): void {
    this.#open('menu');
    this.#focusNext = focus;
  }

  #menuKey(event: KeyboardEvent): void {
    if (event.key === 'Tab') {
      // On from the chip, as if there had been no menu.
      this.#button?.focus();
      return this.close('dismissed');
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const items = this.#items;
    const at = items.indexOf((this.#root as ShadowRoot).activeElement as HTMLElement);
    const next = itemForKey(event.key, at, items.map(({ textContent }) => textContent ?? ''));
    if (next === undefined) return;
    event.preventDefault();
    items[next]?.focus();
  }

  #choose(action: ChipAction): void {
    const { session } = this.#host;
    const { registry } = pageServices();
    if (action === 'show') return this.#activate();
    if (session === undefined) return this.#dismiss();
    switch (action) {
      case 'reconnect':
        return this.#errands.reconnect(registry, session, this.#words);
      case 'copy':
        return this.#errands.copyReport(registry, session, this.#host.ownerDocument, this.#words);
      case 'restart':
        session.restart();
        return this.#dismiss();
      case 'end':
        this.#errands.forget();
        this.#said = '';
        this.#stage = 'ending';
        this.#focusNext = 'keep';
        this.#host.requestUpdate();
    }
  }

  #answer(end: boolean): void {
    const { session } = this.#host;
    this.#dismiss();
    if (end) session?.close();
  }

  #activate(): void {
    this.#dismiss();
    const { session } = this.#host;
    const event = new CustomEvent('terminal-chip-activate', { detail: { session }, bubbles: true, composed: true, cancelable: true });
    if (this.#host.dispatchEvent(event)) reveal(session, this.#named());
  }

  /** Away with it; the keyboard is where it was. */
  #dismiss(): void {
    if (this.#menuOpen) this.#button?.focus({ preventScroll: true });
    this.close(this.#held ? 'dismissed' : 'closed');
  }

  // Open

  #open(stage: 'card' | 'menu'): void {
    const fresh = this.#below() === undefined;
    this.#wait.clear();
    this.#stage = stage;
    this.#host.requestUpdate();
    if (!fresh) return;
    this.#watch.value = this.#listen();
    this.#ask();
  }

  /** The server knows how long the session has been there, and each answer how long the way is. Asked only where somebody is connected anyway. */
  #ask(): void {
    const { session } = this.#host;
    if (session?.status !== 'connected') return;
    const { registry } = pageServices();
    registry.probe(session).then(() => this.#host.requestUpdate(), () => undefined);
    registry.list(session.url).then((sessions) => {
      if (this.#host.session !== session || this.#below() === undefined) return;
      this.#info = sessions.find(({ sessionId }) => sessionId === session.state.sessionId);
      this.#host.requestUpdate();
    }, () => undefined);
  }

  #listen(): Disposable {
    const owner = this.#host.ownerDocument;
    const view = owner.defaultView;
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      // Somebody who types elsewhere means what they type into; the card goes all the same.
      if (this.#focused) {
        event.preventDefault();
        event.stopPropagation();
      }
      this.#dismiss();
    };
    const outside = (event: Event): void => {
      if (!event.composedPath().includes(this.#host)) this.close();
    };
    const moved = (): void => this.#place();
    const capture = { capture: true, passive: true };
    owner.addEventListener('keydown', escape, { capture: true });
    owner.addEventListener('pointerdown', outside, capture);
    view?.addEventListener('scroll', moved, capture);
    view?.addEventListener('resize', moved);
    return toDisposable(() => {
      owner.removeEventListener('keydown', escape, { capture: true });
      owner.removeEventListener('pointerdown', outside, capture);
      view?.removeEventListener('scroll', moved, capture);
      view?.removeEventListener('resize', moved);
    });
  }

  #place(): void {
    const popup = this.#popup;
    const anchor = this.#root.querySelector('.chip')?.getBoundingClientRect();
    const view = this.#host.ownerDocument.documentElement;
    if (popup === null || anchor === undefined) return;
    const { width, height } = popup.getBoundingClientRect();
    const viewport = { width: view.clientWidth, height: view.clientHeight };
    const { left, top } = placePopup(anchor, { width, height }, viewport, getComputedStyle(this.#host).direction === 'rtl' ? 'rtl' : 'ltr');
    const zoom = cssZoomOf(popup);
    popup.style.setProperty('--left', `${left / zoom}px`);
    popup.style.setProperty('--top', `${top / zoom}px`);
  }

  #hear(text: string): void {
    this.#said = text;
    this.#host.requestUpdate();
  }

  #after(milliseconds: number, act: () => unknown): Disposable {
    return pageServices().clock.after(milliseconds, () => void act());
  }

  /** What is open; undefined for nothing. */
  #below(): Below | undefined {
    const { session } = this.#host;
    switch (this.#stage) {
      case 'card':
        return { stage: 'card' };
      case 'menu':
        return { stage: 'menu', items: chipItems(session, this.#words), said: this.#said };
      case 'ending':
        return { stage: 'ending', hint: session?.status === 'closed' ? this.#words.endedHint : this.#words.endHint };
      default:
        return undefined;
    }
  }

  get #words(): Strings['chipDetails'] {
    return words('chipDetails', CHIP_DETAILS_STRINGS, this.#host);
  }

  get #root(): StyleRoot {
    return this.#host.renderRoot as StyleRoot;
  }

  get #button(): HTMLElement | null {
    return this.#root.querySelector('.hit');
  }

  get #popup(): HTMLElement | null {
    return this.#root.querySelector('.popup');
  }

  get #items(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  }
}
