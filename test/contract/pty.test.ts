import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/logger.js';
import { isTerminalError } from '../../src/protocol/errors.js';
import { nodePtySpawner } from '../../src/server/node/node-pty.js';
import type { Pty, PtySpec } from '../../src/server/pty.js';
import { describePtyContract, PtyTranscript } from './pty.contract.js';

const spawnPty = nodePtySpawner(silentLogger);
const open: Pty[] = [];
let folder: string;
let files = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pty-contract-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const pty of open.splice(0)) pty.kill('SIGKILL');
});

function start(spec: Partial<PtySpec> & Pick<PtySpec, 'argv'>): Pty {
  const pty = spawnPty({ cwd: folder, env: {}, cols: 80, rows: 24, ...spec });
  open.push(pty);
  return pty;
}
const sh = (script: string, spec: Partial<PtySpec> = {}): Pty => start({ argv: ['sh', '-c', script], ...spec });

function fileWith(content: Uint8Array): string {
  const path = join(folder, `output-${files++}`);
  writeFileSync(path, content);
  return path;
}

/** Starts a script that prints one R when it is ready; what comes later is the transcript's. */
async function ready(script: string): Promise<Pty> {
  const pty = sh(`stty raw -echo; printf R; ${script}`);
  await new Promise<void>((resolve) => {
    const heard = pty.onData(() => {
      heard.dispose();
      resolve();
    });
  });
  return pty;
}

async function output(pty: Pty): Promise<string> {
  const seen = new PtyTranscript(pty);
  await seen.ended();
  return seen.bytes.toString('latin1');
}

const print = (content: Uint8Array, exitCode = 0): Pty => sh(`stty raw -echo; cat ${fileWith(content)}; exit ${exitCode}`);

describePtyContract('real terminals', {
  echo: () => ready('exec cat'),
  print,
  flood: () => start({ argv: ['yes'] }),
  settle: () => sleep(300),
});

describe('real terminals: the last bytes (R50)', () => {
  it('60 fast exits of 1 B to 1 MB, half of them paused for longer than the package waits: not one byte short', async () => {
    const sizes = [1, 100, 4_095, 4_096, 20_480, 65_536, 100_000, 200_000, 500_000, 1_000_000];
    const short: string[] = [];
    for (let round = 0; round < 6; round++) {
      await Promise.all(sizes.map(async (size) => {
        const content = randomBytes(size);
        const pty = print(content, 3);
        const seen = new PtyTranscript(pty);
        if (round % 2 === 1) {
          pty.pause();
          await sleep(350);
          pty.resume();
        }
        expect(await seen.ended()).toEqual({ exitCode: 3, signal: null });
        if (sha256(seen.bytes) !== sha256(content)) short.push(`${seen.length} of ${size}`);
        expect(seen.late).toBe(0);
      }));
    }
    expect(short).toEqual([]);
  });

  it('a program that exits while paused for good is reported, with everything it said', async () => {
    const content = randomBytes(3_000);
    const pty = print(content);
    const seen = new PtyTranscript(pty);
    pty.pause();
    await seen.ended();
    expect(sha256(seen.bytes)).toBe(sha256(content));
  });

  it('a background program that keeps the terminal does not keep the exit', async () => {
    const pty = sh('trap "" HUP; sleep 1111 & printf said; exit 4');
    const seen = new PtyTranscript(pty);
    expect(await seen.ended()).toEqual({ exitCode: 4, signal: null });
    expect(seen.bytes.toString()).toBe('said');
    const [background] = sessionOf(pty.pid);
    expect(background).toBeDefined();
    process.kill(background as number, 'SIGKILL');
  });

  it('a background program that goes on printing is heard for a while and then cut off', async () => {
    const pty = sh('trap "" HUP; (while echo tick; do sleep 0.02; done) & exit 0');
    const seen = new PtyTranscript(pty);
    expect(await seen.ended()).toEqual({ exitCode: 0, signal: null });
    expect(seen.bytes.toString()).toContain('tick');
  });
});

