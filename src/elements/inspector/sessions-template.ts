import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { renderDetails, type DetailsState, type RowDeeds } from './details-template.js';
import { INSPECTOR_STRINGS as TEXT } from './inspector-strings.js';
import type { SessionReading } from './readings.js';
import { renderHead, renderRow, type Cell } from './row-template.js';
import { ageText, bytesText, shortId } from './words.js';

const HEADINGS = [
  { text: TEXT.columns.session }, { text: TEXT.columns.state }, { text: TEXT.columns.screen }, { text: TEXT.columns.epoch }, { text: TEXT.columns.offset, kind: 'number' },
  { text: TEXT.columns.pending, kind: 'number' }, { text: TEXT.columns.traffic, kind: 'number' }, { text: TEXT.columns.size, kind: 'number' }, { text: TEXT.columns.viewers, kind: 'number' },
] as const;

/** What the element knows about how a table is looked at. */
export interface TableState extends DetailsState {
  /** The row whose details are shown. */
  readonly opened: string | undefined;
  /** `Clock.now` and `Clock.wallNow`. */
  readonly now: number;
  readonly wallNow: number;
}

export function renderSessions(readings: readonly SessionReading[], state: TableState, deeds: RowDeeds): TemplateResult {
  return html`
    <section class="sessions">
      <h2 id="sessions">${TEXT.sessions} <span class="count">${readings.length}</span></h2>
      ${readings.length === 0 ? html`<p class="empty">${TEXT.noSessions}</p>` : html`
        <table role="table" aria-labelledby="sessions">
          ${renderHead(HEADINGS)}
          <tbody role="rowgroup">${repeat(readings, ({ id }) => id, (reading) => renderRow({
            id: reading.id, chip: reading.chip, name: reading.chip.name, tag: reading.tag, cells: cells(reading, state.now),
            details: state.opened === reading.id ? () => details(reading, state, deeds) : undefined,
          }, HEADINGS.length, deeds.toggle))}</tbody>
        </table>`}
    </section>
  `;
}

/** The state in words, and since when or until when. */
export function statusNote(detail: { readonly attempt: number; readonly retryAt: number | undefined }, forMs: number | undefined, now: number): string {
  if (detail.retryAt !== undefined) return TEXT.retryIn(`${Math.max(0, Math.ceil((detail.retryAt - now) / 1000))} s`);
  if (detail.attempt > 1) return TEXT.attempt(detail.attempt);
  return forMs === undefined || forMs < 1000 ? '' : TEXT.forTime(ageText(forMs));
}

/** What keeps typed input from being typed, or how far a long one is. */
function inputNote({ input }: SessionReading['state']): string {
  // Sessions of an older copy of the package on the same page say nothing of it.
  if (input?.held !== undefined) return TEXT.held(bytesText(input.held.bytes));
  return input?.transfer === undefined ? '' : TEXT.transfer(Math.floor((100 * input.transfer.delivered) / Math.max(1, input.transfer.total)), input.transfer.state === 'paused');
}

function cells({ state, chip, place, facts, forMs }: SessionReading, now: number): Cell[] {
  const unparsed = state.offset - state.parsedOffset;
  const { columns } = TEXT;
  return [
    { heading: columns.state, text: chip.text, note: statusNote(state, forMs, now), loud: chip.tone === 'error' },
    { heading: columns.screen, text: TEXT.places[place], note: state.keepWarm ? TEXT.keptWarm : '' },
    { heading: columns.epoch, text: shortId(state.epoch) || '–' },
    { heading: columns.offset, text: state.offset.toLocaleString('en'), note: unparsed > 0 ? TEXT.unparsed(bytesText(unparsed)) : '', kind: 'number' },
    { heading: columns.pending, text: state.pendingInput === 0 ? '–' : bytesText(state.pendingInput), note: inputNote(state), kind: 'number', loud: state.pendingInput > 0 },
    { heading: columns.traffic, text: `${bytesText(state.bytesIn)} / ${bytesText(state.bytesOut)}`, kind: 'number' },
    { heading: columns.size, text: `${state.cols} × ${state.rows}`, kind: 'number' },
    { heading: columns.viewers, text: facts === undefined ? '–' : String(facts.viewers), kind: 'number' },
  ];
}

function details(reading: SessionReading, state: TableState, deeds: RowDeeds): TemplateResult {
  const { session, state: its, facts, place, chip } = reading;
  const words = TEXT.facts;
  return renderDetails({
    row: reading.id,
    title: chip.name,
    facts: [
      [words.status, [chip.text, statusNote(its, reading.forMs, state.now)].filter((word) => word !== '').join(', ')],
      [words.reason, its.reason],
      [words.error, its.lastError === undefined ? '' : `${its.lastError.code}: ${its.lastError.message}`],
      [words.exit, its.exit === undefined ? '' : `${its.exit.reason}, code ${its.exit.exitCode ?? '–'}, signal ${its.exit.signal ?? '–'}`],
      [words.id, its.sessionId ?? ''],
      [words.epoch, its.epoch ?? ''],
      [words.profile, its.profile ?? ''],
      [words.received, its.offset.toLocaleString('en')],
      [words.parsed, its.parsedOffset.toLocaleString('en')],
      [words.pending, [bytesText(its.pendingInput), inputNote(its)].filter((word) => word !== '').join(', ')],
      [words.created, facts === undefined ? '' : TEXT.ago(ageText(state.wallNow - facts.createdAt))],
      [words.viewers, facts === undefined ? '' : String(facts.viewers)],
    ],
    actions: [
      { name: 'activate', off: its.active, act: () => deeds.activate(session) },
      { name: 'retry', off: its.status === 'connected' || its.status === 'closed', act: () => session.retry() },
      { name: 'recover', act: () => deeds.run(reading.id, 'recover', session) },
      { name: 'recover-full', act: () => deeds.run(reading.id, 'recover-full', session) },
      { name: 'diagnose', act: () => deeds.run(reading.id, 'diagnose', session) },
      { name: 'evict', off: place !== 'parked', act: () => deeds.evict(session) },
      { name: 'close', danger: true, act: () => deeds.askToClose(reading.id) },
    ],
    close: () => session.close(),
  }, state, deeds);
}
