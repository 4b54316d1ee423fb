import { html, svg, type TemplateResult } from 'lit';
import type { NoticeKind } from './overlay-model.js';

const line = (d: string): TemplateResult => svg`<path d=${d} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"></path>`;

/** A ring with a gap, which turns. */
const TURNING = svg`<path d="M8 2a6 6 0 1 1-6 6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"></path>`;
const PAUSED = line('M8 1.8a6.2 6.2 0 1 1 0 12.4 6.2 6.2 0 0 1 0-12.4ZM6.4 5.8v4.4M9.6 5.8v4.4');
const NO_NETWORK = line('M2 6.6a9 9 0 0 1 3-1.9M7.6 4a9 9 0 0 1 6.4 2.6M4.2 9.2a5.6 5.6 0 0 1 2-1.3M10 8.2a5.6 5.6 0 0 1 1.8 1M6.6 11.6a2.2 2.2 0 0 1 2.8 0M8 13.4v.1M2.6 2.2l10.8 11.4');
const LOCK = line('M3.6 7.2h8.8v6H3.6zM5.4 7.2V5a2.6 2.6 0 0 1 5.2 0v2.2M8 9.6v1.4');
const WARNING = line('M8 1.8 15 14H1zM8 6v4M8 11.7v.5');
const ENDED = line('M3.4 1.8h9.2a1.6 1.6 0 0 1 1.6 1.6v9.2a1.6 1.6 0 0 1-1.6 1.6H3.4a1.6 1.6 0 0 1-1.6-1.6V3.4a1.6 1.6 0 0 1 1.6-1.6ZM5.8 5.8h4.4v4.4H5.8z');
const TERMINAL = line('M3.6 2.8h8.8a1.8 1.8 0 0 1 1.8 1.8v6.8a1.8 1.8 0 0 1-1.8 1.8H3.6a1.8 1.8 0 0 1-1.8-1.8V4.6a1.8 1.8 0 0 1 1.8-1.8ZM4.6 6l2.2 2-2.2 2M8.6 10.4h3');
const ELSEWHERE = line('M6.4 4H3.6A1.6 1.6 0 0 0 2 5.6v6.8A1.6 1.6 0 0 0 3.6 14h6.8a1.6 1.6 0 0 0 1.6-1.6V9.6M9.4 2H14v4.6M14 2 7.6 8.4');
const PASTING = line('M8 2v8.4M4.6 7.2 8 10.6l3.4-3.4M2.4 13.6h11.2');
const SKIPPED = line('M2.4 3.4 7 8l-4.6 4.6zM8 3.4 12.6 8 8 12.6zM13.8 3.2v9.6');

/** The shape of each state, so that colour is never all that tells them apart. */
export const NOTICE_ICONS: Readonly<Record<NoticeKind, TemplateResult>> = {
  connecting: TURNING, reconnecting: TURNING, suspended: PAUSED, offline: NO_NETWORK, auth: LOCK, failed: WARNING, invalid: WARNING, exited: ENDED, closed: ENDED,
  detached: TERMINAL, elsewhere: ELSEWHERE, held: PAUSED, transfer: PASTING, pending: PAUSED, skipped: SKIPPED, notice: WARNING,
};

export const READ_ONLY_ICON = LOCK;

const small = (d: string): TemplateResult => html`<svg viewBox="0 0 16 16" aria-hidden="true">${line(d)}</svg>`;
export const FOLD_UP = small('M4.5 9.5 8 6l3.5 3.5');
export const FOLD_DOWN = small('M4.5 6.5 8 10l3.5-3.5');
export const CROSS = small('m4.6 4.6 6.8 6.8M11.4 4.6l-6.8 6.8');
