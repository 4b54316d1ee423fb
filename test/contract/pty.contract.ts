import { afterEach, describe, expect, it } from 'vitest';
import type { Pty, PtyExit } from '../../src/server/pty.js';

/** What a contract test needs of a program; each implementation of `Pty` brings its own. */
export interface PtyPrograms {
  /** Reads and prints every byte unchanged until it is killed. It has started when this resolves. */
  echo(): Promise<Pty>;
  /** Prints `output` unchanged and exits with `exitCode` at once. */
  print(output: Uint8Array, exitCode: number): Pty;
  /** Prints without end. */
  flood(): Pty;
  /** Lets everything that is under way arrive. */
  settle(): Promise<void>;
}

/** Collects what a PTY says, in the order in which it says it. */
export class PtyTranscript {
  #chunks: Uint8Array[] = [];
  #waiting: { reached: () => boolean; resolve: () => void }[] = [];
  exit: PtyExit | undefined;
  /** Events after the exit: there must be none. */
  late = 0;

  constructor(pty: Pty) {
    pty.onData((bytes) => {
      if (this.exit !== undefined) this.late++;
      this.#chunks.push(Uint8Array.from(bytes));
      this.#check();
    });
    pty.onExit((exit) => {
      if (this.exit !== undefined) this.late++;
      this.exit = exit;
      this.#check();
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get length(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  async until(reached: () => boolean): Promise<void> {
    if (reached()) return;
    await new Promise<void>((resolve) => this.#waiting.push({ reached, resolve }));
  }

  async ended(): Promise<PtyExit> {
    await this.until(() => this.exit !== undefined);
    return this.exit as PtyExit;
  }

  #check(): void {
    const due = this.#waiting.filter(({ reached }) => reached());
    this.#waiting = this.#waiting.filter((wait) => !due.includes(wait));
    for (const { resolve } of due) resolve();
  }
}

export const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);

/** The promises in src/server/pty.ts, for any implementation. */
export function describePtyContract(name: string, programs: PtyPrograms): void {
  describe(`Pty contract: ${name}`, () => {
    const open: Pty[] = [];
    const started = <T extends Pty>(pty: T): T => {
      open.push(pty);
      return pty;
    };
    afterEach(() => {
      for (const pty of open.splice(0)) pty.kill('SIGKILL');
    });

    it('carries every byte value both ways unchanged', async () => {
      const pty = started(await programs.echo());
      const seen = new PtyTranscript(pty);
      pty.write(ALL_BYTES, () => {});
      await seen.until(() => seen.length >= 256);
      expect(seen.bytes.equals(ALL_BYTES)).toBe(true);
    });

    it('writes in order and reports each write once', async () => {
      const pty = started(await programs.echo());
      const seen = new PtyTranscript(pty);
      const done: number[] = [];
      for (let i = 0; i < 50; i++) pty.write(Uint8Array.of(i), () => done.push(i));
      await seen.until(() => seen.length >= 50);
      await programs.settle();
      expect([...seen.bytes]).toEqual(Array.from({ length: 50 }, (_, i) => i));
      expect(done).toEqual(Array.from({ length: 50 }, (_, i) => i));
    });

    it('delivers all output, then one exit with the code, then nothing', async () => {
      const pty = started(programs.print(ALL_BYTES, 7));
      const seen = new PtyTranscript(pty);
      expect(await seen.ended()).toEqual({ exitCode: 7, signal: null });
      await programs.settle();
      expect(seen.bytes.equals(ALL_BYTES)).toBe(true);
      expect(seen.late).toBe(0);
    });

    it('delivers all output of a program that exits while paused', async () => {
      const pty = started(programs.print(ALL_BYTES, 0));
      const seen = new PtyTranscript(pty);
      pty.pause();
      await programs.settle();
      pty.resume();
      expect(await seen.ended()).toEqual({ exitCode: 0, signal: null });
      expect(seen.bytes.equals(ALL_BYTES)).toBe(true);
    });

    it('stops soon when paused and goes on when resumed', async () => {
      const pty = started(programs.flood());
      const seen = new PtyTranscript(pty);
      await seen.until(() => seen.length > 0);
      pty.pause();
      const atPause = seen.length;
      await programs.settle();
      const stopped = seen.length;
      await programs.settle();
      expect(seen.length).toBe(stopped);
      expect(stopped - atPause).toBeLessThanOrEqual(128 * 1024);
      pty.resume();
      await seen.until(() => seen.length > stopped);
    });

    it('reports the signal that ended the program', async () => {
      const pty = started(await programs.echo());
      const seen = new PtyTranscript(pty);
      pty.kill('SIGKILL');
      expect(await seen.ended()).toEqual({ exitCode: null, signal: 9 });
    });

    it('hangs up by default', async () => {
      const pty = started(await programs.echo());
      const seen = new PtyTranscript(pty);
      pty.kill();
      expect(await seen.ended()).toEqual({ exitCode: null, signal: 1 });
    });

    it('does nothing after the exit', async () => {
      const pty = started(programs.print(Uint8Array.of(65), 0));
      const seen = new PtyTranscript(pty);
      await seen.ended();
      let done = 0;
      pty.write(ALL_BYTES, () => done++);
      pty.resize(100, 40);
      pty.pause();
      pty.resume();
      pty.kill();
      await programs.settle();
      expect(done).toBe(0);
      expect(seen.late).toBe(0);
      expect([...seen.bytes]).toEqual([65]);
    });

    it('stops telling a listener that has left', async () => {
      const pty = started(await programs.echo());
      const seen = new PtyTranscript(pty);
      let heard = 0;
      const leave = pty.onData(() => heard++);
      const leaveExit = pty.onExit(() => heard++);
      leave.dispose();
      leaveExit.dispose();
      pty.write(Uint8Array.of(1), () => {});
      await seen.until(() => seen.length > 0);
      pty.kill();
      await seen.ended();
      expect(heard).toBe(0);
    });
  });
}
