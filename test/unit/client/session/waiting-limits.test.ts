import { describe, expect, it } from 'vitest';
import { checkCloseFits, checkInputFits, inputDiscarded } from '../../../../src/client/session/waiting-limits.js';
import { INPUT_BYTES } from '../../../../src/protocol/limits.js';

describe('what may wait for a server', () => {
  it('[SE5] 64 KiB of input and not a byte more (R22)', () => {
    const refused = expect.objectContaining({ code: 'input_overflow', sessionId: 's' });
    checkInputFits(0, INPUT_BYTES, 's');
    expect(() => checkInputFits(0, INPUT_BYTES + 1, 's')).toThrow(refused);
    checkInputFits(INPUT_BYTES - 1, 1, 's');
    expect(() => checkInputFits(INPUT_BYTES - 1, 2, 's')).toThrow(refused);
  });

  it('1024 closes', () => {
    checkCloseFits(1023);
    expect(() => checkCloseFits(1024)).toThrow(expect.objectContaining({ code: 'too_many_sessions' }));
  });

  it('[SE4] says how much input was dropped (R21)', () => {
    expect(inputDiscarded(1, 'ctrl-c').message).toBe('1 byte of input was not delivered: Ctrl-C was pressed.');
    expect(inputDiscarded(2, 'shell-ended', 's')).toMatchObject({ code: 'input_discarded', sessionId: 's', message: '2 bytes of input were not delivered: the shell has ended.' });
  });
});
