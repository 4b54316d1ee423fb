import { sentencesOf, type Sentence } from '../base/sentence.js';

/** Close codes of this protocol (PROTOCOL.md section 9). */
export const CloseCode = {
  badFrame: 4000,
  versionUnsupported: 4001,
  protocolViolation: 4002,
  originRefused: 4003,
  hostRefused: 4004,
  tooManyErrors: 4005,
  forbidden: 4006,
  overloaded: 4100,
  authRequired: 4110,
  tokenInvalid: 4111,
  tokenExpired: 4112,
  helloTimeout: 4200,
  idleTimeout: 4201,
  superseded: 4202,
  normal: 1000,
  goingAway: 1001,
  internalError: 1011,
  serviceRestart: 1012,
  tryAgainLater: 1013,
} as const;

/** What a client does after a close; decided by the code's band, so that codes invented later are handled rightly. */
export type CloseAction = 'stop' | 'breaker' | 'reauth' | 'retry_slow' | 'retry';

export function closeAction(code: number): CloseAction {
  if (code >= 4000 && code <= 4099) return 'stop';
  if (code >= 4100 && code <= 4109) return 'breaker';
  if (code >= 4110 && code <= 4199) return 'reauth';
  if (code >= 4200 && code <= 4299) return 'retry_slow';
  if (code === 1002 || code === 1003 || code === 1007 || code === 1009) return 'retry_slow';
  return 'retry';
}

/** Words for people; undefined for codes that say nothing by themselves. */
export function closeReason(code: number): Sentence | undefined {
  const id = REASONS.get(code);
  return id && sentence(id);
}

export const CLOSE_SENTENCES = {
  formatDiffers: 'The two ends disagree about the data format.',
  versionsDiffer: 'The page and the server speak different protocol versions.',
  orderDiffers: 'The two ends disagree about the order of messages.',
  originRefused: "The server does not accept this page's origin.",
  hostRefused: 'The server does not accept this host name.',
  manyMalformed: 'The page sent too many malformed messages.',
  notAllowed: 'You are signed in, but not allowed to use this server.',
  overloaded: 'The server is overloaded.',
  signInWanted: 'The server wants a sign-in.',
  tokenRefused: 'The server does not accept the sign-in token.',
  tokenExpired: 'The sign-in token has expired.',
  pageSilent: 'The server heard nothing from the page.',
  newerLine: 'A newer line of this page has taken over.',
  serverGoing: 'The server is going away.',
  serverRestarting: 'The server is restarting.',
} as const;

const sentence = sentencesOf(CLOSE_SENTENCES);

const REASONS = new Map<number, keyof typeof CLOSE_SENTENCES>([
  [CloseCode.badFrame, 'formatDiffers'],
  [CloseCode.versionUnsupported, 'versionsDiffer'],
  [CloseCode.protocolViolation, 'orderDiffers'],
  [CloseCode.originRefused, 'originRefused'],
  [CloseCode.hostRefused, 'hostRefused'],
  [CloseCode.tooManyErrors, 'manyMalformed'],
  [CloseCode.forbidden, 'notAllowed'],
  [CloseCode.overloaded, 'overloaded'],
  [CloseCode.authRequired, 'signInWanted'],
  [CloseCode.tokenInvalid, 'tokenRefused'],
  [CloseCode.tokenExpired, 'tokenExpired'],
  [CloseCode.helloTimeout, 'pageSilent'],
  [CloseCode.idleTimeout, 'pageSilent'],
  [CloseCode.superseded, 'newerLine'],
  [CloseCode.goingAway, 'serverGoing'],
  [CloseCode.serviceRestart, 'serverRestarting'],
]);
