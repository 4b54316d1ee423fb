import { fail, ok, type Result } from '../../base/result.js';
import type { Sentence } from '../../base/sentence.js';
import { sentence } from './sentences.js';

/** Where a page without a server of its own name finds one. */
export const DEFAULT_PATH = '/terminal';

/** The page's address, as far as it matters; undefined where there is no page (server-side rendering, workers from a blob). */
export interface PageAddress {
  /** What relative addresses are relative to: `document.baseURI`. */
  readonly base: string | undefined;
  /** Whether the page came by https: browsers then refuse `ws:` to anything but this machine. */
  readonly secure: boolean;
}

const SCHEMES = new Map([['ws:', 'ws:'], ['wss:', 'wss:'], ['http:', 'ws:'], ['https:', 'wss:']]);

/**
 * Turns what a page wrote into an absolute `ws:` or `wss:` address. Relative addresses belong to the page, `http(s)` stands for `ws(s)`.
 * The error is a sentence that names what is wrong and what would be right; it never quotes a password.
 */
export function resolveUrl(written: string | undefined, page: PageAddress): Result<string, Sentence> {
  const text = (written ?? '').trim() === '' ? DEFAULT_PATH : (written ?? '').trim();
  if (text.length > MAX_URL_LENGTH) return fail(sentence('addressLong', MAX_URL_LENGTH));
  let url: URL;
  try {
    url = new URL(text, page.base);
  } catch {
    return fail(unparsable(text, page));
  }
  const scheme = SCHEMES.get(url.protocol);
  if (scheme === undefined) return fail(sentence('addressScheme', url.protocol, DEFAULT_PATH));
  if (url.username !== '' || url.password !== '') return fail(sentence('addressSecret'));
  // `href.includes('#')` also catches an empty fragment, which browsers' WebSocket refuses just the same.
  if (url.href.includes('#')) return fail(sentence('addressFragment'));
  url.protocol = scheme;
  if (scheme === 'ws:' && page.secure && !isLoopback(url.hostname)) return fail(sentence('addressInsecure', url.host));
  return ok(url.href);
}

const MAX_URL_LENGTH = 4096;

function unparsable(text: string, { base }: PageAddress): Sentence {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text).replace(/\/\/[^/@]*@/, '//…@');
  const full = `wss://example.org${DEFAULT_PATH}`;
  const relative = !/^[a-z][a-z0-9+.-]*:/i.test(text) && (base === undefined || !/^https?:/.test(base));
  return relative ? sentence('addressRelative', shown, full) : sentence('addressInvalid', shown, DEFAULT_PATH, full);
}

/** Names browsers count as this machine, also under mixed-content rules. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
