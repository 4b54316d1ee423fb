import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { keepTyping } from '../apart.js';
import { shortId } from './addresses.js';
import { renderDetails, type DetailsState, type Fact, type RowDeeds } from './details-template.js';
import { gauge } from './graphs.js';
import { reasonOf, sentenceOf } from '../sentence.js';
import type { SessionReading } from './readings.js';
import { renderHead, renderRow, type Cells, type Column } from './row-template.js';
import type { Wording } from './wording.js';

const COLUMNS: readonly Column[] = [
  { name: 'session' }, { name: 'state' }, { name: 'screen' }, { name: 'epoch' }, { name: 'received', kind: 'number' }, { name: 'window', kind: 'number' }, { name: 'typed', kind: 'number' },
  { name: 'traffic', kind: 'number' }, { name: 'size', kind: 'number' }, { name: 'drops', kind: 'number' }, { name: 'switch', kind: 'number' }, { name: 'viewers', kind: 'number' },
];
/** Sessions beyond which one may look for some of them. */
const FEW = 8;

/** What the element knows about how a table is looked at. */
export interface TableState extends DetailsState {
  /** The row whose details are shown. */
  readonly opened: string | undefined;
  /** Words that sessions are to have. */
  readonly find: string;
  /** `Clock.now` and `Clock.wallNow`. */
  readonly now: number;
  readonly wallNow: number;
}

export interface SessionDeeds extends RowDeeds {
  find(words: string): void;
}

export function renderSessions(all: readonly SessionReading[], state: TableState, wording: Wording, deeds: SessionDeeds): TemplateResult {
  const { text } = wording;
  const readings = found(all, state.find);
  return html`
    <section class="sessions">
      <div class="head">
        <h2 id="sessions">${text.sessions} <span class="count">${readings.length === all.length ? all.length : text.found(readings.length, all.length)}</span></h2>
        ${all.length > FEW || state.find !== '' ? html`<input type="search" data-find @keydown=${keepTyping} @keypress=${keepTyping} aria-label=${text.find} placeholder=${text.find} .value=${state.find}
          @input=${(event: Event) => deeds.find((event.target as HTMLInputElement).value)}>` : nothing}
      </div>
      ${readings.length === 0 ? html`<p class="empty">${all.length === 0 ? text.noSessions : text.noSuchSession}</p>` : html`
        <div class="scroll"><table role="table" aria-labelledby="sessions">
          ${renderHead(COLUMNS, text)}
          <tbody role="rowgroup">${repeat(readings, ({ id }) => id, (reading) => renderRow({
            id: reading.id, chip: reading.chip, name: reading.chip.name, tag: reading.tag, cells: cells(reading, state.now, wording),
            details: state.opened === reading.id ? () => details(reading, state, wording, deeds) : undefined,
          }, COLUMNS, text, deeds.toggle))}</tbody>
        </table></div>`}
    </section>
  `;
}

