// A viewer whom the server's own `authorize` hook lets look only, in a real browser, beside one who may type: nothing of what is tried reaches the shell, by the shell's own record.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPage, PROFILES, startBrowser, startHost } from '../support/e2e/harness.mjs';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

interface Asking {
  readonly action: string;
  readonly principal: { readonly id: string };
  readonly ownerId: string;
}

let browser: Browser;
let host: Awaited<ReturnType<typeof startHost>>;
let folder: string;
/** Whether guests may type. */
let allowed: boolean;
const opened: Awaited<ReturnType<typeof openPage>>[] = [];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'persistent-terminal-'));
  allowed = false;
  // Says R, then keeps what it reads and says it back, byte for byte: back when it is kept, as tee writes its own output first.
  const keeping = (file: string) => ({ argv: ['bash', '--norc', '--noprofile', '-c', `stty raw -echo; : > ${file}; printf R; exec tee /dev/tty > ${file}`] });
  host = await startHost({
    options: {
      profiles: { ...PROFILES, shared: keeping(join(folder, 'shared')), own: keeping(join(folder, 'own')) },
      authenticate: (token: string) => ({ id: token }),
      authorize: ({ principal, action, ownerId }: Asking) => principal.id === ownerId || action === 'attach' || (action === 'input' && allowed),
    },
  });
});
afterEach(async () => {
  const errors = opened.flatMap((one) => one.errors);
  for (const { page } of opened.splice(0)) await page.close();
  await host.close();
  await rm(folder, { recursive: true });
  expect(errors).toEqual([]);
});

/** What the shell has read. */
const record = (name: 'shared' | 'own'): Promise<string> => readFile(join(folder, name), 'utf8');

async function open(user: string): Promise<Page> {
  const one = await openPage(browser, host.origin);
  opened.push(one);
  await signIn(one.page, user);
  return one.page;
}

const signIn = (page: Page, user: string): Promise<void> => page.evaluate((token) => pt.registry.configure({ tokenProvider: () => token, reconnect: { minMs: 20, maxMs: 100, breakerFailures: 1000 } }), user);

/** Alice's session, in a page of hers without any element: no report of mouse or focus is hers. Returns its full id. */
async function share(page: Page, profile: string): Promise<string> {
  return await page.evaluate(async (kind) => {
    const session = pt.registry.open({ sessionId: 'pair', profile: kind });
    const got = kit.collect(session);
    await kit.until(() => got.size > 0, 'the shell');
    Object.assign(globalThis, { session, got });
    return session.state.sessionId as string;
  }, profile);
}

/** The owner types, and has seen it come back. */
const type = (page: Page, text: string): Promise<void> =>
  page.evaluate(async (typed) => {
    const { session, got } = globalThis as any;
    const before = got.size as number;
    session.send(typed);
    await kit.until(() => got.size >= before + typed.length, 'the echo');
  }, text);

/** The guest's terminal on it, focused, with a chip; `told` are the errors it fires. */
async function watch(page: Page, sessionId: string): Promise<void> {
  await page.evaluate(async (id) => {
    const chip = document.createElement('terminal-status-chip');
    chip.setAttribute('for', 'watched');
    const told: string[] = [];
    document.addEventListener('terminal-error', (event) => told.push((event as CustomEvent).detail.code));
    const element = await kit.mount({ id: 'watched', 'session-id': id });
    element.before(chip);
    await kit.until(() => element.getText() !== '', 'its screen');
    element.focus();
    Object.assign(globalThis, { element, chip, told });
  }, sessionId);
}

/** What the guest's page says of it. */
const said = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const { element, chip } = globalThis as any;
    await kit.until(() => chip.shadowRoot?.querySelector('[role=status]')?.textContent?.includes('Active') === true, 'the chip');
    for (let i = 0; i < 3; i++) await kit.frame();
    return {
      mark: element.shadowRoot.querySelector('[part~=readonly-mark]')?.getAttribute('title') ?? null,
      chip: chip.shadowRoot.querySelector('[role=status]').textContent.replace(element.sessionId, '').trim(),
      canType: element.canType, state: element.matches(':state(readonly)'), session: element.session.state.readOnly, status: element.status,
    };
  });
const LOOKING = { mark: 'Read-only: the server allows looking only', chip: 'Active, read-only', canType: false, state: true, session: true, status: 'connected' };
const TYPING = { mark: null, chip: 'Active', canType: true, state: false, session: false, status: 'connected' };

