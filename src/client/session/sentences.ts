import { sentencesOf } from '../../base/sentence.js';

/** What is said of a session that has, or had, a connection. */
export const SESSION_SENTENCES = {
  unseen: 'Output waits until the page is seen.',
  endedBySignal: (signal: number) => `The shell was ended by signal ${signal}.`,
  endedWithCode: (code: number) => `The shell has ended with code ${code}.`,
  sessionClosed: 'The session was closed.',
  sessionExpired: 'The server has ended the session because nobody used it.',
  serverShutDown: 'The server has shut down.',
  notStarted: 'The shell could not be started.',
  sessionFailed: 'A session has failed.',
  notUpToDate: (why: string) => `The session cannot be brought up to date: ${why}.`,
  badViewer: 'The colours or the cell size of the viewer are not valid.',
  giveViewer: 'Give colours as three whole numbers from 0 to 255, and sizes of cells as numbers from 0 to 1,000.',
} as const;

export const sentence = sentencesOf(SESSION_SENTENCES);
