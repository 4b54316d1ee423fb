// The elements on the page's own registry, against the real server and a real shell.
import { expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { getRegistry } from '../../src/client/browser/index.js';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import { lines, makeTerminal, once, painted, until } from './support/page.js';

describe('with a real shell', () => {
  let url: string;
  before(async () => (url = (await executeServerCommand('terminal:url', { origin: location.origin })) as string));
  afterEach(() => {
    for (const session of getRegistry().sessions) session.close();
    document.body.replaceChildren();
  });

  /** Waits for the condition, looked at after every parsed write. */
  async function untilRows(element: PersistentTerminal, condition: (rows: string[]) => boolean): Promise<string[]> {
    const term = await element.terminal;
    while (!condition(lines(term))) await new Promise<void>((resolve) => { const end = term.onWriteParsed(() => { end.dispose(); resolve(); }); });
    return lines(term);
  }

  async function untilStatus(element: PersistentTerminal, wanted: (status: string) => boolean): Promise<void> {
    while (!wanted(element.status)) await once(element, 'terminal-status');
  }

  it('[EL1] types, leaves, comes back: the same shell, what it printed meanwhile, and one socket (R5, R1)', async () => {
    const element = makeTerminal({ url, 'session-id': 'life' });
    const ready = once(element, 'terminal-ready');
    expect((await ready).detail.restored).to.equal(false);
    const sockets = (): number[] => getRegistry().connections.map((connection) => connection.sockets);
    const before = sockets();
    expect(before.length).to.equal(1);
    expect(element.status).to.equal('connected');
    element.send('echo pid=$$\r');
    const pid = (await untilRows(element, (rows) => rows.some((row) => /^pid=\d+$/.test(row)))).find((row) => /^pid=\d+$/.test(row));
    element.send('sleep 0.2; echo away-$((40+2))\r');
    element.remove();
    await painted();
    expect(getRegistry().get({ url, sessionId: 'life' })?.status).to.equal('connected');
    document.body.append(element);
    await untilRows(element, (rows) => rows.includes('away-42'));
    element.send('echo again=$$\r');
    await untilRows(element, (rows) => rows.includes(`again=${pid?.slice(4)}`));
    expect(sockets()).to.deep.equal(before);
  });

  it('[EL8] a cut connection is shown and mended; the shell is the same (R41)', async () => {
    const element = makeTerminal({ url, 'session-id': 'cut' });
    await once(element, 'terminal-ready');
    element.send('X=kept; echo set\r');
    await untilRows(element, (rows) => rows.includes('set'));
    const statuses: string[] = [];
    element.addEventListener('terminal-status', (event) => statuses.push(event.detail.status));
    // Listened for from before: it may be back before the driver has said that it was cut.
    const lost = untilStatus(element, (status) => status !== 'connected');
    await executeServerCommand('terminal:drop');
    await lost;
    element.retry();
    await untilStatus(element, (status) => status === 'connected');
    element.send('echo still-$X\r');
    await untilRows(element, (rows) => rows.includes('still-kept'));
    expect(statuses).to.include('reconnecting');
  });

  it('[EL9] a shell that ends says its code and keeps its last words; Restart brings another (R27)', async () => {
    const element = makeTerminal({ url, 'session-id': 'exits', profile: 'exits' });
    const exit = await once(element, 'terminal-exit');
    expect(exit.detail).to.deep.equal({ exitCode: 7, signal: null });
    await untilRows(element, (rows) => rows.includes('bye'));
    // The notice is a part of its own.
    const button = await until(() => [...(element.shadowRoot?.querySelectorAll<HTMLButtonElement>('[part~=retry-button]') ?? [])].find(({ textContent }) => textContent?.startsWith('Restart')));
    const again = once(element, 'terminal-exit');
    button.click();
    expect((await again).detail.exitCode).to.equal(7);
    await untilRows(element, (rows) => rows.filter((row) => row === 'bye').length === 2);
  });

  it('a restarted server gives a new shell under a divider; the old text stays (R23)', async () => {
    const element = makeTerminal({ url, 'session-id': 'restart' });
    await once(element, 'terminal-ready');
    element.send('echo before\r');
    await untilRows(element, (rows) => rows.includes('before'));
    await executeServerCommand('terminal:restart');
    element.retry();
    const rows = await untilRows(element, (now) => now.some((row) => row.includes('new shell')));
    expect(rows).to.include('before');
    element.send('echo after\r');
    await untilRows(element, (now) => now.includes('after'));
  });
});