/** Those in which every word is somewhere, in any case. */
function found(readings: readonly SessionReading[], find: string): readonly SessionReading[] {
  const wanted = find.toLowerCase().split(/\s+/);
  return readings.filter(({ chip, state, place }) => {
    const said = [chip.name, chip.text, state.sessionId, state.profile, state.url, place, state.lastError?.code].join(' ').toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
}

/** Since when the state holds, or until when. */
export function statusNote(detail: { readonly attempt: number; readonly retryAt: number | undefined }, forMs: number | undefined, now: number, wording: Wording): string {
  const { text } = wording;
  if (detail.retryAt !== undefined) return text.retryIn(wording.left(detail.retryAt - now));
  if (detail.attempt > 1) return text.attempt(detail.attempt);
  return forMs === undefined || forMs < 1000 ? '' : text.forTime(wording.age(forMs));
}

/** What keeps typed input from being typed, or how far a long one is. */
function inputNote({ input }: SessionReading['state'], wording: Wording): string {
  const { text } = wording;
  // Sessions of an older copy of the package on the same page say nothing of it.
  if (input?.held !== undefined) return text.held(wording.bytes(input.held.bytes));
  const { transfer } = input ?? {};
  if (transfer === undefined) return '';
  return (transfer.state === 'paused' ? text.transferPaused : text.transfer)(Math.floor((100 * transfer.delivered) / Math.max(1, transfer.total)));
}

function cells({ state, chip, place, renderer, freedInMs, facts, forMs }: SessionReading, now: number, wording: Wording): Cells {
  const { text } = wording;
  const { flow, errors, drops } = state;
  const screen = place === 'shown' ? renderer && text.renderers[renderer] : state.keepWarm ? text.keptWarm : freedInMs === undefined ? '' : text.timeLeft(wording.left(freedInMs));
  return {
    state: { text: chip.text, note: statusNote(state, forMs, now, wording), tone: chip.tone === 'error' ? 'bad' : undefined },
    screen: { text: text.places[place], note: screen },
    epoch: { text: shortId(state.epoch) || '–' },
    received: { text: wording.count(state.offset) },
    window: flow && { text: wording.bytes(flow.unacknowledged), note: text.ofWindow(wording.bytes(flow.windowBytes)), graph: gauge(flow), tone: flow.unacknowledged >= flow.windowBytes ? 'bad' : undefined },
    typed: state.pendingInput === 0 ? undefined : { text: wording.bytes(state.pendingInput), note: inputNote(state, wording), tone: 'loud' },
    traffic: { text: `${wording.bytes(state.bytesIn)} / ${wording.bytes(state.bytesOut)}` },
    size: { text: `${state.cols} × ${state.rows}` },
    drops: { text: drops === undefined ? '–' : wording.count(drops), note: errors > 0 ? text.errorCount(errors) : '', tone: errors > 0 ? 'loud' : undefined },
    switch: { text: wording.time(state.lastSwitchMs) },
    viewers: facts && { text: wording.count(facts.viewers) },
  };
}

function details(reading: SessionReading, state: TableState, wording: Wording, deeds: RowDeeds): TemplateResult {
  const { id, session, state: its, facts, place, renderer, freedInMs, chip } = reading;
  const { text } = wording;
  const { facts: words, groups } = text;
  const { flow, activity, exit, lastError, terminal } = its;
  const count = (value: number): string => wording.count(value);
  const bytes = (value: number | undefined): string => (value === undefined ? '' : wording.bytes(value));
  const news = [activity?.unread === true ? text.news.unread : '', activity?.bell === true ? text.news.bell : '', activity?.progress === undefined ? '' : text.transfer(activity.progress.value)];
  const run = (kind: Parameters<RowDeeds['run']>[1]) => (): void => deeds.run(id, kind, { url: session.url, session });
  const output: Fact[] = [
    [words.received, count(its.offset)], [words.parsed, count(its.parsedOffset)], [words.buffered, bytes(flow?.buffered)], [words.unacknowledged, bytes(flow?.unacknowledged)],
    [words.window, bytes(flow?.windowBytes)], [words.credit, flow === undefined ? '' : bytes(Math.max(0, flow.windowBytes - flow.unacknowledged))], [words.in, count(its.bytesIn)],
  ];
  return renderDetails({
    row: id,
    title: chip.name,
    groups: [
      { title: groups.state, facts: [
        [words.status, joined(chip.text, statusNote(its, reading.forMs, state.now, wording))], [words.reason, reasonOf(its, wording.tell)],
        [words.lastError, lastError === undefined ? '' : text.failed(lastError.code, sentenceOf(lastError, wording.tell))], [words.errors, its.errors > 0 ? count(its.errors) : ''],
        [words.exit, exit === undefined ? '' : text.exit(text.exits[exit.reason], String(exit.exitCode ?? '–'), String(exit.signal ?? '–'))],
        [words.drops, its.drops > 0 ? count(its.drops) : ''], [words.resume, its.resume === undefined ? '' : text.resumes[its.resume]],
      ] },
      { title: groups.input, facts: [[words.typed, joined(bytes(its.pendingInput), inputNote(its, wording))], [words.out, count(its.bytesOut)]] },
      { title: groups.output, facts: output, graph: flow && gauge(flow) },
      { title: groups.screen, facts: [
        [words.place, joined(text.places[place], its.keepWarm ? text.keptWarm : '')], [words.renderer, renderer === undefined ? '' : text.renderers[renderer]],
        [words.freedIn, freedInMs === undefined ? '' : wording.left(freedInMs)], [words.size, `${its.cols} × ${its.rows}`], [words.lastSwitch, its.lastSwitchMs === undefined ? '' : wording.time(its.lastSwitchMs)],
      ] },
      { title: groups.shell, facts: [
        [words.id, its.sessionId ?? ''], [words.epoch, its.epoch ?? ''], [words.profile, its.profile ?? ''],
        [words.unicode, terminal === undefined ? '' : text.unicode[terminal.unicode]], [words.images, terminal === undefined ? '' : terminal.images ? text.images.drawn : text.images.passedOver],
        [words.title, activity?.title ?? ''], [words.news, joined(...news)],
        [words.started, facts === undefined ? '' : text.ago(wording.time(state.wallNow - facts.createdAt))], [words.viewers, facts === undefined ? '' : count(facts.viewers)],
      ] },
    ],
    actions: [
      { name: 'activate', off: its.active, act: run('activate') },
      { name: 'retry', off: its.status === 'connected' || its.status === 'closed', act: run('retry') },
      { name: 'probe', act: run('probe') },
      { name: 'diagnose', act: run('diagnose') },
      { name: 'recover', act: run('recover') },
      { name: 'recover-full', act: run('recover-full') },
      { name: 'cut', act: run('cut') },
      { name: 'evict', off: place !== 'parked', act: run('evict') },
      { name: 'copy', act: () => deeds.copyRow(id) },
      { name: 'close', danger: true, act: () => deeds.askToClose(id) },
    ],
    close: run('close'),
  }, state, wording, deeds);
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');
