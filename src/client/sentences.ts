import { sentencesOf } from '../base/sentence.js';

/** Why input was not delivered. */
export type NotDelivered = 'behind-cancelled' | 'ctrl-c' | 'session-closed' | 'shell-ended' | 'other-shell' | 'interrupted' | 'read-only' | 'count-lost';

const NOT_DELIVERED: Readonly<Record<NotDelivered, string>> = {
  'behind-cancelled': 'they were typed behind a text that was cancelled',
  'ctrl-c': 'Ctrl-C was pressed',
  'session-closed': 'the session was closed',
  'shell-ended': 'the shell has ended',
  'other-shell': 'their shell is gone',
  interrupted: 'the interruption cut them off',
  'read-only': 'this session is read-only',
  'count-lost': 'the server has lost count of the input',
};

/** What is said of sessions and their names, before there is a connection and after. Eager: those of the connection are in connection/sentences.ts, those of the diagnosis in health/sentences.ts. */
export const CLIENT_SENTENCES = {
  beingClosed: 'The session is being closed.',
  inputWaits: (pending: number, more: number) => `${pending} bytes of input wait to be delivered; ${more} more do not fit.`,
  otherLongText: 'Another long text is still being typed.',
  closesWait: (most: number) => `More than ${most} sessions wait to be closed.`,
  shellHasEnded: 'The shell has ended.',
  notDelivered: (bytes: number, why: NotDelivered) => `${bytes} ${bytes === 1 ? 'byte of input was' : 'bytes of input were'} not delivered: ${NOT_DELIVERED[why]}.`,
  badRef: 'A session is named by an object with sessionId, project or environment.',
  badName: (part: string) => `${part} is not of the allowed form.`,
  labelLong: (most: number) => `label must be a text of at most ${most} characters.`,
  pageFull: (sessions: number) => `This page has ${sessions} sessions open and may have no more.`,
  registryDisposed: 'The registry was disposed of.',
  // What to do
  waitOrSendLess: 'Wait for the connection, or send less at a time.',
  waitOrCancel: 'Wait until it is through, or cancel it.',
  restartSession: 'Restart the session.',
  typeAgain: 'Type it again if it is still wanted.',
  allowedName: (part: string) => `Give ${part} 1 to 128 characters of A–Z a–z 0–9 . _ : -`,
  shortenLabel: 'Shorten the label.',
  closeOrRaise: 'Close sessions, or raise maxSessions.',
  giveAddress: 'Give a path, or an http, https, ws or wss address.',
  tryWhenBack: 'Try again when the connection is back.',
} as const;

export const sentence = sentencesOf(CLIENT_SENTENCES);
