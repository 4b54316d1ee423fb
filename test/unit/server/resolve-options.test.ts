import { describe, expect, test } from 'vitest';
import { isTerminalError } from '../../../src/protocol/errors.js';
import type { ServerOptions } from '../../../src/server/options.js';
import { resolveOptions } from '../../../src/server/resolve-options.js';

function reasonFor(options: unknown): string {
  try {
    resolveOptions(options as ServerOptions);
  } catch (error) {
    if (isTerminalError(error) && error.code === 'bad_option') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('options of the server', () => {
  test('[SV11] every limit has its documented default', () => {
    const { limits, retentionMs, dropGraceMs, heartbeatMs, defaultProfile } = resolveOptions();
    expect(limits).toEqual({
      sessionsPerUser: 64, sessions: 256, createBurst: 64, createsPerSecond: 5, sockets: 1024, frameBytes: 1048576, ringBytes: 262144,
      windowBytes: 262144, maxWindowBytes: 4194304, socketBudgetBytes: 65536,
    });
    expect({ retentionMs, dropGraceMs, heartbeatMs, defaultProfile }).toEqual({ retentionMs: 1_800_000, dropGraceMs: 5_000, heartbeatMs: 15_000, defaultProfile: 'default' });
  });

  test.each([
    [{ retention: 1 }, 'retention'],
    [{ limits: { sesions: 1 } }, 'limits.sesions'],
    [{ limits: { sessions: 0 } }, 'limits.sessions'],
    [{ limits: { ringBytes: 1024 } }, 'limits.ringBytes'],
    [{ limits: { ringBytes: 2 ** 21 } }, 'limits.ringBytes'],
    [{ limits: { windowBytes: Number.NaN } }, 'limits.windowBytes'],
    [{ limits: { windowBytes: 65536, maxWindowBytes: 32768 } }, 'limits.maxWindowBytes'],
    [{ limits: 5 }, 'limits'],
    [{ scrollback: -1 }, 'scrollback'],
    [{ scrollback: 2_000_000 }, 'scrollback'],
    [{ scrollback: 0.5 }, 'scrollback'],
    [{ retentionMs: '30' }, 'retentionMs'],
    [{ dropGraceMs: -1 }, 'dropGraceMs'],
    [{ heartbeatMs: 2 ** 31 }, 'heartbeatMs'],
    [{ authenticate: 'yes' }, 'authenticate'],
    [{ authorize: {} }, 'authorize'],
    [{ profiles: {} }, 'profiles'],
    [{ profiles: { 'a b': { argv: ['sh'] } } }, 'profiles.a b'],
    [{ profiles: { a: { argv: [] } } }, 'profiles.a.argv'],
    [{ profiles: { a: { argv: ['sh', 'a\0b'] } } }, 'profiles.a.argv'],
    [{ profiles: { a: { argv: ['sh'], shell: true } } }, 'profiles.a.shell'],
    [{ profiles: { a: { argv: ['sh'], env: { 'A=B': 'c' } } } }, 'profiles.a.env.A=B'],
    [{ profiles: { a: { argv: ['sh'], cwd: '' } } }, 'profiles.a.cwd'],
    [{ profiles: { a: { argv: ['sh'], terminal: true as never } } }, 'profiles.a.terminal'],
    [{ profiles: { a: { argv: ['sh'], terminal: { unicode: '12' as never } } } }, 'profiles.a.terminal.unicode'],
    [{ profiles: { a: { argv: ['sh'], terminal: { images: 'sixel' as never } } } }, 'profiles.a.terminal.images'],
    [{ profiles: { a: { argv: ['sh'], terminal: { kind: 'vt100' } as never } } }, 'profiles.a.terminal.kind'],
  ])('[SV11] %j is refused by name', (options, key) => {
    expect(reasonFor(options)).toContain(`Option ${key} `);
  });

  test('without a profile named default the first one stands in', () => {
    expect(resolveOptions({ profiles: { zsh: { argv: ['zsh'] }, bash: { argv: ['bash'] } } }).defaultProfile).toBe('zsh');
  });

  test('keys that are there but undefined count as absent', () => {
    expect(resolveOptions({ limits: undefined as never, retentionMs: undefined as never }).retentionMs).toBe(1_800_000);
  });
});
