import { html, nothing, type TemplateResult } from 'lit';
import type { Announcement } from './announcer.js';
import type { Edge } from './free-edge.js';
import type { Strings } from './localize.js';
import { CROSS, FOLD_DOWN, FOLD_UP, NOTICE_ICONS } from './notice-icons.js';
import type { NoticeAction, NoticeKind, OverlayModel } from './overlay-model.js';

/** What has a button with words. */
type LabelledAction = Exclude<NoticeAction, 'dismiss'>;

/** The key of each button's label. */
const LABELS = {
  retry: 'retry', restart: 'restart', attach: 'attach', 'bring-here': 'bringHere',
  'send-held': 'sendHeld', 'continue-held': 'continueHeld', 'discard-held': 'discardHeld', 'cancel-transmit': 'cancelPaste',
} as const satisfies Readonly<Record<LabelledAction, keyof Strings['overlay']>>;

/** States of the line, which the terminals of a page share: those that are being seen to, and the others. */
const WAITING: ReadonlySet<NoticeKind> = new Set(['connecting', 'reconnecting', 'suspended', 'offline']);
const OF_THE_LINE: ReadonlySet<NoticeKind> = new Set([...WAITING, 'auth', 'failed']);
/** States that a line gets over by itself, or that only a click ends: nobody has to be drawn to their button. */
const CALM: ReadonlySet<NoticeKind> = new Set([...WAITING, 'transfer']);
/** States that may last, over text that is still true: their bar can be folded. */
const FOLDABLE: ReadonlySet<NoticeKind> = new Set([...OF_THE_LINE, 'invalid', 'exited', 'closed', 'transfer', 'pending']);

export interface OverlayParts {
  /** Until the next attempt; undefined when none is planned. */
  readonly secondsLeft: number | undefined;
  /** The edge of the screen that a bar keeps to. */
  readonly edge: Edge;
  /** One line of what is held; may be empty. */
  readonly preview: string;
  /** Whether somebody wants to see less of it. */
  readonly folded: boolean;
  readonly fold: (folded: boolean) => void;
  /** Called with the button's action. */
  readonly act: (action: NoticeAction) => void;
  /** How to ask for a diagnosis, or what shows it. */
  readonly diagnosis: { readonly show: (() => void) | undefined; readonly panel: TemplateResult | undefined; /** Whether the detail is its outcome. */ readonly found: boolean } | undefined;
}

/** Whether it lies over text that somebody may want to see, for long. */
const foldable = ({ kind, layout }: OverlayModel): boolean => layout === 'bar' && FOLDABLE.has(kind);

/** Whether nothing in it takes the focus. */
const still = ({ layout, actions }: OverlayModel, { diagnosis }: OverlayParts): boolean => layout === 'panel' && actions.length === 0 && diagnosis === undefined;

/** What screen readers hear: of a state once, not of every attempt, second and reason. */
export function overlayAnnouncement(model: OverlayModel | undefined): Announcement | undefined {
  if (model === undefined) return undefined;
  const { kind, title, detail, said, news } = model;
  const text = said || (detail === '' ? title : `${title}${/[.?!…]$/.test(title) ? '' : '.'} ${detail}`);
  // The reason why a line is lost changes with every attempt.
  return { key: [kind, WAITING.has(kind) ? '' : text, news].join(' '), text: news || text, shared: news === '' && OF_THE_LINE.has(kind) };
}

