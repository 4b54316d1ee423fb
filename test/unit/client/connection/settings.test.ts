import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../../../src/client/connection/settings.js';
import { isTerminalError } from '../../../../src/protocol/errors.js';

describe('options of a connection', () => {
  it('have the decided defaults', () => {
    expect(resolveSettings({})).toEqual({
      minMs: 1_000, maxMs: 30_000, hiddenMaxMs: 300_000, stableMs: 30_000, breakerFailures: 5, breakerMs: 30_000, maxAttempts: Infinity,
      connectTimeoutMs: 10_000, silenceMs: 25_000, probeMs: 2_000, answerMs: 8_000,
    });
  });

  it.each([
    [{ reconnect: { minMs: 0 } }, 'reconnect.minMs'],
    [{ reconnect: { maxMs: NaN } }, 'reconnect.maxMs'],
    [{ reconnect: { minMs: 5_000, maxMs: 4_000 } }, 'reconnect.maxMs'],
    [{ reconnect: { stableMs: Infinity } }, 'reconnect.stableMs'],
    [{ reconnect: { breakerFailures: 1.5 } }, 'reconnect.breakerFailures'],
    [{ reconnect: { breakerMs: -1 } }, 'reconnect.breakerMs'],
    [{ reconnect: { maxAttempts: 0 } }, 'reconnect.maxAttempts'],
    [{ reconnect: { connectTimeoutMs: '10' as unknown as number } }, 'reconnect.connectTimeoutMs'],
    [{ heartbeat: { silenceMs: 1e12 } }, 'heartbeat.silenceMs'],
    [{ heartbeat: { silenceMs: 1_000, probeMs: 1_000 } }, 'heartbeat.probeMs'],
  ])('%j is refused by name', (options, name) => {
    let error: unknown;
    try {
      resolveSettings(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(isTerminalError(error) && error.code).toBe('bad_option');
    expect(String(error)).toContain(name);
  });
});
