import { VERSION } from '../../client/version.js';
import type { JournalEntry } from './journal.js';
import type { RegistryMetrics } from '../../client/registry/contract.js';
import type { ConnectionReading, SessionReading } from './readings.js';
import { quantile } from './samples.js';
import { bytesText, durationText, plainAddress, shortId } from './words.js';

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

const time = (milliseconds: number | undefined): string => (milliseconds === undefined ? '?' : durationText(milliseconds));

/**
 * The page as plain text, for a ticket. Holds no token, no query, no name, label or whole id of a session, nothing a terminal has shown, and no text that a server has written:
 * only numbers, the ends of ids, addresses and words of this package.
 */
export function inspectorReport({ registryVersion, now, wallNow, connections, sessions, metrics, entries }: ReportFacts): string {
  const { switchTimesMs } = metrics;
  const numbers = new Map(sessions.map(({ id }, index) => [id, index + 1]));
  const about = ({ kind, session, subject }: JournalEntry): string =>
    kind === 'connection' ? `connection ${subject}` : session === '' ? 'page' : numbers.has(session) ? `session ${numbers.get(session)}` : 'closed session';
  return [
    'Terminal inspector',
    `Time:     ${new Date(wallNow).toISOString()}`,
    `Version:  persistent-terminal ${VERSION}${registryVersion === VERSION ? '' : `, registry ${registryVersion}`}`,
    '',
    `Connections (${connections.length})`,
    ...connections.map((reading) => `  ${connectionLine(reading, now)}`),
    '',
    `Sessions (${sessions.length})`,
    ...sessions.map((reading, index) => `  ${index + 1}. ${sessionLine(reading, wallNow)}`),
    '',
    `Switch times (${switchTimesMs.length}): median ${time(quantile(switchTimesMs, 0.5))}, p95 ${time(quantile(switchTimesMs, 0.95))}, last ${time(switchTimesMs.at(-1))}`,
    `Counters: ${Object.entries(metrics).filter(([, value]) => typeof value === 'number').map(([name, value]) => `${name} ${value}`).join(', ')}`,
    '',
    `Events (${entries.length}, newest first)`,
    ...entries.map((entry) => `  -${((now - entry.at) / 1000).toFixed(3)} s  ${about(entry)}: ${entry.text}`),
    '',
  ].join('\n');
}

function connectionLine({ state, answers, answerP50, answerP95 }: ConnectionReading, now: number): string {
  return [
    `${state.status}${state.attempt > 0 ? ` (attempt ${state.attempt})` : ''} ${plainAddress(state.url)}`,
    state.healthy === undefined ? undefined : state.healthy ? 'healthy' : 'unhealthy',
    `sessions ${state.sessions}`, `sockets ${state.sockets}`, `round trip ${time(state.roundTripMs)}`,
    answers === 0 ? undefined : `answers p50 ${time(answerP50)} p95 ${time(answerP95)} of ${answers}`,
    `in ${bytesText(state.bytesIn)}`, `out ${bytesText(state.bytesOut)}`,
    state.status === 'connected' && state.connectedAt !== undefined ? `for ${durationText(now - state.connectedAt)}` : undefined,
    state.serverEpoch === undefined ? undefined : `server epoch ${shortId(state.serverEpoch)}`,
  ].filter((part) => part !== undefined).join(', ');
}

function sessionLine({ state, place, tag, facts }: SessionReading, wallNow: number): string {
  return [
    `${state.status}${state.attempt > 0 ? ` (attempt ${state.attempt})` : ''} ${tag || '(no id yet)'}`,
    state.active ? 'active' : undefined, place === 'bare' ? 'no screen' : place, state.keepWarm ? 'kept warm' : undefined,
    state.epoch === undefined ? undefined : `epoch ${shortId(state.epoch)}`,
    `received ${state.offset}`, `parsed ${state.parsedOffset}`, `typed and unacknowledged ${state.pendingInput}`, state.input?.held === undefined ? undefined : `held ${state.input.held.bytes}`,
    `in ${bytesText(state.bytesIn)}`, `out ${bytesText(state.bytesOut)}`, `${state.cols}x${state.rows}`,
    facts === undefined ? undefined : `viewers ${facts.viewers}`, facts === undefined ? undefined : `server at ${facts.offset}`,
    facts === undefined ? undefined : `age ${durationText(wallNow - facts.createdAt)}`,
    state.exit === undefined ? undefined : `exit code ${state.exit.exitCode ?? '-'} signal ${state.exit.signal ?? '-'} (${state.exit.reason})`,
    state.lastError === undefined ? undefined : `last error ${state.lastError.code}`,
  ].filter((part) => part !== undefined).join(', ');
}
