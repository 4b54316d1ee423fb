import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

export const icon = (content: SVGTemplateResult): TemplateResult =>
  html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${content}</svg>`;

export const ARROW_DOWN = icon(svg`<path d="M8 3v10M3.8 9 8 13.2 12.2 9"></path>`);
export const ARROW_UP = icon(svg`<path d="M8 13V3M3.8 7 8 2.8 12.2 7"></path>`);
export const CROSS = icon(svg`<path d="m4 4 8 8M12 4l-8 8"></path>`);
