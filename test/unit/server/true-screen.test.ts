import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FrameKind } from '../../../src/protocol/frames.js';
import { SectionKind } from '../../../src/protocol/snapshot-sections.js';
import { screenFactory } from '../../../src/server/node/environment.js';
import { SeededRandom } from '../../support/seeded-random.js';
import type { FakeServerSocket } from '../../support/server-socket.js';
import { ackAll, difference, Rig } from './rig.js';
import { compare, PlainTerminal } from './screen/rig.js';
import { sectionsOf } from './sections.js';

const WINDOW = 4096;

/** What a terminal in a page shows that did as PROTOCOL.md says with everything it received on a channel. */
function shown(socket: FakeServerSocket, channel: number, before: PlainTerminal): PlainTerminal {
  let terminal = before;
  if (socket.snapshotEnd(channel) > 0) {
    terminal = new PlainTerminal(80, 24);
    const frames = socket.log.filter((item) => 'kind' in item && item.channel === channel && item.kind !== FrameKind.input);
    const first = frames.findIndex((item) => 'kind' in item && item.kind === FrameKind.output);
    const sections = sectionsOf(socket.snapshot(channel));
    // The whole screen is there before the first byte of output.
    const until = frames.slice(0, first < 0 ? frames.length : first).reduce((sum, item) => sum + ('kind' in item ? item.payload.length : 0), 0);
    expect(sectionsOf(socket.snapshot(channel).subarray(0, until)).some(({ kind }) => kind === SectionKind.tail)).toBe(true);
    for (const { kind, payload } of sections) if (kind === SectionKind.screen || kind === SectionKind.tail) terminal.write(payload);
  }
  terminal.write(socket.output(channel));
  return terminal;
}

describe('a terminal that comes and goes', () => {
  test.each([['vim', 1], ['vim', 2], ['less', 3], ['top', 4], ['tmux', 5], ['tmux', 6]] as const)(
    '[SV24] [SV25] %s, seed %d: it shows what one shows that saw every byte (R20, R22)', async (name, seed) => {
      const all = new Uint8Array(gunzipSync(readFileSync(new URL(`../../support/fixtures/${name}.gz`, import.meta.url))));
      const random = new SeededRandom(seed);
      const rig = new Rig({ limits: { windowBytes: WINDOW, maxWindowBytes: WINDOW }, dropGraceMs: 0 }, {}, screenFactory);
      const undisturbed = new PlainTerminal(80, 24);
      let socket = await rig.connect();
      await rig.create(socket, { screen: true });
      const shell = rig.shells.last;
      const { epoch } = socket.last('session_created');
      let viewer = new PlainTerminal(80, 24);
      const kinds: string[] = [];
      const faults: string[] = [];
      for (let at = 0; at < all.length;) {
        const piece = all.subarray(at, at + random.integer(1, all.length / 12));
        at += piece.length;
        shell.emit(piece);
        undisturbed.write(piece);
        for (let i = 0; i < 400 && socket.end(1) < at; i++) {
          await rig.clock.advanceAsync(5);
          ackAll(socket);
        }
        expect(socket.end(1)).toBe(at);
        viewer = shown(socket, 1, viewer);
        compare(faults, `byte ${at}`, undisturbed.terminal, viewer.terminal, false);
        if (faults.length > 0 || at >= all.length) break;
        socket.drop();
        // Perhaps it misses something.
        const missed = all.subarray(at, random.chance(0.5) ? at : at + random.integer(1, all.length / 12));
        at += missed.length;
        shell.emit(missed);
        rig.parseAll();
        undisturbed.write(missed);
        socket = await rig.connect();
        if (random.chance(0.5)) await rig.sync(socket, epoch, at - missed.length, { screen: true });
        else await rig.create(socket, { screen: true });
        kinds.push(socket.messages().filter((message) => message.type === 'session_created' || message.type === 'session_synced').map(({ resume }) => resume).join());
      }
      expect(faults.slice(0, 3)).toEqual([]);
      expect(new Set(kinds)).toEqual(new Set(['exact', 'snapshot']));
      expect(difference(socket.output(1), all.subarray(socket.frames(1)[0]?.offset ?? all.length))).toBe(-1);
      expect(rig.errors()).toEqual([]);
    },
  );
});
