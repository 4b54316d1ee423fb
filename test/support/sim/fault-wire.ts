import { decodeFrame, type Frame, type FrameKind } from '../../../src/protocol/frames.js';
import type { WireMessage } from './lane.js';
import type { Link } from './link.js';
import type { Tamper } from './world.js';

/** How planted faults read and change what passes. */
export type Json = Record<string, unknown>;

export const json = (message: WireMessage): Json | undefined => (typeof message === 'string' ? (JSON.parse(message) as Json) : undefined);

export const isAttach = (data: Json | undefined): data is Json => data?.['type'] === 'create_session' || data?.['type'] === 'session_sync';

export const isAttached = (data: Json | undefined): data is Json => data?.['type'] === 'session_created' || data?.['type'] === 'session_synced';

export const frame = (message: WireMessage, kind: FrameKind): Frame | undefined => {
  if (typeof message === 'string') return undefined;
  const decoded = decodeFrame(message);
  return decoded.ok && decoded.value.kind === kind ? decoded.value : undefined;
};

/** A channel of a socket. */
export const place = ({ number }: Link, channel: unknown): string => `${number} ${String(channel)}`;

/** Changes control messages where they pass; returning undefined leaves one alone, null swallows it. */
export const rewrite = (where: 'toServer' | 'fromServer' | 'fromClient' | 'toClient' | 'serverReads' | 'serverSends', change: (data: Json, link: Link) => Json | null | undefined): Tamper => () => ({
  [where]: (message: WireMessage, link: Link): readonly WireMessage[] => {
    const data = json(message);
    const changed = data === undefined ? undefined : change(data, link);
    return changed === null ? [] : [changed === undefined ? message : JSON.stringify(changed)];
  },
});
