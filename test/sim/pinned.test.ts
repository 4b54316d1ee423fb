import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runSchedule } from '../support/sim/run.js';
import type { Schedule } from '../support/sim/schedule.js';

/**
 * Schedules that once failed, and what was wrong. Those in `pinned/` are kept as data, because what a seed means changes with the
 * generator of schedules; the others are named by their seed as long as it stays as it is.
 */
const PINNED: readonly (readonly [seed: number, what: string, kept: 'as data' | 'by seed'])[] = [
  [107, 'output overtook the answer to an attach when the shell printed inside `resume`', 'as data'],
  [156, 'the same on a second channel', 'as data'],
  [900, 'another page closed the session while this one was away: the output never seen was not reported as a gap', 'as data'],
  [2184, 'the same in the middle of a flood', 'as data'],
  [6447, 'a slow viewer fell out of the ring after the last output: nobody told it, and it stood there for ever', 'as data'],
  [10021, 'the same for a listener of a frozen page', 'as data'],
  [36159, 'an attach sent long ago on a socket that had been left took the place of the newest one, whose page then heard nothing any more', 'as data'],
  [46085, 'a viewer that had lagged acknowledged once and fell silent again: the shell waited for it until its socket was given up', 'as data'],
  [104731, 'a close that came late, from a socket that had been left, ended the next shell of that name', 'as data'],
  [123770, 'typed after the end of a shell that was then attached to again: as many bytes as it had read before counted as delivered', 'as data'],
  [1019982, 'of the rig: a page that had its next shell was taken to have given up, on the socket it had left, the last output of the one before', 'as data'],
  [1052490, 'of the rig: a viewer that had lagged, acknowledged once and came back was owed what the ring had let go of meanwhile', 'as data'],
  [31351, 'of the rig: a part of a cancelled text that was on its way, and was reported as lost when the server had to end its bracket, counted as never told', 'as data'],
  [31503, 'of the rig: the ring of a shell that has ended was to keep more than its size for a viewer that had been told the end', 'as data'],
  [73910, 'of the rig: what a shell printed while a new attachment of the same page took the place over was reckoned from the old one', 'as data'],
  [57058, 'of the rig: a Ctrl-C was taken for the byte of a text that was typed before it and had been cancelled', 'as data'],
  [72738, 'a close that came late, from a socket that had been left, named no shell and ended one that was started since', 'as data'],
  [98777, 'the same, and an attach behind it took the place of the newest socket', 'as data'],
  [202336, 'a text was cancelled while the line was down and a part of it waited on the server: what followed counted as that part, and was never typed', 'as data'],
];

const read = (seed: number): Schedule => JSON.parse(readFileSync(new URL(`pinned/${seed}.json`, import.meta.url), 'utf8')) as Schedule;

describe('schedules that once failed', () => {
  it.each(PINNED)('seed %i: %s', async (seed, _what, kept) => {
    expect((await runSchedule(seed, kept === 'as data' ? { schedule: read(seed) } : {})).violations).toEqual([]);
  });
});
