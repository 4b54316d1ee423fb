import { quantile } from '../../base/quantile.js';
import { VERSION } from '../../client/version.js';
import type { RegistryMetrics } from '../../client/registry/contract.js';
import { plainAddress, shortId } from './addresses.js';
import type { JournalEntry } from './journal.js';
import type { ConnectionReading, SessionReading } from './readings.js';
import { Wording } from './wording.js';

export interface ReportFacts {
  /** Version of the copy of the package that made the registry. */
  readonly registryVersion: string;
  /** `Clock.now` and `Clock.wallNow`. */
  readonly now: number;
  readonly wallNow: number;
  readonly connections: readonly ConnectionReading[];
  readonly sessions: readonly SessionReading[];
  readonly metrics: RegistryMetrics;
  readonly entries: readonly JournalEntry[];
}

/** Reports are for those who run and write the software, whatever the page speaks. */
const ENGLISH = new Wording();

const time = (milliseconds: number | undefined): string => (milliseconds === undefined ? '?' : ENGLISH.time(milliseconds));
const bytes = (value: number): string => ENGLISH.bytes(value);

/**
 * The page as plain text, for a ticket. Holds no token, no query, no name, label, title or whole id of a session, nothing a terminal has shown, and no text that a server has written:
 * only numbers, the ends of ids, addresses and words of this package.
 */
export function inspectorReport(facts: ReportFacts): string {
  const { connections, sessions, metrics } = facts;
  const { switchTimesMs } = metrics;
  return [
    ...head('Terminal inspector', facts),
    `Connections (${connections.length})`,
    ...connections.map((reading) => `  ${connectionLine(reading)}`),
    '',
    `Sessions (${sessions.length})`,
    ...sessions.map((reading, index) => `  ${index + 1}. ${sessionLine(reading, facts.wallNow)}`),
    '',
    `Switch times (${switchTimesMs.length}): median ${time(quantile(switchTimesMs, 0.5))}, p95 ${time(quantile(switchTimesMs, 0.95))}, last ${time(switchTimesMs.at(-1))}`,
    `Counters: ${Object.entries(metrics).filter(([, value]) => typeof value === 'number').map(([name, value]) => `${name} ${value}`).join(', ')}`,
    '',
    ...events(facts.entries, facts),
  ].join('\n');
}

/** The same of one row, with what happened to it; empty for one that is gone. @param row id of a session, or address */
export function rowReport(row: string, facts: ReportFacts): string {
  const session = facts.sessions.find(({ id }) => id === row);
  const url = session?.session.url ?? row;
  const connection = facts.connections.find(({ id }) => id === url);
  if (session === undefined && connection === undefined) return '';
  const entries = facts.entries.filter((entry) => (session === undefined ? entry.kind === 'connection' && entry.subject === connection?.address : entry.session === row));
  return [
    ...head(session === undefined ? 'Terminal connection' : 'Terminal session', facts),
    ...(session === undefined ? [] : [`Session: ${sessionLine(session, facts.wallNow)}`]),
    ...(connection === undefined ? [] : [`Connection: ${connectionLine(connection)}`]),
    '',
    ...events(entries, facts),
  ].join('\n');
}

function head(title: string, { wallNow, registryVersion }: ReportFacts): string[] {
  return [
    title,
    `Time:     ${new Date(wallNow).toISOString()}`,
    `Version:  persistent-terminal ${VERSION}${registryVersion === VERSION ? '' : `, registry ${registryVersion}`}`,
    '',
  ];
}

function events(entries: readonly JournalEntry[], { now, sessions }: ReportFacts): string[] {
  const numbers = new Map(sessions.map(({ id }, index) => [id, index + 1]));
  const about = ({ kind, session, subject }: JournalEntry): string =>
    kind === 'connection' ? `connection ${subject}` : session === '' ? 'page' : numbers.has(session) ? `session ${numbers.get(session)}` : 'closed session';
  return [
    `Events (${entries.length}, newest first)`,
    ...entries.map((entry) => `  -${((now - entry.at) / 1000).toFixed(3)} s  ${about(entry)}: ${entry.said(ENGLISH)}`),
    '',
  ];
}

// Readings of an older copy of the package on the same page lack some.

function connectionLine({ state, rates, forMs }: ConnectionReading): string {
  const { roundTrips } = state;
  return listed([
    `${state.status}${state.attempt > 0 ? ` (attempt ${state.attempt})` : ''} ${plainAddress(state.url)}`,
    forMs === undefined ? undefined : `for ${time(forMs)}`,
    state.healthy === undefined ? undefined : state.healthy ? 'healthy' : 'unhealthy',
    `sessions ${state.sessions}`, `sockets ${state.sockets}`, `reconnects ${state.reconnects ?? '?'}`,
    roundTrips === undefined ? 'round trip ?' : `round trip ${time(state.roundTripMs)} p50 ${time(roundTrips.p50Ms)} p95 ${time(roundTrips.p95Ms)} of ${roundTrips.samplesMs.length}`,
    `in ${bytes(state.bytesIn)}`, `out ${bytes(state.bytesOut)}`, `now ${bytes(rates.in)}/s in ${bytes(rates.out)}/s out`,
    state.serverEpoch === undefined ? undefined : `server epoch ${shortId(state.serverEpoch)}`,
  ]);
}

function sessionLine({ state, place, renderer, tag, facts, forMs, freedInMs }: SessionReading, wallNow: number): string {
  const { flow, exit, terminal } = state;
  return listed([
    `${state.status}${state.attempt > 0 ? ` (attempt ${state.attempt})` : ''} ${tag || '(no id yet)'}`,
    forMs === undefined ? undefined : `for ${time(forMs)}`,
    state.active ? 'active' : undefined, place === 'bare' ? 'no screen' : place, renderer, state.keepWarm ? 'kept warm' : undefined,
    freedInMs === undefined ? undefined : `screen freed in ${time(freedInMs)}`,
    state.epoch === undefined ? undefined : `epoch ${shortId(state.epoch)}`,
    `received ${state.offset}`, `parsed ${state.parsedOffset}`,
    flow === undefined ? undefined : `window ${flow.windowBytes}, unacknowledged ${flow.unacknowledged}, to be parsed ${flow.buffered}`,
    `typed and unacknowledged ${state.pendingInput}`, state.input?.held === undefined ? undefined : `held ${state.input.held.bytes}`,
    `in ${bytes(state.bytesIn)}`, `out ${bytes(state.bytesOut)}`, `${state.cols}x${state.rows}`,
    terminal === undefined ? undefined : `unicode ${terminal.unicode}, images ${terminal.images ? 'drawn' : 'passed over'}`,
    `line lost ${state.drops ?? '?'}`, state.resume === undefined ? undefined : `last attached ${state.resume}`, `errors ${state.errors ?? '?'}`,
    state.lastSwitchMs === undefined ? undefined : `last switch ${time(state.lastSwitchMs)}`,
    facts === undefined ? undefined : `viewers ${facts.viewers}`, facts === undefined ? undefined : `server at ${facts.offset}`,
    facts === undefined ? undefined : `age ${time(wallNow - facts.createdAt)}`,
    exit === undefined ? undefined : `exit code ${exit.exitCode ?? '-'} signal ${exit.signal ?? '-'} (${exit.reason})`,
    state.lastError === undefined ? undefined : `last error ${state.lastError.code}`,
  ]);
}

const listed = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined).join(', ');