const notice = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await kit.frame();
    return (globalThis as any).element.shadowRoot.querySelector('.notice')?.textContent.replace(/\s+/g, ' ').trim() ?? '';
  });
const dismiss = (page: Page): Promise<void> => page.evaluate(() => (globalThis as any).element.shadowRoot.querySelector('.notice [data-action=dismiss]')?.click());
const told = (page: Page): Promise<string[]> => page.evaluate(() => (globalThis as any).told.splice(0));

const untilSeen = (page: Page, text: string): Promise<void> => page.evaluate((wanted) => kit.until(() => (globalThis as any).element.getText().includes(wanted), wanted), text);

describe('a viewer whom the server lets look only', () => {
  it('[NT6] [SE30] [SV19] sees it said, sees output, and reaches the shell by nothing: keys, pastes, input methods, drops, mouse, focus, calls (R51, R52)', async () => {
    const alice = await open('alice');
    const id = await share(alice, 'shared');
    const bob = await open('bob');
    await bob.bringToFront();
    await watch(bob, id);
    expect(await said(bob)).toEqual(LOOKING);
    expect(await notice(bob)).toBe('');

    // A program that hears of the mouse and the focus, and pastes in brackets.
    await type(alice, '\x1b[?1000h\x1b[?1003h\x1b[?1006h\x1b[?1004h\x1b[?2004hseen-1');
    await untilSeen(bob, 'seen-1');

    await bob.keyboard.type('rm -rf\r');
    for (const key of ['ArrowUp', 'Tab', 'Escape', 'F5', 'Backspace', 'Delete'] as const) await bob.keyboard.press(key);
    for (const key of ['KeyC', 'KeyD', 'KeyZ'] as const) {
      await bob.keyboard.down('Control');
      await bob.keyboard.press(key);
      await bob.keyboard.up('Control');
    }
    expect(await notice(bob)).toContain('Read-only: what is typed here goes nowhere');
    await dismiss(bob);
    expect(await notice(bob)).toBe('');

    for (const text of ['pasted', 'two\nlines\n', 'x'.repeat(300_000)]) {
      await bob.evaluate((pasted) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', pasted);
        (globalThis as any).element.shadowRoot.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true, composed: true }));
      }, text);
      expect(await notice(bob)).toContain('Read-only: what is typed here goes nowhere');
      await dismiss(bob);
      await bob.evaluate((pasted) => (globalThis as any).element.paste(pasted), text);
    }
    expect(await bob.evaluate(() => (globalThis as any).element.command('paste'))).toBe(false);

    const devtools = await bob.createCDPSession();
    await devtools.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
    await devtools.send('Input.insertText', { text: '日本' });
    await bob.keyboard.sendCharacter('é');
    expect(await notice(bob)).toContain('Read-only: what is typed here goes nowhere');
    await dismiss(bob);

    const [x, y] = [120, 80];
    const data = { items: [{ mimeType: 'text/plain', data: 'dropped' }], dragOperationsMask: 1 };
    for (const kind of ['dragEnter', 'dragOver', 'drop'] as const) await devtools.send('Input.dispatchDragEvent', { type: kind, x, y, data });
    for (const button of ['left', 'middle', 'right'] as const) {
      await bob.mouse.click(x, y, { button });
      await bob.keyboard.press('Escape');
    }
    await bob.mouse.wheel({ deltaY: 200 });
    await bob.mouse.move(x + 60, y + 60);
    await bob.evaluate(() => {
      const { element } = globalThis as any;
      element.blur();
      element.focus();
    });
    expect(await told(bob)).toEqual([]);

    // Calls of the page's own are asked of the server, which refuses them.
    await bob.evaluate(() => (globalThis as any).element.send('called'));
    await bob.evaluate(() => kit.until(() => (globalThis as any).told.length === 2, 'the refusal'));
    expect(await told(bob)).toEqual(['read_only', 'input_discarded']);
    expect(await notice(bob)).toContain('6 bytes of input were not delivered: this session is read-only.');
    const outcome = await bob.evaluate(async () => {
      const { element } = globalThis as any;
      const result = await element.session.transmit('y'.repeat(300_000), { bracketed: true });
      return { ...result, left: element.session.state.pendingInput };
    });
    expect(outcome).toEqual({ outcome: 'discarded', delivered: 0, total: 300_000, left: 0 });
    await bob.evaluate(() => (globalThis as any).told.length = 0);

    // Whatever was on its way has been carried out when a later output is here.
    await type(alice, 'seen-2');
    await untilSeen(bob, 'seen-2');
    expect(await record('shared')).toBe('\x1b[?1000h\x1b[?1003h\x1b[?1006h\x1b[?1004h\x1b[?2004hseen-1seen-2');
    expect(await said(bob)).toEqual(LOOKING);
  });

  it('[SE30] [SE4] stays one across a cut and a reload, and types once that is allowed; another session on the same socket takes input all the time, once (R21, R52)', async () => {
    const alice = await open('alice');
    const id = await share(alice, 'shared');
    const bob = await open('bob');
    await bob.bringToFront();
    const own = (text: string): Promise<void> =>
      bob.evaluate(async (typed) => {
        const session = pt.registry.open({ sessionId: 'own', profile: 'own' });
        const got = ((globalThis as any).got ??= kit.collect(session));
        session.send(typed);
        await kit.until(async () => (await got.text()).endsWith(typed), 'its echo');
      }, text);
    await watch(bob, id);
    await own('one,');
    await bob.evaluate(() => (globalThis as any).element.send('no'));
    await own('two,');
    expect(await bob.evaluate(() => kit.sockets.filter((socket: WebSocket) => socket.readyState === WebSocket.OPEN).length)).toBe(1);
    expect(await told(bob)).toEqual(['read_only', 'input_discarded']);

    // What is called while the line is away waits, and is refused as a whole when it is back.
    await bob.evaluate(() => {
      const { element } = globalThis as any;
      const stop = element.session.subscribe({
        onStatus: (status: string) => {
          if (status === 'connected') return;
          stop();
          element.send('late');
        },
      });
    });
    host.cut();
    await bob.evaluate(() => kit.until(() => (globalThis as any).told.length === 2, 'the refusal'));
    expect(await told(bob)).toEqual(['read_only', 'input_discarded']);
    expect(await said(bob)).toEqual(LOOKING);
    await own('three,');

    await bob.reload();
    await bob.waitForFunction('globalThis.kit !== undefined');
    await signIn(bob, 'bob');
    await watch(bob, id);
    expect(await said(bob)).toEqual(LOOKING);
    await bob.keyboard.type('keys');
    await bob.evaluate(() => (globalThis as any).element.send('no'));
    await bob.evaluate(() => kit.until(() => (globalThis as any).told.length === 2, 'the refusal'));
    await own('four');
    await type(alice, 'hers,');
    await untilSeen(bob, 'hers,');
    expect([await record('shared'), await record('own')]).toEqual(['hers,', 'one,two,three,four']);

    allowed = true;
    await bob.reload();
    await bob.waitForFunction('globalThis.kit !== undefined');
    await signIn(bob, 'bob');
    await watch(bob, id);
    expect(await said(bob)).toEqual(TYPING);
    await bob.keyboard.type('his');
    await untilSeen(bob, 'hers,his');
    expect(await record('shared')).toBe('hers,his');
  });

  it('[SV19] changes no size: the shell keeps that of whoever may type (R51)', async () => {
    const alice = await open('alice');
    const id = await share(alice, 'default');
    await alice.evaluate(() => (globalThis as any).session.resize(91, 27));
    const bob = await open('bob');
    await bob.bringToFront();
    await watch(bob, id);
    // What his page tells the server: only a size that was told can be refused.
    await bob.evaluate(() => {
      const told: string[] = [];
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (this: WebSocket, data) {
        if (typeof data === 'string') told.push(data);
        send.call(this, data);
      };
      Object.assign(globalThis, { messages: told });
    });
    const sizes: string[] = [];
    for (const width of ['500px', '700px']) {
      sizes.push(await bob.evaluate(async (wanted) => {
        const { element } = globalThis as any;
        const term = await element.terminal;
        const before = term.cols;
        element.style.width = wanted;
        await kit.until(() => term.cols !== before, 'its own grid');
        await kit.until(() => (globalThis as any).messages.some((text: string) => text.includes('"resize"') && text.includes(`"cols":${term.cols},`)), 'the size is told');
        // Its answer comes after that.
        await pt.registry.probe();
        return `${term.cols}`;
      }, width));
    }
    expect(new Set([...sizes, '91']).size).toBe(3);
    await alice.evaluate(() => (globalThis as any).session.send("printf 'size:%s.' \"$(stty size)\"\r"));
    const size = await alice.evaluate(async () => {
      const { got } = globalThis as any;
      return await kit.until(async () => /size:(\d+ \d+)\./.exec(await got.text())?.[1], 'the size') as string;
    });
    expect(size).toBe('27 91');
  });
});
