import { html, type TemplateResult } from 'lit';
import type { Strings } from './localize.js';
import { READ_ONLY_ICON } from './notice-icons.js';

/** Says that nothing is typed here, in the strip at the end of the rows that is left free for the scroll bar: no text is ever below it. */
export const renderReadOnlyMark = (title: Strings['overlay']['readOnly' | 'readOnlyByServer']): TemplateResult =>
  html`<span class="read-only" part="readonly-mark" role="img" aria-label=${title} title=${title}><svg viewBox="0 0 16 16" aria-hidden="true">${READ_ONLY_ICON}</svg></span>`;
