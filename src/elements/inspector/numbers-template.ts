import { html, svg, type TemplateResult } from 'lit';
import type { RegistryMetrics } from '../../client/registry/contract.js';
import { INSPECTOR_STRINGS as TEXT } from './inspector-strings.js';
import { quantile } from './samples.js';
import { bytesText, durationText } from './words.js';

/** Counters that say something is wrong when they are not zero. */
const BAD: readonly string[] = ['gaps', 'gapBytes', 'errors', 'unroutedFrames', 'unknownMessages', 'duplicateBytes'];

export function renderNumbers(metrics: RegistryMetrics): TemplateResult {
  return html`
    <section class="speed">
      <h2>${TEXT.speed} <span class="count">${metrics.switchTimesMs.length === 0 ? '' : TEXT.switches(metrics.switchTimesMs.length)}</span></h2>
      ${renderSwitches(metrics.switchTimesMs)}
    </section>
    <section class="counters">
      <h2>${TEXT.counters}</h2>
      <dl>${Object.entries(TEXT.counts).map(([name, text]) => {
        const value = metrics[name as keyof typeof TEXT.counts];
        return html`<div class=${value > 0 && BAD.includes(name) ? 'loud' : ''}><dt>${text}</dt><dd>${name.endsWith('Bytes') ? bytesText(value) : value.toLocaleString('en')}</dd></div>`;
      })}</dl>
    </section>
  `;
}

const WIDTH = 300;
const HEIGHT = 48;
/** Bars that fit; as many as the registry remembers. */
const BARS = 100;

function renderSwitches(times: readonly number[]): TemplateResult {
  const median = quantile(times, 0.5);
  const p95 = quantile(times, 0.95);
  if (median === undefined || p95 === undefined) return html`<p class="empty">${TEXT.noSwitches}</p>`;
  const worst = Math.max(...times);
  const top = Math.max(worst, 1);
  const bar = WIDTH / Math.max(times.length, BARS / 4);
  const y = (value: number): number => HEIGHT - (value / top) * (HEIGHT - 2);
  const line = (name: string, value: number): TemplateResult => svg`<path class=${name} d="M0 ${y(value).toFixed(1)}H${WIDTH}"></path>`;
  return html`
    <svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${TEXT.switchPlot(times.length, durationText(median), durationText(p95))}>
      <g>${times.map((value, index) => svg`<rect class=${value > p95 ? 'slow' : ''} x=${(index * bar).toFixed(1)} y=${y(value).toFixed(1)} width=${Math.max(1, bar - 1).toFixed(1)} height=${(HEIGHT - y(value)).toFixed(1)}></rect>`)}</g>
      ${line('median', median)}${line('p95', p95)}
    </svg>
    <dl class="legend">
      <div class="median"><dt>${TEXT.median}</dt><dd>${durationText(median)}</dd></div>
      <div class="p95"><dt>${TEXT.p95}</dt><dd>${durationText(p95)}</dd></div>
      <div><dt>${TEXT.worst}</dt><dd>${durationText(worst)}</dd></div>
    </dl>
  `;
}
