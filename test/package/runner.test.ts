import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInstalled, ROOT, runQuietly } from '../support/install.mjs';
import { endGroup } from '../support/process-group.mjs';

const run = promisify(execFile);

describe('isInstalled', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'install-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const wanted = { '': { version: '1.0.0' }, 'node_modules/a': { version: '1.2.3' }, 'node_modules/b': { version: '2.0.0', optional: true } };
  const write = (lock: object, left?: object) => {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: lock }));
    if (left === undefined) return;
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: left }));
  };

  it.each<[string, object | undefined, boolean]>([
    ['nothing', undefined, false],
    ['everything', { 'node_modules/a': { version: '1.2.3' }, 'node_modules/b': { version: '2.0.0' } }, true],
    ['all but the optional', { 'node_modules/a': { version: '1.2.3' } }, true],
    ['an older version', { 'node_modules/a': { version: '1.2.2' } }, false],
    ['an older optional one', { 'node_modules/a': { version: '1.2.3' }, 'node_modules/b': { version: '1.0.0' } }, false],
    ['all but a needed one', { 'node_modules/b': { version: '2.0.0' } }, false],
  ])('%s in node_modules', (_name, left, answer) => {
    write(wanted, left);
    expect(isInstalled(folder)).toBe(answer);
  });
});

describe('npm test', () => {
  it('names its stages when it is asked for one that it has not, and does not call that success', async () => {
    const fault = await run(process.execPath, ['test/run.mjs', 'units'], { cwd: ROOT }).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 2, stderr: expect.stringMatching(/units.*types build lint unit contract server sim package elements firefox webkit e2e/s) });
  });

  it('a command that fails is reported with its last words', async () => {
    await expect(runQuietly(process.execPath, ['-e', 'console.error("last words"); process.exit(3)'])).rejects.toThrow(/ended with 3:\nlast words/);
    await expect(runQuietly('no-such-command', [])).rejects.toThrow(/no-such-command cannot be run/);
  });
});

describe('a stage that is stopped', () => {
  const start = async (code: string): Promise<ReturnType<typeof spawn>> => {
    const child = spawn(process.execPath, ['-e', `${code}; setInterval(() => undefined, 1000); console.log('ready')`], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    return child;
  };

  it('gets time to end what it has started, and no more than that', async () => {
    const willing = await start("process.on('SIGINT', () => setTimeout(() => process.exit(7), 100))");
    const [[code]] = await Promise.all([once(willing, 'exit'), endGroup(willing.pid as number)]);
    expect(code).toBe(7);
    const deaf = await start("process.on('SIGINT', () => undefined)");
    const [[, signal]] = await Promise.all([once(deaf, 'exit'), endGroup(deaf.pid as number, 200)]);
    expect(signal).toBe('SIGKILL');
  });
});
