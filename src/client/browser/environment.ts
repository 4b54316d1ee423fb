import type { Clock } from '../../base/clock.js';
import { toDisposable } from '../../base/disposable.js';
import type { Logger } from '../../base/logger.js';
import type { ClientEnvironment } from '../environment.js';
import { resolveUrl, type PageAddress } from './resolve-url.js';
import { openWebSocket } from './socket.js';
import { onlineSignal, visibleSignal, wakeSource } from './signals.js';

/**
 * The globals the client uses: a page's `window`, or a double. All but the timers, `performance` and `crypto` may be absent, as in Node;
 * they are looked up when they are used, so importing this and making an environment works on a server.
 */
export type BrowserHost = Pick<typeof globalThis, 'setTimeout' | 'clearTimeout' | 'performance' | 'crypto'>
  & { readonly console?: Pick<Console, 'warn' | 'error'> }
  & Partial<Pick<typeof globalThis, 'WebSocket' | 'fetch' | 'AbortController' | 'addEventListener' | 'removeEventListener'>>
  & { readonly document?: Document; readonly navigator?: { readonly onLine?: boolean; readonly permissions?: { query(descriptor: { readonly name: PermissionName }): Promise<{ readonly state: PermissionState }> } }; readonly location?: { readonly href: string } };

/** The real world of a page. Touches no global until something is asked of it. */
export function createBrowserEnvironment(host: BrowserHost = globalThis, logger: Logger = consoleLogger(host)): ClientEnvironment {
  const clock = browserClock(host);
  const online = onlineSignal(host);
  const visible = visibleSignal(host);
  let encoder: TextEncoder | undefined;
  return {
    clock, online, visible, logger,
    random: Math.random,
    randomId: () => randomId(host),
    openSocket: (url, protocols, handlers) => openWebSocket(host, url, protocols, handlers),
    encodeText: (text) => (encoder ??= new TextEncoder()).encode(text),
    resolveUrl: (url) => resolveUrl(url, pageAddress(host)),
    onWake: wakeSource(host, clock, visible),
    inspection: async () => (await import('./inspection.js')).createInspection(host),
  };
}

function browserClock(host: BrowserHost): Clock {
  return {
    now: () => host.performance.now(),
    wallNow: () => Date.now(),
    after: (delayMs, callback) => {
      const timer = host.setTimeout(callback, Math.max(0, delayMs));
      return toDisposable(() => host.clearTimeout(timer));
    },
  };
}

const DIGITS = '0123456789abcdefghijklmnopqrstuv';

/** 26 digits of 5 bits: 130 bits. 32 divides 256, so the low bits of a random byte are uniform. */
function randomId(host: BrowserHost): string {
  return Array.from(host.crypto.getRandomValues(new Uint8Array(26)), (byte) => DIGITS.charAt(byte & 31)).join('');
}

function pageAddress(host: BrowserHost): PageAddress {
  // `baseURI` follows a <base> element, as links do; pages in an iframe from `srcdoc` inherit it where `location` says about:srcdoc.
  const base = host.document?.baseURI ?? host.location?.href;
  return { base, secure: (host.location?.href ?? base ?? '').startsWith('https:') };
}

/** Warnings and errors only: a library that chats in its host's console is turned off by it. */
function consoleLogger(host: BrowserHost): Logger {
  const say = (level: 'warn' | 'error') => (fields: Record<string, unknown>, message: string) =>
    host.console?.[level](`[persistent-terminal] ${message}`, fields);
  return { debug() {}, info() {}, warn: say('warn'), error: say('error') };
}
