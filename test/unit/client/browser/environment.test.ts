import { describe, expect, it } from 'vitest';
import { createBrowserEnvironment, type BrowserHost } from '../../../../src/client/browser/environment.js';
import { ManualClock } from '../../../support/manual-clock.js';

class FakeWebSocket extends EventTarget {
  static all: FakeWebSocket[] = [];
  binaryType = 'blob';
  readyState = 0;
  readonly sent: unknown[] = [];
  readonly closed: unknown[] = [];
  listeners = 0;
  constructor(readonly url: string, readonly protocols: string[]) {
    super();
    if (url.includes('refused')) throw new DOMException('mixed content', 'SecurityError');
    FakeWebSocket.all.push(this);
  }
  send(data: unknown): void {
    if (this.readyState === 0) throw new DOMException('connecting', 'InvalidStateError');
    this.sent.push(data);
  }
  close(code: number, reason: string): void {
    this.closed.push([code, reason]);
    this.readyState = 2;
  }
  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++;
    super.addEventListener(...args);
  }
  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--;
    super.removeEventListener(...args);
  }
  fire(type: string, fields: object = {}): void {
    if (type === 'open') this.readyState = 1;
    this.dispatchEvent(Object.assign(new Event(type), fields));
  }
}

/** As much of a window as the environment touches; a browser's own functions refuse to be called without their object, and so do these. */
class FakeWindow extends EventTarget {
  readonly manual = new ManualClock();
  readonly #timers: { dispose(): void }[] = [];
  readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible', baseURI: 'https://portal.test/app/' });
  readonly navigator = { onLine: true };
  readonly location = { href: 'https://portal.test/app/' };
  readonly logged: unknown[][] = [];
  readonly console = { warn: (...args: unknown[]) => this.logged.push(args), error: (...args: unknown[]) => this.logged.push(args) };
  readonly performance = { now: () => this.manual.now() };
  readonly crypto = globalThis.crypto;
  readonly WebSocket = FakeWebSocket;
  setTimeout(callback: () => void, ms: number): number {
    return this.#timers.push(this.manual.after(ms, callback)) - 1;
  }
  clearTimeout(id: number): void {
    this.#timers[id]?.dispose();
  }
}

function open() {
  const window = new FakeWindow();
  const environment = createBrowserEnvironment(window as unknown as BrowserHost);
  const log: unknown[] = [];
  const handlers = {
    onOpen: () => log.push('open'), onMessage: (message: unknown) => log.push(message), onClose: (code: number, reason: string) => log.push([code, reason]),
  };
  return { window, environment, log, handlers };
}

describe('browser environment: socket', () => {
  it('adapts text and bytes, and lets go of the socket on close', () => {
    const { environment, log, handlers } = open();
    const socket = environment.openSocket('wss://portal.test/terminal', ['p'], handlers);
    const real = FakeWebSocket.all.at(-1);
    if (real === undefined) throw new Error('no socket');
    expect(real).toMatchObject({ binaryType: 'arraybuffer', protocols: ['p'], listeners: 3 });
    socket.send('too early');
    real.fire('open');
    real.fire('message', { data: 'text' });
    real.fire('message', { data: new Uint8Array([1, 2]).buffer });
    real.fire('message', { data: { blob: true } });
    socket.send('text');
    socket.send(new Uint8Array([3]));
    real.fire('close', { code: 1012, reason: 'restart' });
    real.fire('close', { code: 1006, reason: '' });
    real.fire('message', { data: 'late' });
    expect(log).toEqual(['open', 'text', new Uint8Array([1, 2]), [1012, 'restart']]);
    expect(real.sent).toEqual(['text', new Uint8Array([3])]);
    expect(real.listeners).toBe(0);
  });

  it('sends nothing once it is closing', () => {
    const { environment, handlers } = open();
    const socket = environment.openSocket('wss://portal.test/terminal', ['p'], handlers);
    const real = FakeWebSocket.all.at(-1);
    real?.fire('open');
    socket.close(1000, 'x'.repeat(200));
    socket.send('late');
    expect(real?.sent).toEqual([]);
    expect(real?.closed).toEqual([[1000, 'x'.repeat(123)]]);
  });

  const FORBIDDEN = { disposition: 'enforce', effectiveDirective: 'connect-src', blockedURI: 'wss://portal.test/terminal' };
  const violate = (window: FakeWindow, fields: object): boolean => window.document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), fields));

  it.each(['wss://portal.test/terminal', 'wss://portal.test'])('a policy that forbids %s ends the attempt at once, once, and says so (R36)', (blockedURI) => {
    const { window, environment, log, handlers } = open();
    environment.openSocket('wss://portal.test/terminal', ['p'], handlers);
    const real = FakeWebSocket.all.at(-1);
    violate(window, { ...FORBIDDEN, blockedURI });
    violate(window, { ...FORBIDDEN, blockedURI });
    real?.fire('close', { code: 1006, reason: '' });
    expect(log).toEqual([[1006, expect.objectContaining({ text: expect.stringContaining('Content Security Policy') as unknown })]]);
    expect([real?.listeners, real?.closed.length]).toEqual([0, 1]);
  });

  it.each([
    ['that only reports', { disposition: 'report' }], ['of images', { effectiveDirective: 'img-src' }], ['against another address', { blockedURI: 'wss://portal.test/term' }],
    ['against another host', { blockedURI: 'wss://portal.test.evil' }], ['against something nameless', { blockedURI: '' }],
  ])('a policy %s ends nothing, and none ends a socket that is open or closed', (_name, fields) => {
    const { window, environment, log, handlers } = open();
    environment.openSocket('wss://portal.test/terminal', ['p'], handlers);
    const real = FakeWebSocket.all.at(-1);
    violate(window, { ...FORBIDDEN, ...fields });
    real?.fire('open');
    violate(window, FORBIDDEN);
    environment.openSocket('wss://portal.test/terminal', ['p'], handlers);
    FakeWebSocket.all.at(-1)?.fire('close', { code: 1006, reason: '' });
    violate(window, FORBIDDEN);
    expect(log).toEqual(['open', [1006, '']]);
  });

  it.each([['a constructor that throws', 'wss://refused.test/'], ['no WebSocket at all', 'wss://portal.test/']])('%s: one close, later', (name, url) => {
    const { window, environment, log, handlers } = open();
    if (name === 'no WebSocket at all') Object.assign(window, { WebSocket: undefined });
    const socket = environment.openSocket(url, ['p'], handlers);
    socket.send('x');
    socket.close(1000, '');
    expect(log).toEqual([]);
    window.manual.advance(0);
    expect(log).toEqual([[1006, expect.objectContaining({ id: 'socketRefused' })]]);
  });
});

