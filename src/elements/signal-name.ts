/** Signals that have the same number on Linux, macOS and the BSDs: which of them the server runs on is not known here. */
const NAMES = new Map([
  [1, 'SIGHUP'], [2, 'SIGINT'], [3, 'SIGQUIT'], [4, 'SIGILL'], [5, 'SIGTRAP'], [6, 'SIGABRT'], [8, 'SIGFPE'], [9, 'SIGKILL'], [11, 'SIGSEGV'], [13, 'SIGPIPE'], [14, 'SIGALRM'],
  [15, 'SIGTERM'], [24, 'SIGXCPU'], [25, 'SIGXFSZ'],
]);

/** Empty for a number that means different signals on different systems. */
export const signalName = (signal: number): string => NAMES.get(signal) ?? '';
