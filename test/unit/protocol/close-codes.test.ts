import { describe, expect, it } from 'vitest';
import { CloseCode, closeAction, closeReason, type CloseAction } from '../../../src/protocol/close-codes.js';

describe('[WI5] close codes (R31)', () => {
  it.each<[number, CloseAction]>([
    [3999, 'retry'], [4000, 'stop'], [4099, 'stop'], [4100, 'breaker'], [4109, 'breaker'], [4110, 'reauth'], [4199, 'reauth'],
    [4200, 'retry_slow'], [4299, 'retry_slow'], [4300, 'retry'], [4999, 'retry'],
    [1000, 'retry'], [1001, 'retry'], [1005, 'retry'], [1006, 'retry'], [1011, 'retry'], [1012, 'retry'], [1013, 'retry'], [1015, 'retry'],
    [1002, 'retry_slow'], [1003, 'retry_slow'], [1007, 'retry_slow'], [1009, 'retry_slow'],
  ])('%d: %s', (code, action) => {
    expect(closeAction(code)).toBe(action);
  });

  it('every code of our own has words for people, an unknown one has none', () => {
    for (const code of Object.values(CloseCode).filter((one) => one >= 4000)) expect([code, closeReason(code)?.text]).toEqual([code, expect.stringMatching(/^[A-Z].+\.$/)]);
    expect(closeReason(4042)).toBeUndefined();
    expect(closeReason(1006)).toBeUndefined();
  });
});
