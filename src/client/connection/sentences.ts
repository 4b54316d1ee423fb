import { sentencesOf } from '../../base/sentence.js';

/** Why there is no connection, and what can be done about it. */
export const CONNECTION_SENTENCES = {
  closedInHandshake: 'The server closed the connection while it was being set up.',
  unreachable: 'The server cannot be reached, or something on the way does not let WebSockets through.',
  noNetwork: 'There is no network connection.',
  refusedByBrowser: 'The browser refused to open the connection.',
  lost: 'The connection was lost.',
  aboutToClose: 'The server is about to close the connection.',
  closedWithCode: (code: number) => `The server closed the connection (code ${code}).`,
  gaveUp: (attempts: number) => `Gave up after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}.`,
  tryingEvery: (seconds: number) => `Trying again every ${seconds} seconds.`,
  serverLate: 'The server did not answer in time.',
  serverSilent: 'The server does not answer any more.',
  unreadable: 'The server sent data that this page cannot read.',
  unreadableData: (detail: string) => `The server sent data that this page cannot read. (${detail})`,
  tokenLate: 'The token provider did not answer in time.',
  tokenThrew: 'The token provider threw an error.',
  tokenFailed: 'The token provider failed.',
  tokenOfType: (type: string) => `The token provider returned a value of type ${type}, not a string.`,
  tokenLong: (most: number) => `The token is longer than ${most} characters.`,
  connectionFailed: 'The connection has failed.',
  // What to do
  triesAgain: 'The page tries again by itself.',
  nothingToDo: 'Nothing to do: the page tries again by itself.',
  checkServer: 'Check the server and press Retry.',
  checkRuns: 'Check that the server is running, then press Retry.',
  checkProvider: 'Check the token provider; the page tries again by itself.',
  giveProvider: 'Give a token provider (tokenProvider), then press Retry.',
  signIn: 'Sign in, then press Retry.',
  signInAgain: 'Sign in again, then press Retry.',
  askForAccess: 'Ask for access, or sign in as somebody else, then press Retry.',
  retryOrAsk: 'Press Retry or reload the page; if that does not help, ask whoever runs the server.',
  reloadOrMatch: 'Reload the page; if that does not help, bring page and server to the same version.',
  matchVersions: 'Bring page and server to the same version.',
  allowOrigin: "Add the page's origin to the server's allowedOrigins.",
  allowHost: "Add the host name to the server's allowedHosts.",
} as const;

export const sentence = sentencesOf(CONNECTION_SENTENCES);
