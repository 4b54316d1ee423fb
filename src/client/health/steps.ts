import type { DisposableStore } from '../../base/disposable.js';
import { closeAction, CloseCode, closeReason } from '../../protocol/close-codes.js';
import { WIRE_ERRORS } from '../../protocol/errors.js';
import { CONNECT_TIMEOUT_MS, PROTOCOL_VERSION } from '../../protocol/limits.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import { sessionKey, canonicalName } from '../../protocol/session-key.js';
import { TokenSource, type TokenResult } from '../connection/token-source.js';
import type { PageInspection } from '../environment.js';
import { boundedWait, type GivenUp } from './bounded-wait.js';
import type { Cancellation, DiagnosticName, DiagnosticStep } from './contract.js';
import type { Patient } from './patient.js';
import { ProbeSocket, type ProbeEvent } from './probe-socket.js';

/** What the steps find out for those after them. */
export interface Examination {
  readonly patient: Patient;
  readonly signal: Cancellation | undefined;
  /** Everything to be ended when the examination is. */
  readonly ends: DisposableStore;
  probe: ProbeSocket | undefined;
  page: PageInspection | undefined;
  token: string | undefined;
  roundTripMs: number | undefined;
  /** Whether anything answered HTTP. */
  reached: boolean | undefined;
}

export interface Finding extends Pick<DiagnosticStep, 'outcome' | 'detail' | 'action'> {
  /** What this says of earlier steps. */
  readonly revises?: readonly (Partial<DiagnosticStep> & Pick<DiagnosticStep, 'name'>)[];
}

interface Step {
  readonly name: DiagnosticName;
  /** Steps without which it says nothing. */
  readonly needs: readonly DiagnosticName[];
  readonly run: (examination: Examination) => Finding | Promise<Finding>;
}

/** Longest wait for an HTTP answer, an answer of the server, and a close, milliseconds. */
const HTTP_MS = 5_000;
const ANSWER_MS = 5_000;
const CLOSE_MS = 2_000;
const PINGS = 5;
/** Round trip from which typing feels slow, milliseconds. */
const SLOW_MS = 300;

const ok = (detail: string): Finding => ({ outcome: 'ok', detail });
const warning = (detail: string, action?: string): Finding => ({ outcome: 'warning', detail, action });
const failed = (detail: string, action: string): Finding => ({ outcome: 'failed', detail, action });
const skipped = (detail: string): Finding => ({ outcome: 'skipped', detail });

export const STEPS: readonly Step[] = [
  { name: 'url', needs: [], run: checkUrl },
  { name: 'reachability', needs: ['url'], run: reach },
  // Not reachability: a server may answer WebSockets and nothing else.
  { name: 'handshake', needs: ['url'], run: shakeHands },
  { name: 'token', needs: ['handshake'], run: signIn },
  { name: 'session access', needs: ['handshake', 'token'], run: askSessions },
  { name: 'round trip', needs: ['handshake', 'token'], run: measure },
  { name: 'hints', needs: ['url'], run: lookAround },
];

function checkUrl({ patient: { url } }: Examination): Finding {
  if (!url.ok) return failed(url.error, 'Correct the address of the server.');
  return ok(url.value.startsWith('wss:') ? 'The address is valid and encrypted.' : 'The address is valid; the connection is not encrypted.');
}

