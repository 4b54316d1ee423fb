import { html, nothing, svg, type TemplateResult } from 'lit';
import type { SessionActivity, SessionProgress } from '../client/session/contract.js';
import { CHIP_MARK_STRINGS } from './chip-mark-strings.js';
import { words, type Strings } from './localize.js';

/** What a chip says beside the state. */
export interface ChipMarks {
  /** Around the icon. */
  readonly ring: TemplateResult | typeof nothing;
  /** Behind the label: for eyes, and in words for ears. */
  readonly news: TemplateResult | typeof nothing;
}

const GLYPHS = {
  bell: svg`<path d="M8 1.5a4.3 4.3 0 0 0-4.3 4.3c0 3.3-1.2 4.3-1.7 5.2h12c-.5-.9-1.7-1.9-1.7-5.2A4.3 4.3 0 0 0 8 1.5zM6.2 12.6a1.9 1.9 0 0 0 3.6 0z" fill="currentColor"></path>`,
  error: svg`<path d="M8 2.2v7M8 13.4v.1" stroke="currentColor" stroke-width="3" stroke-linecap="round"></path>`,
  paused: svg`<path d="M5.4 3.5v9M10.6 3.5v9" stroke="currentColor" stroke-width="2.6" stroke-linecap="round"></path>`,
  unread: svg`<circle cx="8" cy="8" r="5.5" fill="currentColor"></circle>`,
};

/** @param host in whose language it is said */
export function chipMarks(host: Element, { unread, bell, progress }: SessionActivity): ChipMarks {
  if (!unread && !bell && progress === undefined) return { ring: nothing, news: nothing };
  const texts = markWords(host);
  const glyph = progress?.state === 'error' ? 'error' : bell ? 'bell' : unread ? 'unread' : progress?.state === 'paused' ? 'paused' : undefined;
  const said = [unread ? texts.unread : '', bell ? texts.bell : '', progress ? progressText(progress, texts) : ''].filter((text) => text !== '').join(', ');
  const percent = progress === undefined || progress.state === 'indeterminate' ? nothing : html`<span class="percent" aria-hidden="true">${texts.percent(progress.value)}</span>`;
  const badge = glyph === undefined ? nothing : html`<svg part="badge" class="badge ${glyph}" viewBox="0 0 16 16" aria-hidden="true">${GLYPHS[glyph]}</svg>`;
  return { ring: progress === undefined ? nothing : ring(progress), news: html`${percent}${badge}<span class="news" id="news">${said}</span>` };
}

export const markWords = (element: Element): Strings['chipMarks'] => words('chipMarks', CHIP_MARK_STRINGS, element);

/** How far a program says it is, in words. */
export function progressText({ state, value }: SessionProgress, texts: Strings['chipMarks']): string {
  if (state === 'indeterminate') return texts.indeterminate;
  const percent = texts.percent(value);
  return state === 'normal' ? percent : `${percent}, ${texts[state]}`;
}

/** Around the icon, from the top on, clockwise in every direction of writing. */
function ring({ state, value }: SessionProgress): TemplateResult {
  const length = state === 'indeterminate' ? 25 : value;
  return html`<svg part="progress" class="ring ${state}" viewBox="0 0 20 20" aria-hidden="true"><circle class="track" cx="10" cy="10" r="8.8"></circle>${
    length === 0 ? nothing : svg`<circle class="bar" cx="10" cy="10" r="8.8" pathLength="100" stroke-dasharray=${`${length} 100`}></circle>`
  }</svg>`;
}
