/** What a server may say when it closes, by what pages are to do about it (PROTOCOL.md section 9). */
export const CLOSE_CODES = [
  ['Try again', [
    [1006, 'no word at all: the line was cut'], [1000, 'normal'], [1001, 'going away'], [1011, 'the server failed'], [1012, 'the server restarts'], [1013, 'try again later'],
    [4999, 'a code nobody has invented yet'],
  ]],
  ['Try again, slowly', [[1002, 'protocol error'], [1009, 'message too big'], [4200, 'no hello came'], [4201, 'idle for too long'], [4242, 'unknown, of this band']]],
  ['Server breaker: wait for the cool-down', [[4100, 'overloaded'], [4105, 'unknown, of this band']]],
  ['Sign in again', [[4110, 'sign-in wanted'], [4111, 'token not accepted'], [4112, 'token expired'], [4150, 'unknown, of this band']]],
  ['Stop: somebody must act', [[4000, 'malformed frame'], [4001, 'versions differ'], [4003, 'origin refused'], [4006, 'not allowed'], [4050, 'unknown, of this band']]],
];

export const isStop = code => code >= 4000 && code <= 4099;
export const isBreaker = code => code >= 4100 && code <= 4109;
