// The command with its host process: the server is killed again and again under a living page, and the shell goes on.
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, startBrowser, startHost, TOKEN } from '../support/e2e/harness.mjs';
import { HostLab, isRunning, type ServerProcess } from '../support/host-lab.js';
import { shellHome } from '../support/shell-home.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const CLI = fileURLToPath(new URL('../../dist/server/node/cli.js', import.meta.url));
const KILLS = 3;
const LINES = 120_000;
const BURSTS = 60;
/**
 * Bursts with pauses, about six seconds of them, without echo of what is typed meanwhile. Each part of them waits for a file, `0`, `1` …: a server may take any time
 * to start, and output still runs when it is killed.
 */
const count = (folder: string): string => {
  const [lines, part] = [LINES / BURSTS, BURSTS / (KILLS + 1)];
  return `stty -echo; echo BEGIN; for i in {0..${BURSTS - 1}}; do until [ -e ${folder}/$((i/${part})) ]; do sleep 0.05; done; seq $((i*${lines}+1)) $(((i+1)*${lines})); sleep 0.1; done; echo FINISHED\r`;
};

let browser: Browser;
/** Serves the page only. */
let origin: Awaited<ReturnType<typeof startHost>>;
let lab: HostLab;
let page: Page;
let errors: string[];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  lab = new HostLab();
  origin = await startHost();
  await shellHome(lab.root);
  ({ page, errors } = await openPage(browser, origin.origin));
});
afterEach(async () => {
  await page.close();
  // Ends the servers and, by the process id it has published, the host with its shells.
  await lab.end();
  await origin.close();
});

/** The folder of hosts is the lab's own, and no login script of whoever runs the tests is read. */
async function startCommand(name: string, port: number): Promise<ServerProcess> {
  const args = [CLI, '--name', name, '--port', String(port), '--shell', 'bash', '--retention', '1', '--allow-origin', origin.origin];
  return lab.run(args, { HOME: lab.root, XDG_RUNTIME_DIR: lab.root, PERSISTENT_TERMINAL_TOKEN: TOKEN });
}

describe('a server whose shells live in a host', () => {
  it(`[SV1] [SV2] [SE1] [SE4] killed ${KILLS} times while output runs: same shell, every byte, every key once (R20, R21)`, async () => {
    const name = `e2e-${process.pid}`;
    let server = await startCommand(name, 0);
    const { port } = server;
    await page.evaluate(
      async (url, counting) => {
        // On a busy machine a server takes long to start: more attempts than the breaker has patience for.
        pt.registry.configure({ reconnect: { minMs: 100, maxMs: 400, breakerFailures: 1_000 } });
        const element = await kit.mount({ 'session-id': 'hosted', url });
        const got = kit.collect(element.session);
        const seen: string[] = [];
        element.session.subscribe({ onError: (error: any) => seen.push(error.code), onSessionCreated: ({ created }: any) => seen.push(created ? 'new shell' : 'same shell') });
        const reads = async (pattern: RegExp, what: string) => kit.until(async () => pattern.exec(await got.text()), what, 60_000);
        Object.assign(globalThis, { element, got, seen, reads });
        element.send('echo pid=$$.\r');
        await reads(/^pid=\d+\./m, 'pid');
        element.send(counting);
        await reads(/^BEGIN/m, 'BEGIN');
      },
      `ws://127.0.0.1:${port}/terminal`,
      count(lab.root),
    );
    const { pid: hostPid } = lab.host;
    for (let kill = 1; kill <= KILLS; kill++) {
      const size = await page.evaluate(() => (globalThis as any).got.size as number);
      lab.touch(String(kill - 1));
      await page.evaluate(async (more) => kit.until(() => (globalThis as any).got.size > more, 'more output', 20_000), size + 20_000);
      expect(await page.evaluate(async () => /^FINISHED/m.test(await (globalThis as any).got.text())), 'output still runs').toBe(false);
      await server.kill('SIGKILL');
      await page.evaluate(async (number) => {
        const { element } = globalThis as any;
        await kit.until(() => element.status !== 'connected', 'loss noticed');
        element.send(`echo key${number}-$((40+2))\r`);
      }, kill);
      server = await startCommand(name, port);
      expect(server.port).toBe(port);
      await page.evaluate(async () => kit.until(() => (globalThis as any).element.status === 'connected', 'connected', 60_000));
    }
    lab.touch(String(KILLS));
    const result = await page.evaluate(async () => {
      const { element, got, seen, reads } = globalThis as any;
      await reads(/^FINISHED/m, 'the end of the output');
      await reads(/^key3-42/m, 'the last key');
      element.send('echo after=$$.\r');
      await reads(/^after=\d+\./m, 'pid afterwards');
      return { text: (await got.text()) as string, faults: got.faults as string[], seen: seen as string[] };
    });
    expect(result.faults).toEqual([]);
    expect(result.seen.filter((one) => one !== 'same shell')).toEqual([]);
    const numbers = Array.from({ length: LINES }, (_, i) => `${i + 1}\r\n`).join('');
    const [, counted = ''] = /^BEGIN\r\n([^]*?)FINISHED\r\n/m.exec(result.text) ?? [];
    expect(counted === numbers, `${counted.length} bytes, ${numbers.length} expected`).toBe(true);
    expect(/^after=(\d+)/m.exec(result.text)?.[1]).toBe(/^pid=(\d+)/m.exec(result.text)?.[1]);
    for (let key = 1; key <= KILLS; key++) expect(result.text.match(new RegExp(`^key${key}-42\\r$`, 'gm'))).toHaveLength(1);
    expect(lab.host.pid).toBe(hostPid);
    expect(isRunning(hostPid)).toBe(true);
    expect(errors).toEqual([]);
  });
});
