import { afterEach, describe, expect, it } from 'vitest';
import { createTerminalServer, type NodeServerOptions } from '../../src/server/node/index.js';
import { mount, RawLine, type Mounted } from './wire-client.js';

let server: Mounted | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** 'open', or the close code. PORT stands for the server's port, `-` leaves the header out. */
async function attempt(options: NodeServerOptions, headers: readonly string[]): Promise<number | 'open'> {
  const { port } = (server = await mount(options));
  const line = new RawLine(port);
  line.handshake(port, headers.map((header) => header.replaceAll('PORT', String(port))));
  await line.until((text) => text.startsWith('HTTP/1.1 101') && text.includes('\r\n\r\n'));
  // A ping is answered only by a server that serves.
  const ping = Buffer.from([0x89, 0x80, 0, 0, 0, 0]);
  line.socket.write(ping);
  await line.until(() => line.closeCode !== undefined || line.received.includes(Buffer.from([0x8a, 0x00])));
  const code = line.closeCode;
  line.socket.destroy();
  return code ?? 'open';
}

const auth = { authenticate: () => ({ id: 'u' }) };
const portal = { ...auth, allowedOrigins: ['https://portal.example', 'http://dev.example:8080'], allowedHosts: ['Portal.Example', 'api.example:8443'] };

describe('[SV13] Origin and Host over real sockets (R51)', () => {
  it.each<[string, NodeServerOptions, string[], number | 'open']>([
    // The defaults, over loopback.
    ['own origin by number', {}, [], 'open'],
    ['own origin by name', {}, ['Host: localhost:PORT', 'Origin: http://localhost:PORT'], 'open'],
    ['own origin, IPv6', {}, ['Host: [::1]:PORT', 'Origin: http://[::1]:PORT'], 'open'],
    ['own origin in capitals', {}, ['Host: LOCALHOST:PORT', 'Origin: HTTP://LocalHost:PORT'], 'open'],
    ['own origin behind TLS', {}, ['Host: localhost:PORT', 'Origin: https://localhost:PORT'], 'open'],
    ['null', {}, ['Origin: null'], 4003],
    ['null, with credentials', auth, ['Origin: null'], 4003],
    ['no origin', {}, ['Origin: -'], 4003],
    ['no origin, with credentials', auth, ['Origin: -'], 'open'],
    ['empty origin', auth, ['Origin: '], 4003],
    ['another site', {}, ['Origin: https://evil.example'], 4003],
    ['own host, another port', {}, ['Origin: http://127.0.0.1:1'], 4003],
    ['own host without port', {}, ['Origin: http://127.0.0.1'], 4003],
    ['another loopback name than the Host', {}, ['Host: 127.0.0.1:PORT', 'Origin: http://localhost:PORT'], 4003],
    ['own origin as prefix', {}, ['Origin: http://127.0.0.1:PORT.evil.example'], 4003],
    ['own origin as user name', {}, ['Origin: http://127.0.0.1:PORT@evil.example'], 4003],
    ['user name before own host', {}, ['Origin: http://evil@127.0.0.1:PORT'], 4003],
    ['own origin with a path', {}, ['Origin: http://127.0.0.1:PORT/'], 4003],
    ['own origin with a fragment', {}, ['Origin: http://127.0.0.1:PORT#x'], 4003],
    ['two origins in one header', {}, ['Origin: http://127.0.0.1:PORT http://evil.example'], 4003],
    ['two Origin headers', {}, ['Origin: http://127.0.0.1:PORT', 'Origin: http://evil.example'], 4003],
    ['the same Origin twice', {}, ['Origin: http://127.0.0.1:PORT', 'Origin: http://127.0.0.1:PORT'], 4003],
    ['a file', {}, ['Origin: file://'], 4003],
    ['an extension', {}, ['Origin: chrome-extension://abcdef'], 4003],
    ['rebound name, both headers alike', {}, ['Host: evil.example:PORT', 'Origin: http://evil.example:PORT'], 4004],
    ['rebound name, with credentials', auth, ['Host: evil.example:PORT', 'Origin: http://evil.example:PORT'], 4004],
    ['loopback name without port', {}, ['Host: localhost'], 4004],
    ['loopback name, another port', {}, ['Host: localhost:1'], 4004],
    ['loopback name as prefix', {}, ['Host: localhost.evil.example:PORT'], 4004],
    ['loopback name as suffix', {}, ['Host: evil-localhost:PORT'], 4004],
    ['loopback name with a final dot', {}, ['Host: localhost.:PORT'], 4004],
    ['Host with a user name', {}, ['Host: localhost@127.0.0.1:PORT'], 4004],
    ['Host with a path', {}, ['Host: 127.0.0.1:PORT/x'], 4004],
    ['port with a leading zero', {}, ['Host: 127.0.0.1:0PORT'], 4004],
    ['decimal form of the address', {}, ['Host: 2130706433:PORT'], 4004],
    ['empty Host', {}, ['Host: '], 4004],
    ['no Host', {}, ['Host: -'], 4004],
    ['two Host headers', {}, ['Host: 127.0.0.1:PORT', 'Host: evil.example'], 4004],
    // Explicit lists.
    ['listed origin and host', portal, ['Host: portal.example', 'Origin: https://portal.example'], 'open'],
    ['standard port written out', portal, ['Host: portal.example:443', 'Origin: https://portal.example:443'], 'open'],
    ['listed origin with its port', portal, ['Host: api.example:8443', 'Origin: http://dev.example:8080'], 'open'],
    ['listed origin in plain HTTP', portal, ['Host: portal.example', 'Origin: http://portal.example'], 4003],
    ['listed name, port of another', portal, ['Host: portal.example', 'Origin: https://portal.example:8443'], 4003],
    ['listed name as suffix', portal, ['Host: portal.example', 'Origin: https://evilportal.example'], 4003],
    ['subdomain of a listed name', portal, ['Host: portal.example', 'Origin: https://a.portal.example'], 4003],
    ['listed name as subdomain', portal, ['Host: portal.example', 'Origin: https://portal.example.evil.com'], 4003],
    ['own page of a permitted host that is no listed origin', portal, ['Host: api.example:8443', 'Origin: https://api.example:8443'], 4003],
    ['permitted host without its port', portal, ['Host: api.example', 'Origin: https://portal.example'], 4004],
    ['loopback page beside the lists', portal, [], 'open'],
    ['own page of a permitted host, no list of origins', { ...auth, allowedHosts: ['portal.example'] }, ['Host: portal.example', 'Origin: https://portal.example'], 'open'],
  ])('%s', async (_, options, headers, expected) => {
    expect(await attempt(options, headers)).toBe(expected);
    expect(server?.terminals.sessions()).toEqual([]);
  });

  it.each<[NodeServerOptions]>([
    [{ allowedOrigins: ['*'] }], [{ allowedOrigins: ['portal.example'] }], [{ allowedOrigins: ['https://portal.example/'] }], [{ allowedOrigins: ['null'] }],
    [{ allowedHosts: ['*.example'] }], [{ allowedHosts: ['https://portal.example'] }], [{ allowedHosts: [''] }],
  ])('a list that cannot be compared exactly is refused at the start: %j', (options) => {
    expect(() => createTerminalServer(options)).toThrow(/allowed(Origins|Hosts)/);
  });
});
