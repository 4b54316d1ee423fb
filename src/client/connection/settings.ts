import { CLIENT_SILENCE_MS, CONNECT_TIMEOUT_MS, PROBE_TIMEOUT_MS } from '../../protocol/limits.js';
import { TerminalError } from '../../protocol/errors.js';
import type { HealthOptions } from '../health/contract.js';
import type { HeartbeatOptions, ReconnectOptions } from '../registry/contract.js';

/** Time a connection that nobody wants any more is kept, milliseconds. */
export const LINGER_MS = 10_000;
/** Time connected after which a loss is news, and not the server's flapping, milliseconds. */
export const SETTLED_MS = 5_000;
/** What the server's own circuit breaker (close codes 4100–4109) asks for, milliseconds. */
export const SERVER_COOL_DOWN_MS = 30_000;
/** Time a server that has said `server_closing` gets to do so, milliseconds. */
export const LEAVE_MS = 5_000;
/** Longest `retryInMs` that is believed, milliseconds. */
export const MAX_RETURN_MS = 300_000;
/**
 * Share of the silence allowed that a ping may be without answer before it is asked about: 8 s of 25. With the server's next ping 15 s after the last sign that what we
 * send arrives, and 2 s for the probe, a line that is dead on the way up lasts no longer than one that is silent.
 */
const ANSWER_SHARE = 8 / 25;
/** While hidden nobody waits for the terminal: the last ceiling is this many times higher. */
const HIDDEN_FACTOR = 10;

/** Every number of the connection machine; milliseconds and counts. */
export interface Settings {
  readonly minMs: number;
  readonly maxMs: number;
  readonly hiddenMaxMs: number;
  readonly stableMs: number;
  readonly breakerFailures: number;
  readonly breakerMs: number;
  /** Infinity: never gives up. */
  readonly maxAttempts: number;
  readonly connectTimeoutMs: number;
  readonly silenceMs: number;
  readonly probeMs: number;
  /** Time without an answer to a ping after which the way up is doubted. */
  readonly answerMs: number;
}

export interface ConnectionOptions {
  readonly reconnect?: ReconnectOptions | undefined;
  readonly heartbeat?: HeartbeatOptions | undefined;
  readonly health?: HealthOptions | undefined;
}

export type HealthSettings = Required<HealthOptions>;

/** @throws TerminalError `bad_option` naming the option */
export function resolveHealth({ intervalMs, failures }: HealthOptions = {}): HealthSettings {
  return { intervalMs: intervalMs === 0 ? 0 : duration('health.intervalMs', intervalMs, 30_000), failures: count('health.failures', failures, 3) };
}

/** @throws TerminalError `bad_option` naming the option */
export function resolveSettings({ reconnect = {}, heartbeat = {} }: ConnectionOptions): Settings {
  const minMs = duration('reconnect.minMs', reconnect.minMs, 1_000);
  const maxMs = duration('reconnect.maxMs', reconnect.maxMs, Math.max(30_000, minMs));
  const silenceMs = duration('heartbeat.silenceMs', heartbeat.silenceMs, CLIENT_SILENCE_MS);
  const probeMs = duration('heartbeat.probeMs', heartbeat.probeMs, Math.min(PROBE_TIMEOUT_MS, silenceMs / 2));
  if (maxMs < minMs) throw badOption('reconnect.maxMs', `at least reconnect.minMs (${minMs})`);
  if (probeMs >= silenceMs) throw badOption('heartbeat.probeMs', `less than heartbeat.silenceMs (${silenceMs})`);
  return {
    minMs, maxMs, hiddenMaxMs: maxMs * HIDDEN_FACTOR, silenceMs, probeMs, answerMs: silenceMs * ANSWER_SHARE,
    stableMs: duration('reconnect.stableMs', reconnect.stableMs, 30_000),
    breakerFailures: count('reconnect.breakerFailures', reconnect.breakerFailures, 5),
    breakerMs: duration('reconnect.breakerMs', reconnect.breakerMs, 30_000),
    maxAttempts: reconnect.maxAttempts === Infinity ? Infinity : count('reconnect.maxAttempts', reconnect.maxAttempts, Infinity),
    connectTimeoutMs: duration('reconnect.connectTimeoutMs', reconnect.connectTimeoutMs, CONNECT_TIMEOUT_MS),
  };
}

// Beyond a day a timer is a mistake of units, and beyond 2^31 ms browsers fire it at once.
const MAX_DURATION_MS = 86_400_000;

function duration(name: string, value: number | undefined, standard: number): number {
  if (value === undefined) return standard;
  if (typeof value === 'number' && value >= 1 && value <= MAX_DURATION_MS) return value;
  throw badOption(name, 'a number of milliseconds from 1 to 86,400,000');
}

function count(name: string, value: number | undefined, standard: number): number {
  if (value === undefined) return standard;
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw badOption(name, 'a whole number of at least 1');
}

/** @param wanted what it must be, as the rest of a sentence */
export function badOption(name: string, wanted: string): TerminalError {
  return new TerminalError('bad_option', `${name} must be ${wanted}.`, { action: `Correct ${name}, or leave it out.` });
}
