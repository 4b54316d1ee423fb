import { html, nothing, type TemplateResult } from 'lit';
import { words } from '../localize.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import { isWebAddress } from '../terminal-view/links.js';
import type { ComfortHost } from './comfort.js';
import type { Platform } from './keys.js';
import type { ShownLink } from './link-cards.js';
import { linkCardStyles } from './link-card.styles.js';
import { LINK_STRINGS } from './link-strings.js';

export interface LinkCardActions {
  /** The pointer is on the card. */
  stay(): void;
  leave(): void;
  open(): void;
  copy(): void;
}

/** Between the pointer and the card, and the card and the edge. Pixels. */
const GAP = 14;
const MARGIN = 4;

/** Where a link leads. A lazy chunk named after this file: only ever imported dynamically, see link-cards.ts. */
export function renderLinkCard(host: ComfortHost, { uri, pinned }: ShownLink, platform: Platform, actions: LinkCardActions): TemplateResult {
  const root = host.renderRoot as StyleRoot;
  adopt(root, [sharedSheet(documentOf(root), linkCardStyles.cssText)]);
  const texts = words('links', LINK_STRINGS, host);
  const web = isWebAddress(uri);
  return html`<div part="link-card" class="link-card" role=${pinned ? 'group' : 'tooltip'} aria-label=${pinned ? texts.link : nothing} @mouseenter=${actions.stay} @mouseleave=${actions.leave}>
    <span class="address" dir="ltr">${addressOf(uri)}</span>
    ${web ? nothing : html`<span class="warning">${texts.notOpened}</span>`}
    ${pinned
      ? html`<span class="buttons">${web ? html`<button type="button" @click=${actions.open}>${texts.open}</button>` : nothing}<button type="button" @click=${actions.copy}>${texts.copy}</button></span>`
      : web ? html`<span class="hint">${texts.hint(platform === 'apple' ? texts.command : texts.control)}</span>` : nothing}
  </div>`;
}

/** As the browser will read it, so that a look-alike shows (punycode), with the host set off: what comes before an @ is not it. */
function addressOf(uri: string): TemplateResult | string {
  if (!isWebAddress(uri) || !URL.canParse(uri)) return uri;
  const { href, host } = new URL(uri);
  const at = href.indexOf(host, href.indexOf('@') > 0 && href.indexOf('@') < href.indexOf('/', 8) ? href.indexOf('@') : 0);
  return html`${href.slice(0, at)}<b>${host}</b>${href.slice(at + host.length)}`;
}

/** Above the pointer if there is room, else below it; inside the stage in any case. */
export function placeLinkCard({ renderRoot }: ComfortHost, { x, y }: ShownLink): void {
  const card = renderRoot.querySelector<HTMLElement>('.link-card');
  const stage = card?.parentElement;
  if (card === null || stage === null || stage === undefined) return;
  const box = stage.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = stage;
  // The page may zoom or scale it.
  const [column, row] = [(x - box.left) * (width / box.width), (y - box.top) * (height / box.height)];
  const left = Math.max(MARGIN, Math.min(column - GAP, width - card.offsetWidth - MARGIN));
  const above = row - GAP - card.offsetHeight;
  card.style.setProperty('left', `${left}px`);
  card.style.setProperty('top', `${above >= MARGIN ? above : Math.max(MARGIN, Math.min(row + GAP, height - card.offsetHeight - MARGIN))}px`);
}
