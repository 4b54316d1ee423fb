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
export function closeReason(code: number): string | undefined {
  return REASONS.get(code);
}

const REASONS = new Map<number, string>([
  [CloseCode.badFrame, 'The two ends disagree about the data format.'],
  [CloseCode.versionUnsupported, 'The page and the server speak different protocol versions.'],
  [CloseCode.protocolViolation, 'The two ends disagree about the order of messages.'],
  [CloseCode.originRefused, "The server does not accept this page's origin."],
  [CloseCode.hostRefused, 'The server does not accept this host name.'],
  [CloseCode.tooManyErrors, 'The page sent too many malformed messages.'],
  [CloseCode.forbidden, 'You are signed in, but not allowed to use this server.'],
  [CloseCode.overloaded, 'The server is overloaded.'],
  [CloseCode.authRequired, 'The server wants a sign-in.'],
  [CloseCode.tokenInvalid, 'The server does not accept the sign-in token.'],
  [CloseCode.tokenExpired, 'The sign-in token has expired.'],
  [CloseCode.helloTimeout, 'The server heard nothing from the page.'],
  [CloseCode.idleTimeout, 'The server heard nothing from the page.'],
  [CloseCode.goingAway, 'The server is going away.'],
  [CloseCode.serviceRestart, 'The server is restarting.'],
]);
