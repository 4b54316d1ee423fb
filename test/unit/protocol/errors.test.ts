import { describe, expect, it } from 'vitest';
import { LOCAL_ERRORS, TerminalError, WIRE_ERRORS, isTerminalError, type TerminalErrorCode } from '../../../src/protocol/errors.js';

describe('TerminalError (R37)', () => {
  it('takes category and retryability from its code', () => {
    for (const [code, [category, retryable]] of Object.entries({ ...WIRE_ERRORS, ...LOCAL_ERRORS })) {
      expect(new TerminalError(code as TerminalErrorCode, 'what')).toMatchObject({ code, category, retryable, message: 'what', action: '', sessionId: undefined, name: 'TerminalError' });
    }
  });

  it('no code is both local and on the wire', () => {
    expect(Object.keys(LOCAL_ERRORS).filter((code) => code in WIRE_ERRORS)).toEqual([]);
  });

  it('a code of a later server, even one named like a prototype member, is an error of the server', () => {
    for (const code of ['invented_later', 'constructor', '__proto__']) {
      expect(new TerminalError(code as TerminalErrorCode, 'what')).toMatchObject({ code, category: 'server', retryable: false });
    }
  });

  it('is recognised by its brand, which another copy of the package shares, and by nothing else', () => {
    const foreign = Object.assign(new Error('from another copy'), { [Symbol.for('persistent-terminal/error@1')]: true });
    expect([new TerminalError('internal', ''), foreign].map(isTerminalError)).toEqual([true, true]);
    expect([new Error('x'), { name: 'TerminalError' }, null, undefined, 'internal'].map(isTerminalError)).toEqual([false, false, false, false, false]);
  });

  it('keeps cause, action and session, and does not show its brand', () => {
    const cause = new Error('below');
    const error = new TerminalError('spawn_failed', 'no', { action: 'Do.', sessionId: 's', cause });
    expect(error).toMatchObject({ action: 'Do.', sessionId: 's', cause });
    expect(Object.getOwnPropertySymbols(error).filter((symbol) => Object.prototype.propertyIsEnumerable.call(error, symbol))).toEqual([]);
  });
});
