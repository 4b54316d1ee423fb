import { MutableDisposable } from '../../base/disposable.js';
import { createLoader } from '../lazy-parts.js';
import { isWebAddress, type HoveredLink } from '../terminal-view/links.js';
import type { ScreenWishes } from '../terminal-view/screen-view.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import type { Command } from './commands.js';
import { copyText } from './copy-text.js';
import { platformOf } from './keys.js';

/** A pointer that only passes by asks nothing; one on its way to the card may leave the link. Milliseconds. */
const SHOW_MS = 300;
const HIDE_MS = 300;

const card = createLoader(() => import('./link-card.js'), 'The part that shows where links lead');

export interface ShownLink extends HoveredLink {
  /** Pressed by a finger, which has no key to hold: it stays, and has buttons. */
  readonly pinned: boolean;
}

/** Says where a link really leads, and opens it when it is pressed with Ctrl (Cmd on Apple's). */
export class LinkCards implements Comfort {
  readonly commands: { readonly 'open-link': Command; readonly 'copy-link': Command };
  readonly #site: ComfortSite;
  readonly #timer = new MutableDisposable();
  /** As the screen knows it. */
  #off = false;
  #hovered: HoveredLink | undefined;
  /** What a menu is open about: the pointer leaves it for the menu. */
  #pointed: string | undefined;
  #shown: ShownLink | undefined;
  /** What pressed last. */
  #pointer: Pick<PointerEvent, 'pointerType' | 'clientX' | 'clientY'> | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
    const ready = (): boolean => this.#target !== undefined;
    this.commands = {
      'open-link': { run: () => site.view.openLink(this.#target ?? ''), ready },
      'copy-link': { run: () => copyText(site.host.ownerDocument, this.#target ?? ''), ready },
    };
    site.host.addEventListener('pointerdown', this.#onPointerDown, { capture: true });
    site.host.addEventListener('keydown', this.#onKeyDown, { capture: true });
  }

  hovered(link: HoveredLink | undefined): void {
    this.#hovered = link;
    if (this.#shown?.pinned === true) return;
    if (link === undefined) this.#hideSoon();
    else this.#timer.value = this.#site.clock.after(SHOW_MS, () => this.#show({ ...link, pinned: false }));
  }

  pressed(uri: string, event: MouseEvent): void {
    const { host, view } = this.#site;
    const platform = platformOf(host.ownerDocument.defaultView?.navigator);
    if (platform === 'apple' ? event.metaKey : event.ctrlKey) {
      this.#hide();
      view.openLink(uri);
    } else if (this.#pointer?.pointerType === 'touch') this.#show({ uri, x: event.clientX, y: event.clientY, pinned: true });
  }

  pointed(open: boolean): void {
    this.#pointed = open ? (this.#shown?.uri ?? this.#hovered?.uri) : undefined;
    if (open) this.#hide();
  }

  amend(wishes: ScreenWishes): ScreenWishes {
    this.#off = this.#site.host.withoutLinks;
    return { ...wishes, links: !this.#off };
  }

  render(): Places {
    const shown = this.#shown;
    if (shown === undefined || card.loaded === undefined) return {};
    const { host } = this.#site;
    return {
      layer: card.loaded.renderLinkCard(host, shown, platformOf(host.ownerDocument.defaultView?.navigator), {
        stay: () => this.#timer.clear(),
        leave: () => this.#shown?.pinned === false && this.#hideSoon(),
        open: () => this.#done(() => this.#site.view.openLink(shown.uri)),
        copy: () => this.#done(() => copyText(host.ownerDocument, shown.uri)),
      }),
    };
  }

  follow(): void {
    const { host } = this.#site;
    if (host.withoutLinks !== this.#off) this.#site.restyle();
    if (this.#shown !== undefined) card.loaded?.placeLinkCard(host, this.#shown);
  }

  dispose(): void {
    this.#timer.dispose();
    this.#shown = undefined;
    this.#site.host.removeEventListener('pointerdown', this.#onPointerDown, { capture: true });
    this.#site.host.removeEventListener('keydown', this.#onKeyDown, { capture: true });
  }

  /** Under the pointer, or selected: that is how the keyboard gets there. */
  get #target(): string | undefined {
    if (this.#site.host.withoutLinks) return undefined;
    const selected = this.#site.view.terminal.getSelection().trim();
    return this.#pointed ?? this.#shown?.uri ?? this.#hovered?.uri ?? (isWebAddress(selected) && !/\s/.test(selected) ? selected : undefined);
  }

  #show(link: ShownLink): void {
    this.#timer.clear();
    this.#shown = link;
    this.#site.changed();
    if (card.loaded === undefined) card.load().then(() => this.#site.changed(), () => undefined);
  }

  #hideSoon(): void {
    if (this.#shown === undefined) this.#timer.clear();
    else this.#timer.value = this.#site.clock.after(HIDE_MS, () => this.#hide());
  }

  #hide(): void {
    this.#timer.clear();
    if (this.#shown === undefined) return;
    this.#shown = undefined;
    this.#site.changed();
  }

  #done(act: () => void): void {
    act();
    this.#hide();
    this.#site.view.focus();
  }

  readonly #onPointerDown = (event: PointerEvent): void => {
    this.#pointer = event;
    if (!isInCard(event)) this.#hide();
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (this.#shown === undefined || (isInCard(event) && event.key !== 'Escape')) return;
    if (isInCard(event)) this.#site.view.focus();
    // A modifier is how a link is opened.
    if (!['Control', 'Meta', 'Shift', 'Alt'].includes(event.key)) this.#hide();
  };
}

const isInCard = (event: Event): boolean => event.composedPath().some((node) => (node as Partial<Element>).classList?.contains('link-card') === true);
