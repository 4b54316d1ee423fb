import { describe, expect, it } from 'vitest';
import { ID_PATTERN } from '../../src/protocol/session-key.js';
import { jsonLogger, randomId } from '../../src/server/node/environment.js';
import { randomToken, tokenCheck } from '../../src/server/node/tokens.js';

describe('ids and tokens (R51)', () => {
  it('ids hold at least 128 bits in the form the protocol allows', () => {
    const ids = Array.from({ length: 2_000 }, randomId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z2-7]{26}$/); // 26 × 5 bits
    expect(ids[0]).toMatch(ID_PATTERN);
    expect(new Set(ids.join('')).size).toBe(32);
  });

  it('tokens need no escaping in an address', () => {
    const tokens = Array.from({ length: 200 }, randomToken);
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const token of tokens) expect(token).toBe(encodeURIComponent(token));
  });

  it.each<[string | undefined, boolean]>([['right', true], [undefined, false], ['', false], ['righ', false], ['rightx', false], ['RIGHT', false]])(
    'the check answers %j with %s', (candidate, answer) => expect(tokenCheck('right')(candidate)).toBe(answer),
  );
});

describe('the log', () => {
  const lines = (least?: Parameters<typeof jsonLogger>[0]) => {
    const written: string[] = [];
    return { written, logger: jsonLogger(least, (line) => written.push(line)) };
  };

  it('is one JSON object per line, errors spelled out', () => {
    const { written, logger } = lines();
    logger.error({ error: new RangeError('why'), big: 5n }, 'what');
    expect(written).toHaveLength(1);
    expect(written[0]?.indexOf('\n')).toBe((written[0]?.length ?? 0) - 1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ level: 'error', message: 'what', error: { name: 'RangeError', message: 'why' }, big: '5' });
  });

  it('escapes control characters, so that a hostile id cannot drive the reader\'s terminal', () => {
    const { written, logger } = lines();
    const hostile = 'a\u001b]0;owned\u0007\u009b31m\u007f\r\n{"level":"info"}\u2028';
    logger.warn({ host: hostile, [hostile]: 1 }, hostile);
    expect(written[0]?.trimEnd()).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ host: hostile, message: hostile });
  });

  it('says only what is asked for; warnings and errors by default', () => {
    for (const [least, expected] of [[undefined, 2], ['debug', 4], ['error', 1]] as const) {
      const { written, logger } = lines(least);
      logger.debug({}, 'd');
      logger.info({}, 'i');
      logger.warn({}, 'w');
      logger.error({}, 'e');
      expect(written).toHaveLength(expected);
    }
  });
});
