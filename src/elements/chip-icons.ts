import { svg, type TemplateResult } from 'lit';
import type { ChipModel, ChipTone } from './chip-model.js';

/** A shape per tone, and one for waiting without trying: a chip is understood without its colour. */
const ICONS: Readonly<Record<ChipTone | 'paused', TemplateResult>> = {
  paused: svg`<path d="M5.6 3.6v8.8M10.4 3.6v8.8" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"></path>`,
  active: svg`<circle cx="8" cy="8" r="6" fill="currentColor"></circle>`,
  background: svg`<circle cx="8" cy="8" r="5.2" fill="none" stroke="currentColor" stroke-width="1.8"></circle><circle cx="8" cy="8" r="2.2" fill="currentColor"></circle>`,
  wait: svg`<path class="turning" d="M8 2.4A5.6 5.6 0 1 1 2.4 8" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"></path>`,
  error: svg`<path d="m4 4 8 8M12 4l-8 8" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"></path>`,
  idle: svg`<path d="M4 8h8" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"></path>`,
};

/** What goes into an `<svg viewBox="0 0 16 16">`. */
export function chipIcon({ status, tone }: Pick<ChipModel, 'status' | 'tone'>): TemplateResult {
  return ICONS[status === 'offline' || status === 'suspended' ? 'paused' : tone];
}
