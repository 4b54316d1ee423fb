import { html, svg, type TemplateResult } from 'lit';
import { quantile } from '../../base/quantile.js';
import type { FlowState } from '../../client/session/contract.js';
import type { Wording } from './wording.js';

// Drawn in a box of fixed units that CSS stretches: no size, colour or position needs a style attribute.

const WIDTH = 300;
const HEIGHT = 48;
/** Bars are as wide as if there were so many at least. */
const FEWEST = 25;

/**
 * Times as bars, newest last, with lines at the median and the 95th percentile, and these in words.
 * @param label says the same to those who do not see it
 */
export function plot(times: readonly number[], wording: Wording, label: (count: number, median: string, p95: string) => string): TemplateResult {
  const { text } = wording;
  const median = quantile(times, 0.5) ?? 0;
  const p95 = quantile(times, 0.95) ?? 0;
  const worst = Math.max(...times);
  const y = heights(worst, HEIGHT);
  const bar = WIDTH / Math.max(times.length, FEWEST);
  const line = (name: string, value: number): TemplateResult => svg`<path class=${name} d="M0 ${y(value)}H${WIDTH}"></path>`;
  return html`
    <svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${label(times.length, wording.time(median), wording.time(p95))}>
      <g>${times.map((value, index) => svg`<path class=${value > p95 ? 'bar slow' : 'bar'} d="M${(index * bar).toFixed(1)} ${HEIGHT}V${y(value)}h${Math.max(1, bar - 1).toFixed(1)}V${HEIGHT}z"></path>`)}</g>
      ${line('median', median)}${line('p95', p95)}
    </svg>
    <dl class="legend">
      <div class="median"><dt>${text.median}</dt><dd>${wording.time(median)}</dd></div>
      <div class="p95"><dt>${text.p95}</dt><dd>${wording.time(p95)}</dd></div>
      <div><dt>${text.worst}</dt><dd>${wording.time(worst)}</dd></div>
    </dl>
  `;
}

const SPARK_WIDTH = 60;
const SPARK_HEIGHT = 14;
const SPARK_POINTS = 40;

/** The last values as a line, beside a number that says what it is. */
export function sparkline(values: readonly number[]): TemplateResult {
  const last = values.slice(-SPARK_POINTS);
  const y = heights(Math.max(...last), SPARK_HEIGHT);
  const step = SPARK_WIDTH / Math.max(1, last.length - 1);
  return html`<svg class="spark" viewBox="0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${
    svg`<path d=${last.map((value, index) => `${index === 0 ? 'M' : 'L'}${(index * step).toFixed(1)} ${y(value)}`).join('')}></path>`}</svg>`;
}

/** How full a window is: what waits to be parsed, then what is parsed and not acknowledged. The numbers stand beside it. */
export function gauge({ windowBytes, unacknowledged, buffered }: FlowState): TemplateResult {
  const part = (bytes: number): string => (100 * Math.min(1, bytes / Math.max(1, windowBytes))).toFixed(1);
  const state = unacknowledged >= windowBytes ? 'full' : unacknowledged > windowBytes / 2 ? 'high' : '';
  return html`<svg class="gauge ${state}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">${
    svg`<path class="sent" d="M0 0H${part(unacknowledged)}V4H0z"></path><path class="waits" d="M0 0H${part(buffered)}V4H0z"></path>`}</svg>`;
}

/** Where a value lies in a box, in its units; the highest reaches the top. */
function heights(highest: number, height: number): (value: number) => string {
  const top = Math.max(highest, 1);
  return (value) => (height - 1 - (value / top) * (height - 2)).toFixed(1);
}
