import type { ConnectionState } from '../../client/registry/contract.js';
import type { SessionProgress, SessionState } from '../../client/session/contract.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import type { ChipModel } from '../chip-model.js';
import { progressText } from '../chip-marks.js';
import type { Strings } from '../localize.js';
import { inEnglish, reasonOf, sentenceOf, type Tell } from '../sentence.js';
import { durationText, latencyText } from './durations.js';

/** What is known when a card is drawn. */
export interface CardFacts {
  readonly model: ChipModel;
  /** undefined: the session is not open. */
  readonly state: SessionState | undefined;
  readonly connection: ConnectionState | undefined;
  /** What the server says of the session, once it has been asked. */
  readonly info: Pick<SessionInfoMessage, 'createdAt' | 'viewers'> | undefined;
  /** `Clock.now` and `Clock.wallNow`. */
  readonly now: number;
  readonly wallNow: number;
}

export interface CardRow {
  readonly term: string;
  readonly text: string;
  readonly progress?: SessionProgress | undefined;
}

export interface CardModel {
  /** The state in words, and since when. */
  readonly status: string;
  readonly rows: readonly CardRow[];
  /** What is wrong and what to do about it; may be empty. */
  readonly trouble: string;
}

export function cardModel(facts: CardFacts, words: Strings['chipDetails'], marks: Strings['chipMarks'], tell: Tell = inEnglish): CardModel {
  const { model, state, connection, info, now, wallNow } = facts;
  const { locale } = words;
  const rows: CardRow[] = [];
  if (state === undefined) return { status: words.idle, rows, trouble: '' };

  const lasts = (milliseconds: number): string => durationText(milliseconds, locale);
  const row = (term: string, ...texts: readonly string[]): void => {
    const text = texts.filter((part) => part !== '').join(', ');
    if (text !== '') rows.push({ term, text });
  };
  const { retryAt, attempt, activity, status } = state;
  const { connectedAt, roundTripMs, reconnects = 0 } = connection ?? {};
  const up = connection?.status === 'connected';
  // As everywhere: 0.2 s left is one second left.
  if (retryAt !== undefined) row(words.nextTry, retryAt > now ? words.inTime(lasts(Math.ceil((retryAt - now) / 1000) * 1000)) : words.now);
  if (attempt > 1) row(words.attempt, attempt.toLocaleString(locale));
  if (up && roundTripMs !== undefined) row(words.roundTrip, latencyText(roundTripMs, locale));
  row(words.connection, up && connectedAt !== undefined ? words.connectedFor(lasts(now - connectedAt)) : '', reconnects > 0 ? words.reconnects(reconnects) : '');
  if (info !== undefined) row(words.session, words.startedAgo(lasts(wallNow - info.createdAt)), info.viewers > 1 ? words.viewers(info.viewers) : '');
  row(words.title, activity.title);
  if (activity.progress !== undefined) rows.push({ term: words.progress, text: progressText(activity.progress, marks), progress: activity.progress });
  row(words.news, activity.unread ? marks.unread : '', activity.bell ? marks.bell : '');
  if (status === 'connected' && state.readOnly) row(words.typing, words.readOnly);
  const trouble = troubleOf(state, tell);
  if (status === 'connected') row(words.lastError, trouble);
  return { status: `${statusText(model, state, words)} · ${now - state.statusSince < 1000 ? words.justNow : words.since(lasts(now - state.statusSince))}`, rows, trouble: status === 'connected' ? '' : trouble };
}

function statusText({ tone, text, shape }: ChipModel, { status, exit }: SessionState, words: Strings['chipDetails']): string {
  if (shape === 'locked') return text;
  switch (status) {
    case 'connected':
      return tone === 'active' ? words.active : words.background;
    case 'closed':
      if (exit?.reason === 'exited') return text;
      return exit?.reason === 'failed' ? words.spawnFailed : exit?.reason === 'expired' || exit?.reason === 'shutdown' ? words[exit.reason] : words.closed;
    default:
      return words[status];
  }
}

/** Faults of the way to the server are over once it is there; what a shell's own end says is said already. */
function troubleOf(state: SessionState, tell: Tell): string {
  const { status, reason, lastError, exit } = state;
  if (status === 'connected') return lastError === undefined || lastError.category === 'network' || lastError.category === 'auth' ? '' : sentenceOf(lastError, tell);
  if (status === 'closed') return exit?.reason === 'failed' ? sentenceOf(lastError, tell) : '';
  if (reason === '') return status === 'failed' ? sentenceOf(lastError, tell) : '';
  // The reason is often the error's own message; only that knows what to do.
  return lastError?.message === reason ? sentenceOf(lastError, tell) : reasonOf(state, tell);
}