async function reach(examination: Examination): Promise<Finding> {
  const { patient: { environment, url }, ends } = examination;
  if (!url.ok) return skipped('There is no address.');
  // Its code may not arrive, without a network; the steps that need it are skipped then.
  const inspection = await environment.inspection?.().catch(() => undefined);
  if (inspection === undefined) return skipped('HTTP cannot be tried here.');
  examination.page = ends.add(inspection.inspectPage(url.value));
  const origin = url.value.replace(/^ws/, 'http').replace(/^(https?:\/\/[^/?#]*).*$/s, '$1/');
  const answer = await wait<{ readonly reached: boolean }>(examination, HTTP_MS, (done) => inspection.probeHttp(origin, (reached) => done({ reached })));
  examination.reached = false;
  if (answer === 'timeout') return failed('Nothing answered HTTP at the server’s address in time.', REACH_ACTION);
  if (typeof answer === 'string') return skipped('Cancelled.');
  examination.reached = answer.reached;
  return answer.reached ? ok('Something answers HTTP at the server’s address.') : failed('Nothing answers HTTP at the server’s address.', REACH_ACTION);
}

const REACH_ACTION = 'Check that the server is running, its port, and the network (VPN, firewall, proxy).';

async function shakeHands(examination: Examination): Promise<Finding> {
  const { patient: { environment, url }, ends } = examination;
  if (!url.ok) return skipped('There is no address.');
  const probe = (examination.probe = ends.add(new ProbeSocket(environment, url.value)));
  const event = await next(examination, CONNECT_TIMEOUT_MS, ({ type }) => type !== 'message');
  if (event === 'timeout') {
    probe.close();
    return failed('The WebSocket did not open in time.', 'Check the proxies between here and the server: they must let WebSockets through.');
  }
  if (typeof event === 'string') return skipped('Cancelled.');
  if (event.type === 'closed') return failed(`The WebSocket did not open (close code ${event.code}).`, 'Check that the path leads to the terminal server, and that proxies let WebSockets through.');
  // It works without HTTP, so that was no fault of the server's.
  const without = 'Nothing answers HTTP at the server’s address, but WebSockets work.';
  return { ...ok('A WebSocket opened.'), revises: examination.reached === false ? [{ name: 'reachability', outcome: 'warning', detail: without, action: undefined }] : [] };
}

async function signIn(examination: Examination): Promise<Finding> {
  const { patient: { environment, provider }, probe, ends } = examination;
  const tokens = new TokenSource(environment.clock);
  tokens.provider = provider;
  ends.add({ dispose: () => tokens.cancel() });
  const token = await wait<TokenResult>(examination, CONNECT_TIMEOUT_MS, (done) => tokens.fetch(done));
  if (token === 'timeout') return failed('The token provider did not answer in time.', 'Check the token provider of this page.');
  if (typeof token === 'string') return skipped('Cancelled.');
  if (!token.ok) return failed(token.error.reason, 'Check the token provider of this page.');
  examination.token = token.value;
  probe?.hello(token.value);
  const event = await next(examination, ANSWER_MS, ({ type, ...rest }) => type === 'closed' || ('message' in rest && rest.message.type === 'welcome'));
  if (event === 'timeout') return blame('The server opened the WebSocket and then said nothing.', 'Check that the path leads to a terminal server.');
  if (typeof event === 'string') return skipped('Cancelled.');
  if (event.type === 'closed') return refused(event.code, token.value !== undefined);
  if (event.type === 'message' && event.message.type === 'welcome' && event.message.version !== PROTOCOL_VERSION) {
    return blame('The page and the server speak different protocol versions.', 'Reload the page, or bring both to the same version.');
  }
  return ok(token.value === undefined ? 'The server lets this page in without a token.' : 'The server accepts the token.');
}

/** The socket was closed instead of welcomed: by the sign-in, or before anybody looked at it. */
function refused(code: number, hasToken: boolean): Finding {
  const reason = closeReason(code) ?? 'The server closed the connection.';
  if (closeAction(code) === 'reauth') return failed(`${reason} (close code ${code})`, hasToken ? 'Sign in again, and check what the token provider of this page returns.' : 'Give this page a token provider.');
  if (code === CloseCode.forbidden) return failed(`${reason} (close code ${code})`, 'Ask whoever runs the server for access.');
  const action = code === CloseCode.originRefused ? 'Add the origin of this page to allowedOrigins of the server.'
    : code === CloseCode.hostRefused ? 'Add the host name in the address to allowedHosts of the server.'
    : 'Look into the log of the server.';
  return blame(`${reason} (close code ${code})`, action);
}

/** What went wrong was not the token: it is the handshake that failed. */
function blame(detail: string, action: string): Finding {
  return { ...skipped('The connection ended before the token was judged.'), revises: [{ name: 'handshake', outcome: 'failed', detail, action }] };
}

async function askSessions(examination: Examination): Promise<Finding> {
  const { patient: { session }, probe } = examination;
  probe?.send({ type: 'list_sessions', request: 1 });
  const event = await next(examination, ANSWER_MS, (event) => event.type === 'closed' || (event.type === 'message' && (event.message.type === 'session_list' || event.message.type === 'error')));
  if (event === 'timeout') return failed('The server did not answer when asked for sessions.', 'Look into the log of the server.');
  if (typeof event === 'string') return skipped('Cancelled.');
  if (event.type !== 'message' || (event.message.type !== 'session_list' && event.message.type !== 'error')) return failed('The connection was lost.', 'Try again; look into the log of the server.');
  if (event.message.type === 'error') return failed(`The server refused to list sessions (${event.message.code in WIRE_ERRORS ? event.message.code : 'unknown code'}).`, 'Ask whoever runs the server for access.');
  if (session === undefined) return ok('The server answers questions about sessions.');
  const key = sessionKey(canonicalName(session.ref));
  const known = event.message.sessions.some((info: SessionInfoMessage) => info.key === key || info.sessionId === session.state.sessionId);
  return ok(known ? 'The server has this session, and you may use it.' : 'The server does not have this session yet, or no more; opening it starts a shell.');
}

async function measure(examination: Examination): Promise<Finding> {
  const { patient: { environment: { clock } }, probe } = examination;
  const times: number[] = [];
  for (let nonce = 1; nonce <= PINGS; nonce++) {
    const began = clock.now();
    probe?.send({ type: 'ping', nonce });
    const event = await next(examination, ANSWER_MS, (event) => event.type === 'closed' || (event.type === 'message' && event.message.type === 'pong' && event.message.nonce === nonce));
    if (event === 'cancelled') return skipped('Cancelled.');
    if (event === 'timeout') return failed('The server did not answer a ping in time.', 'Check the network; look into the load of the server.');
    if (event.type === 'closed') return failed(`The connection was lost (close code ${event.code}).`, 'Try again; look into the log of the server.');
    times.push(clock.now() - began);
  }
  const median = (examination.roundTripMs = times.sort((a, b) => a - b)[PINGS >> 1] ?? 0);
  const rounded = `${Math.round(median)} ms, the median of ${PINGS} pings.`;
  const finding = median > SLOW_MS ? warning(`The round trip is slow: ${rounded}`, 'Typing will feel slow; use a server that is nearer.') : ok(`The round trip takes ${rounded}`);
  // Politely, and the answer is part of the handshake: a proxy that swallows it leaves dead sockets at the server.
  probe?.close();
  const closed = await next(examination, CLOSE_MS, ({ type }) => type === 'closed');
  if (closed === 'cancelled' || (typeof closed !== 'string' && closed.type === 'closed' && (closed.code === 1000 || closed.code === 1005))) return finding;
  const code = typeof closed !== 'string' && closed.type === 'closed' ? ` (close code ${closed.code})` : '';
  return { ...finding, revises: [{ name: 'handshake', outcome: 'warning', detail: `A WebSocket opened, but did not close cleanly${code}.`, action: 'Check the proxies between here and the server.' }] };
}

const POLICY = 'Add the address of the server to connect-src of the page’s Content Security Policy.';
const LOCAL_NETWORK = 'Allow this page to reach devices on the local network, in the site settings of the browser.';

async function lookAround(examination: Examination): Promise<Finding> {
  const { patient: { environment }, page } = examination;
  if (!environment.online.value) return warning('The system says that there is no network.', 'Check the network connection of this computer.');
  if (page === undefined) return skipped('This page gives no hints.');
  if (page.blockedByPolicy) {
    const own = { detail: 'The page’s Content Security Policy forbids this connection.', action: POLICY };
    return { ...warning(own.detail, POLICY), revises: [{ name: 'reachability', ...own }, { name: 'handshake', ...own }] };
  }
  const answer = await wait<{ readonly permission: string }>(examination, ANSWER_MS, (done) => page.localNetwork((permission) => done({ permission })));
  const permission = typeof answer === 'string' ? 'unknown' : answer.permission;
  if (permission === 'denied') return warning('The browser keeps this page from the local network.', LOCAL_NETWORK);
  if (permission === 'prompt') return ok('The browser would ask before it lets this page into the local network.');
  return ok('Nothing in the page or the browser stands in the way.');
}

function wait<T extends object>({ patient, signal }: Examination, ms: number, begin: Parameters<typeof boundedWait<T>>[3]): Promise<T | GivenUp> {
  return boundedWait(patient.environment.clock, ms, signal, begin);
}

/** The next event of the socket that matters. */
function next(examination: Examination, ms: number, matters: (event: ProbeEvent) => boolean): Promise<ProbeEvent | GivenUp> {
  return wait<ProbeEvent>(examination, ms, (done) => examination.probe?.listen((event) => {
    if (matters(event)) done(event);
  }));
}
