import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { renderDetails, type RowDeeds } from './details-template.js';
import { INSPECTOR_STRINGS as TEXT } from './inspector-strings.js';
import type { ConnectionReading } from './readings.js';
import { renderHead, renderRow, type Cell } from './row-template.js';
import { statusNote, type TableState } from './sessions-template.js';
import { bytesText, durationText, plainAddress, shortId } from './words.js';

const HEADINGS = [
  { text: TEXT.columns.server }, { text: TEXT.columns.state }, { text: TEXT.columns.sessions, kind: 'number' }, { text: TEXT.columns.roundTrip, kind: 'number' }, { text: TEXT.columns.answer, kind: 'number', hint: TEXT.answerHint },
  { text: TEXT.columns.sockets, kind: 'number' }, { text: TEXT.columns.traffic, kind: 'number' }, { text: TEXT.columns.rate, kind: 'number' },
] as const;

export function renderConnections(readings: readonly ConnectionReading[], state: TableState, deeds: RowDeeds): TemplateResult {
  return html`
    <section class="connections">
      <h2 id="connections">${TEXT.connections} <span class="count">${readings.length}</span></h2>
      ${readings.length === 0 ? html`<p class="empty">${TEXT.noConnections}</p>` : html`
        <table role="table" aria-labelledby="connections">
          ${renderHead(HEADINGS)}
          <tbody role="rowgroup">${repeat(readings, ({ id }) => id, (reading) => renderRow({
            id: reading.id, chip: reading.chip, name: reading.address, tag: '', cells: cells(reading, state.now),
            details: state.opened === reading.id ? () => details(reading, state, deeds) : undefined,
          }, HEADINGS.length, deeds.toggle))}</tbody>
        </table>`}
    </section>
  `;
}

const time = (milliseconds: number | undefined): string => (milliseconds === undefined ? '–' : durationText(milliseconds));

function uptime({ status, connectedAt }: ConnectionReading['state'], now: number): number | undefined {
  return status === 'connected' && connectedAt !== undefined ? now - connectedAt : undefined;
}

function cells({ state, chip, rates, answerP50, answerP95, elsewhere, forMs }: ConnectionReading, now: number): Cell[] {
  const { columns } = TEXT;
  const perSecond = rates.in + rates.out;
  return [
    {
      heading: columns.state, text: chip.text, loud: chip.tone === 'error' || state.healthy === false,
      note: [statusNote(state, uptime(state, now) ?? forMs, now), state.healthy === false ? TEXT.unhealthy : ''].filter((word) => word !== '').join(', '),
    },
    { heading: columns.sessions, text: String(state.sessions), note: elsewhere === undefined || elsewhere === 0 ? '' : TEXT.elsewhere(elsewhere), kind: 'number' },
    { heading: columns.roundTrip, text: time(state.roundTripMs), kind: 'number' },
    { heading: columns.answer, text: answerP50 === undefined ? '–' : `${time(answerP50)} / ${time(answerP95)}`, kind: 'number' },
    { heading: columns.sockets, text: String(state.sockets), kind: 'number' },
    { heading: columns.traffic, text: `${bytesText(state.bytesIn)} / ${bytesText(state.bytesOut)}`, kind: 'number' },
    { heading: columns.rate, text: perSecond < 1 ? '–' : TEXT.perSecond(bytesText(perSecond)), kind: 'number' },
  ];
}

function details(reading: ConnectionReading, state: TableState, deeds: RowDeeds): TemplateResult {
  const { state: its, chip, address, id } = reading;
  const words = TEXT.facts;
  const target = { url: its.url };
  return renderDetails({
    row: id,
    title: address,
    facts: [
      [words.status, [chip.text, statusNote(its, uptime(its, state.now) ?? reading.forMs, state.now)].filter((word) => word !== '').join(', ')],
      [words.reason, its.reason],
      [words.address, plainAddress(its.url)],
      [words.health, its.healthy === undefined ? '' : its.healthy ? TEXT.healthy : TEXT.unhealthy],
      [words.serverEpoch, shortId(its.serverEpoch)],
      [words.sockets, String(its.sockets)],
      [words.roundTrip, its.roundTripMs === undefined ? '' : durationText(its.roundTripMs)],
      [words.answers, reading.answers === 0 ? '' : String(reading.answers)],
      [words.in, its.bytesIn.toLocaleString('en')],
      [words.out, its.bytesOut.toLocaleString('en')],
    ],
    actions: [
      { name: 'recover', act: () => deeds.run(id, 'recover', target) },
      { name: 'recover-full', act: () => deeds.run(id, 'recover-full', target) },
      { name: 'diagnose', act: () => deeds.run(id, 'diagnose', target) },
    ],
  }, state, deeds);
}
