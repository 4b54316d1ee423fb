import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { plainAddress, shortId } from './addresses.js';
import { renderDetails, type RowDeeds } from './details-template.js';
import { plot, sparkline } from './graphs.js';
import { reasonOf } from '../sentence.js';
import type { ConnectionReading } from './readings.js';
import { renderHead, renderRow, type Cells, type Column } from './row-template.js';
import { statusNote, type TableState } from './sessions-template.js';
import type { Wording } from './wording.js';

const COLUMNS: readonly Column[] = [
  { name: 'server' }, { name: 'state' }, { name: 'sessions', kind: 'number' }, { name: 'roundTrip', kind: 'number' }, { name: 'quantiles', kind: 'number' }, { name: 'reconnects', kind: 'number' },
  { name: 'traffic', kind: 'number' }, { name: 'rate', kind: 'number' },
];

export function renderConnections(readings: readonly ConnectionReading[], state: TableState, wording: Wording, deeds: RowDeeds): TemplateResult {
  const { text } = wording;
  return html`
    <section class="connections">
      <h2 id="connections">${text.connections} <span class="count">${readings.length}</span></h2>
      ${readings.length === 0 ? html`<p class="empty">${text.noConnections}</p>` : html`
        <div class="scroll"><table role="table" aria-labelledby="connections">
          ${renderHead(COLUMNS, text)}
          <tbody role="rowgroup">${repeat(readings, ({ id }) => id, (reading) => renderRow({
            id: reading.id, chip: reading.chip, name: reading.address, tag: '', cells: cells(reading, state.now, wording),
            details: state.opened === reading.id ? () => details(reading, state, wording, deeds) : undefined,
          }, COLUMNS, text, deeds.toggle))}</tbody>
        </table></div>`}
    </section>
  `;
}

function rateText({ rates }: ConnectionReading, wording: Wording): string {
  const perSecond = rates.in + rates.out;
  return perSecond < 1 ? '–' : wording.text.perSecond(wording.bytes(perSecond));
}

function cells(reading: ConnectionReading, now: number, wording: Wording): Cells {
  const { state, chip, elsewhere, forMs } = reading;
  const { text } = wording;
  const { roundTrips } = state;
  return {
    state: {
      text: chip.text, tone: chip.tone === 'error' ? 'bad' : state.healthy === false ? 'loud' : undefined,
      note: state.healthy === false && state.retryAt === undefined ? text.unhealthy : statusNote(state, forMs, now, wording),
    },
    sessions: { text: wording.count(state.sessions), note: elsewhere === undefined || elsewhere === 0 ? '' : text.elsewhere(elsewhere) },
    roundTrip: { text: wording.time(state.roundTripMs), graph: roundTrips && sparkline(roundTrips.samplesMs) },
    quantiles: roundTrips && { text: `${wording.time(roundTrips.p50Ms)} / ${wording.time(roundTrips.p95Ms)}` },
    reconnects: { text: state.reconnects === undefined ? '–' : wording.count(state.reconnects), note: state.sockets > 1 ? text.sockets(state.sockets) : '' },
    traffic: { text: `${wording.bytes(state.bytesIn)} / ${wording.bytes(state.bytesOut)}` },
    rate: { text: rateText(reading, wording) },
  };
}

function details(reading: ConnectionReading, state: TableState, wording: Wording, deeds: RowDeeds): TemplateResult {
  const { state: its, chip, address, id, forMs, elsewhere } = reading;
  const { text } = wording;
  const { facts: words, groups } = text;
  const { roundTrips } = its;
  const run = (kind: Parameters<RowDeeds['run']>[1]) => (): void => deeds.run(id, kind, { url: its.url });
  return renderDetails({
    row: id,
    title: address,
    groups: [
      { title: groups.state, facts: [
        [words.status, [chip.text, statusNote(its, forMs, state.now, wording)].filter((word) => word !== '').join(', ')], [words.reason, reasonOf(its, wording.tell)],
        [words.health, its.healthy === undefined ? '' : its.healthy ? text.healthy : text.unhealthy], [words.sockets, wording.count(its.sockets)], [words.reconnects, wording.count(its.reconnects)],
      ] },
      { title: groups.traffic, facts: [[words.in, wording.count(its.bytesIn)], [words.out, wording.count(its.bytesOut)], [words.rate, rateText(reading, wording)]] },
      { title: groups.server, facts: [
        [words.address, plainAddress(its.url)], [words.epoch, shortId(its.serverEpoch)], [words.here, wording.count(its.sessions)], [words.elsewhere, elsewhere === undefined ? '' : wording.count(elsewhere)],
      ] },
      {
        title: groups.line, facts: [[words.roundTrip, its.roundTripMs === undefined ? '' : wording.time(its.roundTripMs)]],
        graph: roundTrips && plot(roundTrips.samplesMs, wording, text.roundTripPlot),
      },
    ],
    actions: [
      { name: 'probe', act: run('probe') },
      { name: 'diagnose', act: run('diagnose') },
      { name: 'recover', act: run('recover') },
      { name: 'recover-full', act: run('recover-full') },
      { name: 'cut', act: run('cut') },
      { name: 'copy', act: () => deeds.copyRow(id) },
    ],
  }, state, wording, deeds);
}
