import { TerminalError } from '../../protocol/errors.js';

/*
 * Who may open a socket. "Origin equals Host" alone does not stop DNS rebinding, as both then carry the attacker's name: the Host must
 * be a known one, and the Origin must belong to it or be listed. Everything is parsed and compared whole, never by prefix or pattern.
 */

export interface OriginPolicyOptions {
  /**
   * Pages that may connect, e.g. `https://portal.example`. Default: the pages served under a permitted Host.
   * Pages of a loopback name with the server's own port may always connect over loopback.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Values of the Host header, e.g. `portal.example` or `portal.example:8443`. Added to the loopback names, which hold over loopback only. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Programs other than browsers send no Origin; with credentials they may come in. */
  readonly allowMissingOrigin: boolean;
}

/** What the decision needs of a request. */
export interface OriginRequest {
  /** Names and values in turn, as Node gives them: duplicates are still there. */
  readonly rawHeaders: readonly string[];
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
}

export type OriginVerdict = 'ok' | 'host_refused' | 'origin_refused';

/** @throws TerminalError `bad_option` for an entry that is not an origin or a host */
export class OriginPolicy {
  readonly #origins: ReadonlySet<string> | undefined;
  readonly #hosts: ReadonlySet<string>;
  readonly #allowMissingOrigin: boolean;

  constructor(options: OriginPolicyOptions) {
    this.#origins = options.allowedOrigins && new Set(options.allowedOrigins.map((text) => parsedOption('allowedOrigins', text, parseOrigin)));
    this.#hosts = new Set(options.allowedHosts?.map((text) => parsedOption('allowedHosts', text, parseHost)));
    this.#allowMissingOrigin = options.allowMissingOrigin;
  }

  judge(request: OriginRequest): OriginVerdict {
    const host = this.permittedHost(request);
    if (host === undefined) return 'host_refused';
    const origins = valuesOf(request.rawHeaders, 'origin');
    if (origins.length === 0) return this.#allowMissingOrigin ? 'ok' : 'origin_refused';
    const origin = origins.length === 1 ? parseOrigin(origins[0] ?? '') : undefined;
    return origin !== undefined && this.#permits(origin, host, request) ? 'ok' : 'origin_refused';
  }

  /** The request's host in its normal form; undefined when it is refused. Also guards plain HTTP. */
  permittedHost(request: OriginRequest): string | undefined {
    const hosts = valuesOf(request.rawHeaders, 'host');
    const host = hosts.length === 1 ? parseHost(hosts[0] ?? '') : undefined;
    return host !== undefined && (this.#hosts.has(host) || isOwnLoopback(host, request)) ? host : undefined;
  }

  #permits(origin: string, host: string, request: OriginRequest): boolean {
    if (this.#origins?.has(origin) === true) return true;
    const own = origin === `http://${host}` || origin === `https://${host}`;
    return own && (this.#origins === undefined || isOwnLoopback(host, request));
  }
}

/** `scheme://host[:port]` in lower case without the scheme's default port; undefined for everything else, `null` included. */
export function parseOrigin(text: string): string | undefined {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.+)$/i.exec(text);
  if (match === null) return undefined;
  const [, scheme = '', rest = ''] = match;
  const host = parseHostPort(rest);
  if (host === undefined) return undefined;
  const standard = host.port === DEFAULT_PORTS.get(scheme.toLowerCase());
  return `${scheme.toLowerCase()}://${host.name}${host.port === undefined || standard ? '' : `:${host.port}`}`;
}

/** `name[:port]` in lower case, without port 80 and 443, which a Host header leaves out; undefined for everything else. */
export function parseHost(text: string): string | undefined {
  const host = parseHostPort(text);
  if (host === undefined) return undefined;
  return host.port === undefined || host.port === 80 || host.port === 443 ? host.name : `${host.name}:${host.port}`;
}

/** Loopback in the form in which Node reports addresses. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);
}

/** Every value of a header, however often it came. */
export function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

const DEFAULT_PORTS = new Map([['http', 80], ['https', 443]]);
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

function isOwnLoopback(host: string, { localAddress, localPort }: OriginRequest): boolean {
  if (localAddress === undefined || !isLoopbackAddress(localAddress)) return false;
  return LOOPBACK_NAMES.some((name) => parseHost(`${name}:${localPort}`) === host);
}

function parseHostPort(text: string): { name: string; port: number | undefined } | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::([1-9]\d{0,4}))?$/i.exec(text);
  if (match === null) return undefined;
  const port = match[2] === undefined ? undefined : Number(match[2]);
  return port !== undefined && port > 65_535 ? undefined : { name: (match[1] ?? '').toLowerCase(), port };
}

function parsedOption(key: string, text: unknown, parse: (text: string) => string | undefined): string {
  const parsed = typeof text === 'string' ? parse(text) : undefined;
  if (parsed !== undefined) return parsed;
  const example = key === 'allowedOrigins' ? 'https://portal.example' : 'portal.example or portal.example:8443';
  throw new TerminalError('bad_option', `Option ${key}: ${JSON.stringify(text)} is not of the form ${example}.`, { action: `Correct ${key}.` });
}
