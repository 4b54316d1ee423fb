import type { TerminalFeatures } from '../protocol/messages.js';
import type { SocketRequest } from './socket.js';

/** Who is behind a socket. */
export interface Principal {
  /** Stable id of the user; sessions belong to it. */
  readonly id: string;
  readonly name?: string | undefined;
  /** Milliseconds since the Unix epoch after which the token is no longer good; the socket is then closed with 4112. */
  readonly expiresAt?: number | undefined;
}

/** A kind of shell that pages may ask for by name. */
export interface Profile {
  /** Program and arguments; no shell interprets them. */
  readonly argv: readonly [string, ...string[]];
  /** Working directory; default: the home directory of the server's user. */
  readonly cwd?: string;
  /** Variables added to the allow-listed ones (PATH, HOME, USER, LOGNAME, SHELL, LANG, LC_*, TZ, TMPDIR). TERM and COLORTERM are set unless given here. */
  readonly env?: Readonly<Record<string, string>>;
  /** Shown to people; default: the profile's name. */
  readonly title?: string;
  /** The kind of terminal that its programs draw on, for all who look at it. */
  readonly terminal?: ProfileTerminal;
}

export interface ProfileTerminal {
  /**
   * How many cells characters take. `11`: each by itself as in Unicode 11, which is nearly what programs reckon with. `graphemes`: what is seen as one character (emoji sequences, flags) is one;
   * for programs that reckon the same, others draw wrongly. Default `11`.
   */
  readonly unicode?: NonNullable<TerminalFeatures['unicode']>;
  /** Whether images are drawn: sixel, and iTerm's inline files (PNG, JPEG, GIF). Programs are told of it, and of cells of 10 × 20 pixels, whatever the font. Default false. */
  readonly images?: boolean;
}

export type Action = 'create' | 'attach' | 'input' | 'list' | 'close';

export interface AuthorizeRequest {
  readonly principal: Principal;
  readonly action: Action;
  /** Owner of the session the action is about; the principal itself when creating. */
  readonly ownerId: string;
  readonly sessionId: string | undefined;
  readonly project: string | undefined;
  readonly environment: string | undefined;
  readonly profile: string | undefined;
}

/** All limits have defaults; see `resolveOptions` for the values and PROTOCOL.md for their meaning. */
export interface ServerLimits {
  /** Living sessions of one user. Default 64. */
  readonly sessionsPerUser: number;
  /** Living sessions of this server. Default 256. */
  readonly sessions: number;
  /** Sessions one user may create at once. Default 64. */
  readonly createBurst: number;
  /** … and then per second. Default 5. */
  readonly createsPerSecond: number;
  /** Sockets of this server. Default 1024. */
  readonly sockets: number;
  /** Largest message, bytes. Default 1 MiB. */
  readonly frameBytes: number;
  /** Output kept per session, bytes: 64 KiB to 1 MiB. Default 256 KiB. */
  readonly ringBytes: number;
  /** Credit an attachment starts with, bytes. Default 256 KiB. */
  readonly windowBytes: number;
  /** … and may grow to, bytes. Default 4 MiB. */
  readonly maxWindowBytes: number;
  /** Output under way on one socket before the rotation waits for it to drain, bytes. Default 64 KiB. */
  readonly socketBudgetBytes: number;
}

export interface ServerOptions {
  /** By name. Default: `default`, the login shell of the server's user. */
  readonly profiles?: Readonly<Record<string, Profile>>;
  /** Null refuses. Absent: everyone on loopback is `local`, and every other address is refused. */
  readonly authenticate?: (token: string | undefined, request: SocketRequest) => Promise<Principal | null> | Principal | null;
  /** Default: one may do everything with one's own sessions and nothing with others'. */
  readonly authorize?: (request: AuthorizeRequest) => Promise<boolean> | boolean;
  readonly limits?: Partial<ServerLimits>;
  /** Lines above the screen that the server keeps of each session and gives to every terminal that attaches, 0 to 1,000,000. Default 10,000; packed, and at most 768 KiB of them. */
  readonly scrollback?: number;
  /** Time a session without viewers, or an ended one, is kept, milliseconds. Default 30 min. */
  readonly retentionMs?: number;
  /** Time a dropped attachment keeps its place, milliseconds. Default 5 s. */
  readonly dropGraceMs?: number;
  /** Interval of pings, milliseconds. Default 15 s. */
  readonly heartbeatMs?: number;
}