describe('real terminals: input', () => {
  it('a write is reported after the call, so that its caller has noted it as under way', async () => {
    const pty = await ready('exec cat');
    let inside = true;
    const reported = new Promise<boolean>((resolve) => pty.write(Buffer.from('x'), () => resolve(inside)));
    inside = false;
    expect(await reported).toBe(false);
  });

  it('200 KB to a slow reader: all of it arrives, and the event loop never waits', async () => {
    const go = join(folder, 'go');
    const pty = await ready(`until [ -e ${go} ]; do sleep 0.02; done; head -c 200000 | sha256sum`);
    const seen = new PtyTranscript(pty);
    const content = randomBytes(200_000);
    const longest = longestTurn();
    let done = 0;
    pty.write(content, () => done++);
    await sleep(100);
    expect(done).toBe(0);
    writeFileSync(go, '');
    await seen.ended();
    expect(seen.bytes.toString()).toContain(sha256(content));
    expect(done).toBe(1);
    expect(longest.stop()).toBeLessThan(200);
  });

  it('10 MB to a program that never reads: the event loop goes on, and nothing is reported as written', async () => {
    const pty = await ready('sleep 30');
    const longest = longestTurn();
    let done = 0;
    pty.write(randomBytes(10_000_000), () => done++);
    await sleep(300);
    expect(done).toBe(0);
    expect(longest.stop()).toBeLessThan(200);
    const seen = new PtyTranscript(pty);
    pty.kill();
    await seen.ended();
    await sleep(50);
    expect(done).toBe(0);
  });
});

describe('real terminals: size', () => {
  it('a size reaches the program', async () => {
    expect(await output(sh('stty size', { cols: 123, rows: 45 }))).toBe('45 123\r\n');
  });

  it('a resize reaches the program, and a foolish one is clamped instead of wrapped', async () => {
    const pty = await ready('read x; stty size; read x; stty size');
    const seen = new PtyTranscript(pty);
    pty.resize(132, 50);
    pty.write(Buffer.from('\n'), () => {});
    await seen.until(() => seen.bytes.includes('50 132'));
    pty.resize(65_536, Number.NaN);
    pty.write(Buffer.from('\n'), () => {});
    await seen.ended();
    expect(seen.bytes.toString()).toContain('1 1000');
  });
});

describe('real terminals: the end', () => {
  it('kill ends the foreground program of an interactive shell, and its background jobs', async () => {
    const pty = start({ argv: ['bash', '--norc', '-i'] });
    const seen = new PtyTranscript(pty);
    pty.write(Buffer.from('sleep 1111 & sleep 2222\n'), () => {});
    await until(() => sessionOf(pty.pid).length === 3);
    pty.kill();
    await seen.ended();
    expect(sessionOf(pty.pid)).toEqual([]);
  });

  it('kill ends a shell and a program that ignore the hang-up', async () => {
    const pty = await ready('trap "" HUP TERM; sleep 1111');
    const seen = new PtyTranscript(pty);
    await until(() => sessionOf(pty.pid).length === 2);
    pty.kill();
    expect(await seen.ended()).toEqual({ exitCode: null, signal: 9 });
    expect(sessionOf(pty.pid)).toEqual([]);
  });

  it('kill ends a stopped program', async () => {
    const pty = await ready('kill -STOP $$');
    const seen = new PtyTranscript(pty);
    await until(() => stateOf(pty.pid) === 'T');
    pty.kill();
    expect(await seen.ended()).toEqual({ exitCode: null, signal: 1 });
  });

  it('refuses a signal that does not exist', () => {
    const pty = start({ argv: ['sleep', '30'] });
    expect(() => pty.kill('SIGNOTHING')).toThrow(/SIGNOTHING/);
  });
});

