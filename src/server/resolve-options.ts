import { TerminalError } from '../protocol/errors.js';
import {
  DROP_GRACE_MS, HEARTBEAT_MS, MAX_MESSAGE_BYTES, MAX_RING_BYTES, MAX_WINDOW_BYTES, MIN_RING_BYTES, RETENTION_MS, RING_BYTES, WINDOW_BYTES,
} from '../protocol/limits.js';
import { isValidId } from '../protocol/session-key.js';
import type { AuthorizeRequest, Profile, ProfileTerminal, ServerLimits, ServerOptions } from './options.js';

export interface ResolvedOptions {
  readonly profiles: ReadonlyMap<string, Profile>;
  /** The profile of a page that names none: `default` if there is one, else the first. */
  readonly defaultProfile: string;
  readonly authenticate: ServerOptions['authenticate'];
  readonly authorize: (request: AuthorizeRequest) => Promise<boolean> | boolean;
  readonly limits: ServerLimits;
  /** Lines. */
  readonly scrollback: number;
  readonly retentionMs: number;
  readonly dropGraceMs: number;
  readonly heartbeatMs: number;
}

interface Range {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

const MANY = 1_000_000;
/** The longest delay a timer of the platforms takes: 2^31 − 1 ms; a longer one fires at once. */
const LONGEST_DELAY_MS = 0x7fff_ffff;

const LIMITS = {
  sessionsPerUser: { fallback: 64, min: 1, max: MANY },
  sessions: { fallback: 256, min: 1, max: MANY },
  createBurst: { fallback: 64, min: 1, max: MANY },
  createsPerSecond: { fallback: 5, min: 0, max: MANY },
  sockets: { fallback: 1024, min: 1, max: MANY },
  frameBytes: { fallback: MAX_MESSAGE_BYTES, min: 64 * 1024, max: MAX_MESSAGE_BYTES },
  ringBytes: { fallback: RING_BYTES, min: MIN_RING_BYTES, max: MAX_RING_BYTES },
  windowBytes: { fallback: WINDOW_BYTES, min: 4 * 1024, max: MAX_WINDOW_BYTES },
  maxWindowBytes: { fallback: MAX_WINDOW_BYTES, min: 4 * 1024, max: 64 * 1024 * 1024 },
  socketBudgetBytes: { fallback: 64 * 1024, min: 4 * 1024, max: 16 * 1024 * 1024 },
} as const satisfies Record<keyof ServerLimits, Range>;

const SCROLLBACK = { fallback: 10_000, min: 0, max: MANY } as const satisfies Range;

const TIMES = {
  retentionMs: { fallback: RETENTION_MS, min: 0, max: LONGEST_DELAY_MS },
  dropGraceMs: { fallback: DROP_GRACE_MS, min: 0, max: LONGEST_DELAY_MS },
  heartbeatMs: { fallback: HEARTBEAT_MS, min: 100, max: LONGEST_DELAY_MS },
} as const satisfies Record<string, Range>;

/** The names of `ServerOptions`, for hosts that add options of their own and must tell the two apart. */
export const SERVER_OPTION_KEYS = ['profiles', 'authenticate', 'authorize', 'limits', 'scrollback', 'retentionMs', 'dropGraceMs', 'heartbeatMs'] as const satisfies
  readonly (keyof ServerOptions)[];
const PROFILE_KEYS = ['argv', 'cwd', 'env', 'title', 'terminal'] as const satisfies readonly (keyof Profile)[];
const TERMINAL_KEYS = ['unicode', 'images'] as const satisfies readonly (keyof ProfileTerminal)[];
const UNICODE: readonly unknown[] = ['11', 'graphemes'];
/** The core knows no user and so no login shell; the Node half puts it here. */
const FALLBACK_PROFILES: Readonly<Record<string, Profile>> = { default: { argv: ['/bin/sh', '-l'] } };

/**
 * Fills in the defaults.
 * @throws TerminalError `bad_option` naming the option that is unknown, of the wrong type or out of range
 */
export function resolveOptions(options: ServerOptions = {}): ResolvedOptions {
  checkKeys('', options, SERVER_OPTION_KEYS);
  checkKeys('limits.', options.limits ?? {}, Object.keys(LIMITS));
  const limit = (key: keyof ServerLimits): number => numberIn(`limits.${key}`, options.limits?.[key], LIMITS[key]);
  const time = (key: keyof typeof TIMES): number => numberIn(key, options[key], TIMES[key]);
  const limits: ServerLimits = {
    sessionsPerUser: limit('sessionsPerUser'),
    sessions: limit('sessions'),
    createBurst: limit('createBurst'),
    createsPerSecond: limit('createsPerSecond'),
    sockets: limit('sockets'),
    frameBytes: limit('frameBytes'),
    ringBytes: limit('ringBytes'),
    windowBytes: limit('windowBytes'),
    maxWindowBytes: limit('maxWindowBytes'),
    socketBudgetBytes: limit('socketBudgetBytes'),
  };
  if (limits.maxWindowBytes < limits.windowBytes) throw bad('limits.maxWindowBytes', 'must not be smaller than limits.windowBytes');
  const profiles = resolveProfiles(options.profiles ?? FALLBACK_PROFILES);
  return {
    profiles,
    defaultProfile: profiles.has('default') ? 'default' : (profiles.keys().next().value as string),
    authenticate: hook('authenticate', options.authenticate),
    authorize: hook('authorize', options.authorize) ?? (({ principal, ownerId }) => principal.id === ownerId),
    limits,
    scrollback: wholeIn('scrollback', options.scrollback, SCROLLBACK),
    retentionMs: time('retentionMs'),
    dropGraceMs: time('dropGraceMs'),
    heartbeatMs: time('heartbeatMs'),
  };
}

function resolveProfiles(profiles: Readonly<Record<string, Profile>>): Map<string, Profile> {
  if (!isRecord(profiles)) throw bad('profiles', 'must be an object of profiles by name');
  const entries = Object.entries(profiles);
  if (entries.length === 0) throw bad('profiles', 'must name at least one profile');
  for (const [name, profile] of entries) {
    const path = `profiles.${name}`;
    if (!isValidId(name)) throw bad(path, 'has a name that is not 1–128 of A–Z a–z 0–9 . _ : -');
    checkKeys(`${path}.`, profile, PROFILE_KEYS);
    const { argv, cwd, env = {}, title, terminal = {} } = profile;
    if (!Array.isArray(argv) || argv.length === 0 || !argv.every(isText) || argv[0] === '') throw bad(`${path}.argv`, 'must be a program and its arguments');
    if (cwd !== undefined && (!isText(cwd) || cwd === '')) throw bad(`${path}.cwd`, 'must be a directory');
    if (!isRecord(env)) throw bad(`${path}.env`, 'must be an object of strings');
    for (const [variable, value] of Object.entries(env)) {
      if (variable === '' || variable.includes('=') || !isText(variable) || !isText(value)) throw bad(`${path}.env.${variable}`, 'is not a variable with a text value');
    }
    if (title !== undefined && typeof title !== 'string') throw bad(`${path}.title`, 'must be text');
    checkKeys(`${path}.terminal.`, terminal, TERMINAL_KEYS);
    if (terminal.images !== undefined && typeof terminal.images !== 'boolean') throw bad(`${path}.terminal.images`, 'must be true or false');
    if (terminal.unicode !== undefined && !UNICODE.includes(terminal.unicode)) throw bad(`${path}.terminal.unicode`, `must be one of ${UNICODE.join(', ')}`);
  }
  return new Map(entries);
}

function numberIn(key: string, value: unknown, { fallback, min, max }: Range): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) throw bad(key, `must be a number from ${min} to ${max}`);
  return value;
}

function wholeIn(key: string, value: unknown, range: Range): number {
  const number = numberIn(key, value, range);
  if (!Number.isInteger(number)) throw bad(key, 'must be a whole number');
  return number;
}

function hook<T>(key: string, value: T | undefined): T | undefined {
  if (value !== undefined && typeof value !== 'function') throw bad(key, 'must be a function');
  return value;
}

function checkKeys(prefix: string, value: object, known: readonly string[]): void {
  if (!isRecord(value)) throw bad(prefix.replace(/\.$/, '') || 'options', 'must be an object');
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw bad(`${prefix}${key}`, `is not known; known are ${known.join(', ')}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that can be handed to the operating system: it ends strings at a NUL. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

function bad(key: string, what: string): TerminalError {
  return new TerminalError('bad_option', `Option ${key} ${what}.`, { action: `Correct ${key} in the options of the terminal server.` });
}
