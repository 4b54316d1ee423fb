import { expect, it } from 'vitest';
import { runFastExits } from '../soak/fast-exits.mjs';

// 2,000 of them: `npm run soak:exits`. The PTY layer alone is in test/contract/pty.
it('[SV8] 60 fast exits of 1 B to 10 MB, half of them while paused, through the built server: not one byte short (R50)', async () => {
  const result = await runFastExits({ exits: 60, seed: 20_250_801 });
  expect(result.short).toEqual([]);
  expect(result.exits).toBe(60);
  expect(result.pausedAtExit).toBe(30);
});