describe('real terminals: what a shell is given', () => {
  it('the allow-listed environment, the profile\'s additions and nothing else', async () => {
    process.env['PTY_SECRET_CANARY'] = 'canary-value';
    try {
      const text = await output(start({ argv: ['env'], env: { EXTRA: 'given' } }));
      expect(text).not.toContain('canary');
      const names = text.split('\r\n').filter(Boolean).map((line) => line.split('=')[0] ?? '');
      const allowed = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TZ|TMPDIR|TERM|COLORTERM|TERM_PROGRAM|EXTRA|PWD|OLDPWD|SHLVL|_)$/;
      expect(names.filter((name) => !allowed.test(name))).toEqual([]);
      expect(text).toContain('TERM=xterm-256color\r\n');
      expect(text).toContain('COLORTERM=truecolor\r\n');
      expect(text).toContain('EXTRA=given\r\n');
    } finally {
      delete process.env['PTY_SECRET_CANARY'];
    }
  });

  it('a profile\'s prompt reaches its shell, which is of the first level (R50)', async () => {
    const shell = start({ argv: ['bash', '--norc', '--noprofile', '-i'], env: { PS1: 'mine> ', PS2: 'more> ' } });
    const seen = new PtyTranscript(shell);
    shell.write(Buffer.from('echo "level=$SHLVL second=$PS2"\nexit\n'), () => {});
    await seen.ended();
    expect(seen.bytes.toString()).toContain('mine> ');
    expect(seen.bytes.toString()).toMatch(/^level=1 second=more> \r$/m);
  });

  it.runIf(process.platform === 'linux')('[SV22] no descriptor of the server, and none of another shell\'s terminal', async () => {
    start({ argv: ['sleep', '30'] });
    const text = await output(start({ argv: ['ls', '-l', '/proc/self/fd'] }));
    expect(text).not.toContain('ptmx');
    const own = [...text.matchAll(/ ([012]) -> (\S+)/g)];
    expect(own.map(([, number]) => number)).toEqual(['0', '1', '2']);
    for (const [, , target] of own) expect(target).toMatch(/^\/dev\/pts\//);
    expect(text.match(/ -> /g)).toHaveLength(4); // the fourth is the folder that ls reads
  });

  it('its arguments as they are', async () => {
    expect(await output(start({ argv: ['printf', '%s|', '$HOME', 'a b', '`id`', '-n', '*', ''] }))).toBe('$HOME|a b|`id`|-n|*||');
  });
});

describe('real terminals: what cannot be started', () => {
  it.each<[string, Partial<PtySpec> & Pick<PtySpec, 'argv'>, RegExp]>([
    ['a program that does not exist', { argv: ['/no/such/shell'] }, /\/no\/such\/shell does not exist/],
    ['a name that is not in PATH', { argv: ['no-such-shell'] }, /no-such-shell does not exist/],
    ['a folder as program', { argv: ['/tmp'] }, /\/tmp is not a program/],
    ['a file that is not executable', { argv: ['/etc/passwd'] }, /\/etc\/passwd is not executable/],
    ['a directory that does not exist', { argv: ['sh'], cwd: '/no/such/place' }, /\/no\/such\/place does not exist/],
    ['a file as directory', { argv: ['sh'], cwd: '/etc/passwd' }, /\/etc\/passwd is not a directory/],
  ])('%s: spawn_failed that names it, before anything is started', (_, spec, message) => {
    const before = children();
    let caught: unknown;
    try {
      start(spec);
    } catch (error) {
      caught = error;
    }
    expect(isTerminalError(caught) && caught.code).toBe('spawn_failed');
    expect(String(caught)).toMatch(message);
    // One of an earlier test may be on its way out.
    expect(children().filter((pid) => !before.includes(pid))).toEqual([]);
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The longest time the event loop was away, milliseconds; without the time that this process was ready to run and another one had its place. */
function longestTurn(): { stop(): number } {
  let longest = 0;
  let [last, lastQueued] = [performance.now(), queuedMs()];
  const turn = (): void => {
    const [now, queued] = [performance.now(), queuedMs()];
    longest = Math.max(longest, now - last - (queued - lastQueued));
    [last, lastQueued] = [now, queued];
  };
  const timer = setInterval(turn, 5);
  return {
    stop() {
      clearInterval(timer);
      turn();
      return longest;
    },
  };
}

/** How long this thread has waited for a processor so far; 0 where the system does not say. */
function queuedMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await sleep(20);
}

function stat(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
const stateOf = (pid: number): string | undefined => stat(pid)[0];
const processes = (): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
/** Living processes of the terminal session that the shell leads. */
const sessionOf = (pid: number): number[] => processes().filter((other) => stat(other)[3] === String(pid) && stateOf(other) !== 'Z');
const children = (): number[] => processes().filter((other) => stat(other)[1] === String(process.pid));