export function renderOverlay(model: OverlayModel, parts: OverlayParts, words: Strings['overlay']): TemplateResult {
  const { kind, tone, layout } = model;
  const { edge, diagnosis, folded, fold, act } = parts;
  const part = `notice ${kind}-notice`;
  const dismissible = model.actions.includes('dismiss');
  const icon = html`<svg class="icon" part="notice-icon" viewBox="0 0 16 16" aria-hidden="true">${NOTICE_ICONS[kind]}</svg>`;
  if (folded && foldable(model)) {
    return html`<button type="button" class="notice folded ${edge} ${tone} ${kind}" part=${part} aria-expanded="false" aria-label=${words.unfold(model.title)} title=${model.title} data-action="unfold" @click=${() => fold(false)}>${icon}</button>`;
  }
  return html`
    <div class="notice ${layout} ${edge} ${tone} ${kind === 'notice' || kind === 'skipped' ? 'plain' : kind} ${still(model, parts) ? 'still' : ''} ${diagnosis?.panel === undefined ? '' : 'examined'} ${diagnosis?.found === true ? 'explained' : ''} ${foldable(model) || dismissible ? 'shrinkable' : ''}" part=${part} role=${kind === 'held' ? 'group' : nothing} aria-label=${kind === 'held' ? model.title : nothing}>
      ${icon}
      ${renderText(model, parts, words)}
      ${renderActions(model, parts, words)}
      ${foldable(model) ? html`<button type="button" class="less" part="fold-button" aria-expanded="true" aria-label=${words.fold} title=${words.fold} data-action="fold" @click=${() => fold(true)}>${edge === 'top' ? FOLD_UP : FOLD_DOWN}</button>` : nothing}
      ${dismissible ? html`<button type="button" class="less" part="dismiss-button" aria-label=${words.dismiss} title=${words.dismiss} data-action="dismiss" @click=${() => act('dismiss')}>${CROSS}</button>` : nothing}
      ${diagnosis?.panel ?? nothing}
    </div>
  `;
}

function renderText(model: OverlayModel, parts: OverlayParts, words: Strings['overlay']): TemplateResult {
  const { title, detail, attempt, aside, progress } = model;
  const { secondsLeft, preview } = parts;
  const counts = [attempt > 0 ? words.attempt(attempt) : '', secondsLeft === undefined ? '' : words.nextTry(secondsLeft)].filter((text) => text !== '');
  return html`
    <div class="text" part="notice-text" dir="auto">
      <span class="title" part="notice-title" title=${still(model, parts) ? title : nothing}>${title}</span>
      ${detail === '' ? nothing : html`<span class="detail" part="notice-detail" title=${detail}>${detail}</span>`}
      ${counts.length === 0 ? nothing : html`<span class="progress" part="notice-countdown">${counts.join(' · ')}</span>`}
      ${aside === '' ? nothing : html`<span class="aside" part="notice-aside">${aside}</span>`}
      ${preview === '' ? nothing : html`<code class="preview" part="notice-preview" dir="ltr" aria-label="${words.heldPreview}: ${preview}">${preview}</code>`}
      ${progress === undefined ? nothing : html`<progress part="notice-progress" aria-label=${words.pastingSaid} max="1" .value=${progress}></progress>`}
    </div>
  `;
}

function renderActions({ kind, layout, actions, enter }: OverlayModel, { act, diagnosis }: OverlayParts, words: Strings['overlay']): TemplateResult {
  const labelled = actions.filter((action) => action !== 'dismiss');
  const button = (action: LabelledAction, index: number): TemplateResult => {
    const quiet = index > 0 || (layout === 'bar' && CALM.has(kind));
    const key = action === enter;
    return html`<button type="button" part="notice-button ${index === 0 ? 'retry-button' : ''}" class=${quiet ? 'quiet' : nothing} data-action=${action} aria-keyshortcuts=${key ? 'Enter' : nothing} @click=${() => act(action)}
      >${words[LABELS[action]]}${key ? html`<kbd aria-hidden="true">↵</kbd>` : nothing}</button>`;
  };
  return html`
    <div class="actions ${labelled.length === 0 && diagnosis?.show === undefined ? 'none' : ''}" part="notice-actions">
      <slot name="${kind}-actions"></slot>
      ${labelled.map(button)}
      ${diagnosis?.show === undefined ? nothing : html`<button type="button" class="quiet" part="notice-button" data-action="diagnose" @click=${diagnosis.show}>${words.diagnose}</button>`}
    </div>
  `;
}
