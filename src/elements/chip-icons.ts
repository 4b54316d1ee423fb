import { svg, type TemplateResult } from 'lit';
import type { ChipModel, ChipShape } from './chip-model.js';

const stroke = (d: string, name = ''): TemplateResult => svg`<path class=${name} d=${d} fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"></path>`;

/** A shape for each kind of state: a chip is understood without its colour. */
const ICONS: Readonly<Record<ChipShape, TemplateResult>> = {
  active: svg`<circle cx="8" cy="8" r="6" fill="currentColor"></circle>`,
  background: svg`<circle cx="8" cy="8" r="5.2" fill="none" stroke="currentColor" stroke-width="1.8"></circle><circle cx="8" cy="8" r="2.2" fill="currentColor"></circle>`,
  wait: stroke('M8 2.4A5.6 5.6 0 1 1 2.4 8', 'turning'),
  paused: stroke('M5.6 3.6v8.8M10.4 3.6v8.8'),
  error: stroke('m4 4 8 8M12 4l-8 8'),
  locked: svg`<path d="M3 7h10v7H3z" fill="currentColor"></path>${stroke('M5.2 7V5.2a2.8 2.8 0 0 1 5.6 0V7')}`,
  ended: svg`<rect x="3" y="3" width="10" height="10" rx="2" fill="currentColor"></rect>`,
  idle: stroke('M4 8h8'),
};

/** What goes into an `<svg viewBox="0 0 16 16">`. */
export const chipIcon = ({ shape }: Pick<ChipModel, 'shape'>): TemplateResult => ICONS[shape];
