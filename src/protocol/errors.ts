import { textOf, verbatim, type Sentence } from '../base/sentence.js';

export type ErrorCategory = 'network' | 'auth' | 'protocol' | 'session' | 'limit' | 'server' | 'usage';

/** Codes the server may send (PROTOCOL.md section 10), with their category and whether trying again can help. */
export const WIRE_ERRORS = {
  bad_message: ['protocol', false],
  channel_in_use: ['protocol', false],
  not_attached: ['session', false],
  input_gap: ['protocol', true],
  bad_ack: ['protocol', false],
  bad_size: ['usage', false],
  bad_session_id: ['usage', false],
  unknown_profile: ['usage', false],
  profile_conflict: ['usage', false],
  too_many_sessions: ['limit', true],
  rate_limited: ['limit', true],
  spawn_failed: ['server', true],
  session_gone: ['session', false],
  session_ended: ['session', false],
  forbidden: ['auth', false],
  read_only: ['auth', false],
  lagging: ['session', true],
  internal: ['server', true],
} as const satisfies Record<string, readonly [ErrorCategory, boolean]>;

export type WireErrorCode = keyof typeof WIRE_ERRORS;

/** Codes that arise on one side only and never travel. */
export const LOCAL_ERRORS = {
  bad_url: ['usage', false],
  bad_option: ['usage', false],
  bad_attribute: ['usage', false],
  unsupported: ['usage', false],
  session_closed: ['usage', false],
  token_failed: ['auth', true],
  auth_failed: ['auth', false],
  connection_failed: ['network', true],
  connect_timeout: ['network', true],
  connection_refused: ['network', false],
  server_breaker: ['server', true],
  input_discarded: ['session', false],
  input_overflow: ['limit', true],
  load_failed: ['network', true],
  listener_failed: ['usage', false],
} as const satisfies Record<string, readonly [ErrorCategory, boolean]>;

export type LocalErrorCode = keyof typeof LOCAL_ERRORS;
export type TerminalErrorCode = WireErrorCode | LocalErrorCode;

export interface TerminalErrorDetails {
  /** What the reader can do about it, one sentence. */
  readonly action?: string | Sentence | undefined;
  /** The session it belongs to; absent for errors of a whole connection. */
  readonly sessionId?: string | undefined;
  readonly cause?: unknown;
}

const BRAND = Symbol.for('persistent-terminal/error@1');
const TABLE = new Map<string, readonly [ErrorCategory, boolean]>([...Object.entries(WIRE_ERRORS), ...Object.entries(LOCAL_ERRORS)]);

/** Every error this package reports or throws. Recognise it with `isTerminalError`, which also works across two copies of the package. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
  readonly code: TerminalErrorCode;
  readonly category: ErrorCategory;
  readonly action: string;
  readonly retryable: boolean;
  readonly sessionId: string | undefined;
  /** `message` and `action` for those who read another language: by name, or, where they were given as plain text, as one by the name of the code. */
  readonly sentences: readonly Sentence[];

  constructor(code: TerminalErrorCode, message: string | Sentence | readonly Sentence[], details: TerminalErrorDetails = {}) {
    const { action = '' } = details;
    const said = typeof message === 'string' ? message : 'id' in message ? [message] : message;
    super(typeof said === 'string' ? said : textOf(said), details.cause === undefined ? undefined : { cause: details.cause });
    const [category, retryable] = TABLE.get(code) ?? (['server', false] as const);
    this.code = code;
    this.category = category;
    this.retryable = retryable;
    this.action = typeof action === 'string' ? action : action.text;
    const rest = typeof action === 'string' ? verbatim(action) : action;
    this.sentences = typeof said === 'string' ? [{ id: code, values: [], text: textOf([verbatim(said), rest]) }] : [...said, rest];
    this.sessionId = details.sessionId;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

export function isTerminalError(value: unknown): value is TerminalError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}
