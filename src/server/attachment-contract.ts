import type { ByteLog } from '../base/byte-log.js';
import type { WireErrorCode } from '../protocol/errors.js';
import type { FrameKind } from '../protocol/frames.js';
import type { CloseReason, ServerMessage, ViewerFacts } from '../protocol/messages.js';
import type { Attachment } from './attachment.js';
import type { InputVerdict } from './input-ledger.js';

/** Why an attachment ended. */
export type ReleaseReason = 'detached' | 'superseded' | 'shell_ended' | 'lagging' | 'dropped';

export interface SessionEnd {
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly reason: CloseReason;
}

/** The socket's side of an attachment. */
export interface Viewer {
  /** Round trip of the socket, milliseconds; undefined until measured. */
  readonly rttMs: number | undefined;
  /** Whether anybody can see the page behind the socket. */
  readonly visible: boolean;
  send(message: ServerMessage): void;
  sendFrame(kind: FrameKind, channel: number, offset: number, parts: readonly Uint8Array[]): void;
  fail(address: { readonly channel: number; readonly sessionId: string }, code: WireErrorCode, text: string): void;
  /** The attachment may have something to send. */
  wake(attachment: Attachment): void;
  /** The attachment has ended; not called when the socket itself is what ended. */
  released(attachment: Attachment, reason: ReleaseReason): void;
}

/** The shell's side of an attachment. */
export interface AttachedSession {
  readonly sessionId: string;
  readonly epoch: string;
  readonly ring: ByteLog;
  /** Set once the shell has ended. */
  readonly end: SessionEnd | undefined;
  /** Credit or standing of an attachment has changed: the shell may have to wait or may go on. */
  reflow(): void;
  /** A socket has gone. */
  viewersChanged(): void;
  released(attachment: Attachment): void;
  resize(attachment: Attachment, cols: number, rows: number): void;
  input(attachment: Attachment, offset: number, bytes: Uint8Array): InputVerdict;
  /** What the viewer says about itself. */
  describe(attachment: Attachment, facts: ViewerFacts): void;
}
