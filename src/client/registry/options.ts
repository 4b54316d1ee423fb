import type { Logger } from '../../base/logger.js';
import { badOption, resolveHealth, resolveSettings } from '../connection/settings.js';
import type { RegistryOptions } from './contract.js';

/** Options with every default filled in that the registry itself uses. */
export interface ResolvedOptions extends RegistryOptions {
  readonly maxWarm: number;
  readonly idleTtlMs: number;
  readonly maxSessions: number;
}

export const DEFAULT_OPTIONS: ResolvedOptions = { maxWarm: 8, idleTtlMs: 30 * 60_000, maxSessions: 256 };

const KNOWN: ReadonlySet<string> = new Set<keyof RegistryOptions>([
  'url', 'tokenProvider', 'maxWarm', 'idleTtlMs', 'maxSessions', 'reconnect', 'heartbeat', 'health', 'logger',
]);

/** @throws TerminalError `bad_option` naming the key; then nothing has changed */
export function mergeOptions(current: ResolvedOptions, changes: RegistryOptions, logger: Logger): ResolvedOptions {
  const { url, tokenProvider, maxWarm, idleTtlMs, maxSessions, reconnect, heartbeat, health } = changes;
  if (url !== undefined && typeof url !== 'string') throw badOption('url', 'an address');
  if (tokenProvider !== undefined && typeof tokenProvider !== 'function') throw badOption('tokenProvider', 'a function that returns a token');
  checkAtLeast(0, 'maxWarm', maxWarm, 'a number of sessions, 0 or more');
  checkAtLeast(0, 'idleTtlMs', idleTtlMs, 'milliseconds, 0 for no limit');
  checkAtLeast(1, 'maxSessions', maxSessions, 'a number of sessions, 1 or more');
  resolveSettings({ reconnect, heartbeat });
  resolveHealth(health);
  for (const key of Object.keys(changes)) {
    // A page may be written for a later version than the copy whose registry it found.
    if (!KNOWN.has(key)) logger.warn({ option: key }, `The terminal registry does not know the option ${key}.`);
  }
  const given = Object.fromEntries(Object.entries(changes).filter(([key, value]) => value !== undefined && KNOWN.has(key))) as RegistryOptions;
  return {
    ...current, ...given,
    reconnect: { ...current.reconnect, ...given.reconnect },
    heartbeat: { ...current.heartbeat, ...given.heartbeat },
    health: { ...current.health, ...given.health },
  };
}

function checkAtLeast(least: number, key: string, value: unknown, wanted: string): void {
  if (value !== undefined && !(typeof value === 'number' && value >= least)) throw badOption(key, wanted);
}
