import type { ClientSocket, ClientSocketHandlers } from '../environment.js';
import type { BrowserHost } from './environment.js';
import { sentence } from './sentences.js';

/** Longest close reason a browser accepts, bytes of UTF-8; ours are ASCII. */
const MAX_REASON = 123;

/** The browser's WebSocket as the client needs it. Whatever is wrong arrives as one `onClose`, never as a throw. */
export function openWebSocket(host: BrowserHost, url: string, protocols: readonly string[], handlers: ClientSocketHandlers): ClientSocket {
  let socket: WebSocket;
  try {
    if (host.WebSocket === undefined) throw new TypeError('This environment has no WebSocket.');
    socket = new host.WebSocket(url, [...protocols]);
  } catch (error) {
    // Mixed content, a blocked port, a policy: in a task of its own, because callers do not expect the end before the beginning.
    host.setTimeout(() => handlers.onClose(1006, error instanceof Error ? sentence('socketRefused', error.message) : ''), 0);
    return { send() {}, close() {} };
  }
  socket.binaryType = 'arraybuffer';

  const { document } = host;
  // Chromium tells a socket that a policy forbids nothing, not even its end: it would last as long as an attempt may.
  const onViolation = (event: SecurityPolicyViolationEvent): void => {
    if (event.disposition !== 'enforce' || event.effectiveDirective !== 'connect-src' || !isAddress(event.blockedURI, socket.url)) return;
    letGo();
    // In case that it goes on nevertheless: this one is given up.
    socket.close();
    handlers.onClose(1006, sentence('policyForbidsSocket'));
  };
  const onOpen = (): void => {
    document?.removeEventListener('securitypolicyviolation', onViolation);
    handlers.onOpen();
  };
  const onMessage = ({ data }: MessageEvent<unknown>): void => {
    if (typeof data === 'string') handlers.onMessage(data);
    else if (data instanceof ArrayBuffer) handlers.onMessage(new Uint8Array(data));
  };
  const onClose = ({ code, reason }: CloseEvent): void => {
    letGo();
    handlers.onClose(code, reason);
  };
  const letGo = (): void => {
    socket.removeEventListener('open', onOpen);
    socket.removeEventListener('message', onMessage);
    socket.removeEventListener('close', onClose);
    document?.removeEventListener('securitypolicyviolation', onViolation);
  };
  socket.addEventListener('open', onOpen);
  socket.addEventListener('message', onMessage);
  // No listener for `error`: it says nothing, and `close` always follows.
  socket.addEventListener('close', onClose);
  document?.addEventListener('securitypolicyviolation', onViolation);

  return {
    send(message) {
      // While connecting a browser throws, and once closing it counts the bytes as buffered for ever.
      if (socket.readyState !== OPEN) return;
      socket.send(message as string | Uint8Array<ArrayBuffer>);
    },
    close(code, reason) {
      socket.close(code, reason.slice(0, MAX_REASON));
    },
  };
}

const OPEN = 1;

/** Browsers name what was blocked by its address, or by no more than its origin. */
function isAddress(blocked: string, url: string): boolean {
  return blocked === url || blocked === url.replace(/^(wss?:\/\/[^/?#]*).*$/s, '$1');
}