describe('browser environment: signals (R33)', () => {
  it('online and visible', () => {
    const { window, environment } = open();
    const seen: unknown[] = [];
    const ends = [environment.online.subscribe((value) => seen.push(['online', value])), environment.visible.subscribe((value) => seen.push(['visible', value]))];
    window.navigator.onLine = false;
    window.dispatchEvent(new Event('offline'));
    expect(environment.online.value).toBe(false);
    window.document.visibilityState = 'hidden';
    window.document.dispatchEvent(new Event('visibilitychange'));
    expect(environment.visible.value).toBe(false);
    for (const end of ends) end.dispose();
    window.dispatchEvent(new Event('online'));
    window.document.dispatchEvent(new Event('visibilitychange'));
    expect(seen).toEqual([['online', false], ['visible', false]]);
  });

  it('wakes from back/forward cache, freeze and sleep, and from nothing else', () => {
    const { window, environment } = open();
    let wakes = 0;
    const end = environment.onWake(() => wakes++);
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    expect(wakes).toBe(0);
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(wakes).toBe(1);
    window.document.dispatchEvent(new Event('resume'));
    expect(wakes).toBe(2);
    window.manual.advance(600_000);
    expect(wakes).toBe(2);
    window.manual.jump(60_000);
    window.manual.advance(0);
    expect(wakes).toBe(3);
    end.dispose();
    expect(window.manual.pending).toBe(0);
    window.document.dispatchEvent(new Event('resume'));
    expect(wakes).toBe(3);
  });

  it('a hidden page with one timer a minute is not taken for a sleeper; one that sleeps is', () => {
    const { window, environment } = open();
    let wakes = 0;
    const end = environment.onWake(() => wakes++);
    window.document.visibilityState = 'hidden';
    for (let minute = 0; minute < 60; minute++) {
      window.manual.jump(60_000);
      window.manual.advance(0);
    }
    expect(wakes).toBe(0);
    window.manual.jump(8 * 3_600_000);
    window.manual.advance(0);
    expect(wakes).toBe(1);
    end.dispose();
  });
});

describe('browser environment: the rest', () => {
  it('ids have 130 random bits as letters and digits', () => {
    const { environment } = open();
    const ids = new Set(Array.from({ length: 1_000 }, () => environment.randomId()));
    expect(ids.size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-v]{26}$/);
    expect(new Set([...ids].join('')).size).toBe(32);
  });

  it('resolves against the page and logs only what matters', () => {
    const { window, environment } = open();
    expect(environment.resolveUrl(undefined)).toEqual({ ok: true, value: 'wss://portal.test/terminal' });
    expect(environment.resolveUrl('ws://other.test/').ok).toBe(false);
    environment.logger.debug({}, 'd');
    environment.logger.info({}, 'i');
    environment.logger.warn({ a: 1 }, 'w');
    environment.logger.error({}, 'e');
    expect(window.logged).toEqual([['[persistent-terminal] w', { a: 1 }], ['[persistent-terminal] e', {}]]);
    expect(environment.encodeText('é')).toEqual(new Uint8Array([0xc3, 0xa9]));
  });

  it('timers can be cancelled, also after they have run', () => {
    const { window, environment } = open();
    let runs = 0;
    environment.clock.after(5, () => runs++).dispose();
    const ran = environment.clock.after(-1, () => runs++);
    window.manual.advance(10);
    ran.dispose();
    expect(runs).toBe(1);
  });

  it('in Node: makes an environment from the bare globals, subscribes, and leaves nothing running (R72)', () => {
    expect(typeof (globalThis as { document?: unknown }).document).toBe('undefined');
    const timers: unknown[] = [];
    const host = Object.create(globalThis, { setTimeout: { value: (...args: unknown[]) => timers.push(args) } }) as BrowserHost;
    const environment = createBrowserEnvironment(host);
    const ends = [environment.onWake(() => {}), environment.online.subscribe(() => {}), environment.visible.subscribe(() => {})];
    expect([environment.online.value, environment.visible.value, environment.resolveUrl(undefined).ok]).toEqual([true, true, false]);
    expect(createBrowserEnvironment().randomId()).toHaveLength(26);
    expect(timers).toEqual([]);
    for (const end of ends) end.dispose();
  });
});
