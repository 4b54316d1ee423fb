import { describe, expect, it } from 'vitest';
import { resolveUrl } from '../../../../src/client/browser/resolve-url.js';

const PAGE = { base: 'http://portal.test:8080/app/index.html', secure: false };
const SECURE = { base: 'https://portal.test/app/', secure: true };
const NOWHERE = { base: undefined, secure: false };

describe('resolveUrl (R12)', () => {
  it.each([
    [undefined, PAGE, 'ws://portal.test:8080/terminal'],
    ['', PAGE, 'ws://portal.test:8080/terminal'],
    ['  /terminal ', PAGE, 'ws://portal.test:8080/terminal'],
    ['pty?room=1', PAGE, 'ws://portal.test:8080/app/pty?room=1'],
    ['../pty', SECURE, 'wss://portal.test/pty'],
    ['//other.test/pty', SECURE, 'wss://other.test/pty'],
    ['http://other.test/pty', PAGE, 'ws://other.test/pty'],
    ['https://other.test', PAGE, 'wss://other.test/'],
    ['HTTPS://Other.TEST:443/pty', PAGE, 'wss://other.test/pty'],
    ['ws://other.test:80/pty', PAGE, 'ws://other.test/pty'],
    ['wss://other.test/pty', NOWHERE, 'wss://other.test/pty'],
    ['ws://localhost:4700/terminal', SECURE, 'ws://localhost:4700/terminal'],
    ['http://127.0.0.1:4700/terminal', SECURE, 'ws://127.0.0.1:4700/terminal'],
    ['ws://[::1]:4700/', SECURE, 'ws://[::1]:4700/'],
    ['ws://dev.localhost/', SECURE, 'ws://dev.localhost/'],
  ])('%j becomes an absolute WebSocket address', (written, page, expected) => {
    expect(resolveUrl(written, page)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['javascript:alert(1)', PAGE, /begins with "javascript:"; use ws:\/\//],
    ['data:text/plain,x', PAGE, /begins with "data:"/],
    ['ftp://x.test/', PAGE, /begins with "ftp:"/],
    ['ws://user:hunter2@other.test/', PAGE, /user name or password.*tokenProvider/],
    ['ws://user@other.test/', PAGE, /user name or password/],
    ['/terminal#token', PAGE, /fragment/],
    ['/terminal#', PAGE, /fragment/],
    ['ws://other.test/pty', SECURE, /loaded over https.*use wss:\/\/other\.test/],
    ['http://127.0.0.1.evil.test/', SECURE, /use wss:/],
    ['http://localhost.evil.test/', SECURE, /use wss:/],
    ['ws://', PAGE, /not a valid URL; write a path/],
    ['http://[bad/', PAGE, /not a valid URL/],
    ['http://x:99999/', PAGE, /not a valid URL/],
    ['/terminal', NOWHERE, /relative.*write a full address/],
    [undefined, NOWHERE, /relative/],
    ['/terminal', { base: 'about:blank', secure: false }, /relative/],
    [`/${'x'.repeat(5_000)}`, PAGE, /longer than 4096/],
  ])('%j is refused with a sentence', (written, page, expected) => {
    const result = resolveUrl(written, page);
    expect(result.ok).toBe(false);
    const sentence = result.ok ? '' : result.error.text;
    expect(sentence).toMatch(expected);
    expect(sentence).toMatch(/\.$/);
    expect(sentence).not.toContain('hunter2');
  });

  it('quotes no password of an address that cannot be parsed', () => {
    const result = resolveUrl('http://user:hunter2@[bad/', PAGE);
    expect(result.ok ? '' : JSON.stringify(result.error)).not.toContain('hunter2');
  });
});
