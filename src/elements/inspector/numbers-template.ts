import { html, type TemplateResult } from 'lit';
import type { RegistryMetrics } from '../../client/registry/contract.js';
import { plot } from './graphs.js';
import type { InspectorText } from './inspector-strings.js';
import type { Wording } from './wording.js';

type CounterName = keyof InspectorText['counts'];

/** Counters that say something is wrong when they are not zero. */
const BAD: readonly string[] = ['gaps', 'gapBytes', 'errors', 'unroutedFrames', 'unknownMessages', 'duplicateBytes'] satisfies CounterName[];

export function renderNumbers(metrics: RegistryMetrics, wording: Wording): TemplateResult {
  const { text } = wording;
  const { switchTimesMs } = metrics;
  return html`
    <section class="speed">
      <h2>${text.speed} <span class="count">${switchTimesMs.length === 0 ? '' : text.latest(switchTimesMs.length)}</span></h2>
      ${switchTimesMs.length === 0 ? html`<p class="empty">${text.noSwitches}</p>` : plot(switchTimesMs, wording, text.switchPlot)}
    </section>
    <section class="counters">
      <h2>${text.counters}</h2>
      <dl>${Object.entries(text.counts).map(([name, title]) => {
        const value = metrics[name as CounterName];
        return html`<div class=${value > 0 && BAD.includes(name) ? 'loud' : ''}><dt>${title}</dt><dd>${name.endsWith('Bytes') ? wording.bytes(value) : wording.count(value)}</dd></div>`;
      })}</dl>
    </section>
  `;
}
