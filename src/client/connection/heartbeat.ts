import type { ServerMessage } from '../../protocol/messages.js';
import type { Settings } from './settings.js';

/*
 * Liveness by evidence. A socket is judged by when something last came in, never by how many ticks went by: a hidden tab gets
 * one timer a minute, a sleeping laptop none, and both find their messages waiting. So a tick only ever asks "when did
 * we last hear something?", and silence leads to a question (ping) before it leads to a verdict.
 *
 * What comes in says nothing of what goes out. That it arrives is proved by answers, so every ping of the server's is followed by one of ours.
 */

/** Ticks a probe must see before the socket is given up: after a blocked thread the first may run before the messages that wait. */
const PROBE_TICKS = 2;
/** The same when ticks come far too late (sleep, throttling): the answer deserves one more chance. */
const LATE_PROBE_TICKS = 3;
/** Longest probe on a slow link, milliseconds. */
const MAX_PROBE_MS = 10_000;
/** Silence after which a key or click makes us ask, milliseconds: a third of the server's ping interval. */
export const NUDGE_SILENCE_MS = 5_000;

/** Milliseconds until silence must be looked into; 0 for now. The probe's own time is part of the silence allowed. */
export function silenceLeft(heardAt: number, now: number, settings: Settings): number {
  return Math.max(0, heardAt + settings.silenceMs - settings.probeMs - now);
}

/** Milliseconds until the pings of ours have been without any answer for too long; `Infinity` while none is. */
export function answerLeft(unansweredSince: number | undefined, now: number, settings: Settings): number {
  return unansweredSince === undefined ? Infinity : Math.max(0, unansweredSince + settings.answerMs - now);
}

/** Whether a message can only follow from one of ours, which must have arrived then. */
export function isAnswer(message: ServerMessage): boolean {
  return message.type === 'input_ack' || ('request' in message && message.request !== undefined);
}

/** Time between two ticks of a probe. A link known to be slower than the limit gets twice its round trip. */
export function probeTickMs(settings: Settings, roundTripMs: number | undefined): number {
  const slow = Math.min(MAX_PROBE_MS, 2 * (roundTripMs ?? 0));
  return Math.max(settings.probeMs, slow) / PROBE_TICKS;
}

/** What the `tick`th tick (from 1) of an unanswered probe means. */
export function judgeProbe(tick: number, dueAt: number, now: number, tickMs: number): 'wait' | 'ask_again' | 'dead' {
  const late = now - dueAt > 2 * tickMs;
  if (tick >= (late ? LATE_PROBE_TICKS : PROBE_TICKS)) return 'dead';
  return late ? 'ask_again' : 'wait';
}
