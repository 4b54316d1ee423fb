import type { DisposableStore } from '../../base/disposable.js';
import type { Sentence } from '../../base/sentence.js';
import { closeAction, CloseCode, closeReason } from '../../protocol/close-codes.js';
import { WIRE_ERRORS } from '../../protocol/errors.js';
import { CONNECT_TIMEOUT_MS, PROTOCOL_VERSION } from '../../protocol/limits.js';
import type { SessionInfoMessage } from '../../protocol/messages.js';
import { sessionKey, canonicalName } from '../../protocol/session-key.js';
import { sentence as connectionSentence } from '../connection/sentences.js';
import { TokenSource, type TokenResult } from '../connection/token-source.js';
import type { PageInspection } from '../environment.js';
import { boundedWait, type GivenUp } from './bounded-wait.js';
import type { Cancellation, DiagnosticName, DiagnosticStep } from './contract.js';
import type { Patient } from './patient.js';
import { ProbeSocket, type ProbeEvent } from './probe-socket.js';
import { sentence } from './sentences.js';

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

export interface Finding extends Pick<DiagnosticStep, 'outcome'> {
  readonly detail: readonly Sentence[];
  readonly action?: Sentence | undefined;
  /** What this says of earlier steps. */
  readonly revises?: readonly Revision[];
}

/** What a step knows better of an earlier one. Without an outcome it explains a failure, and says nothing of what has not failed. */
export interface Revision extends Pick<Finding, 'detail' | 'action'> {
  readonly name: DiagnosticName;
  readonly outcome?: DiagnosticStep['outcome'];
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

const ok = (detail: Sentence): Finding => ({ outcome: 'ok', detail: [detail] });
const warning = (detail: Sentence, action: Sentence): Finding => ({ outcome: 'warning', detail: [detail], action });
const failed = (detail: Sentence | readonly Sentence[], action: Sentence): Finding => ({ outcome: 'failed', detail: 'id' in detail ? [detail] : detail, action });
const skipped = (detail: Sentence): Finding => ({ outcome: 'skipped', detail: [detail] });

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
  if (!url.ok) return failed(url.error, sentence('correctAddress'));
  return ok(sentence(url.value.startsWith('wss:') ? 'addressEncrypted' : 'addressPlain'));
}

async function reach(examination: Examination): Promise<Finding> {
  const { patient: { environment, url }, ends } = examination;
  if (!url.ok) return skipped(sentence('noAddress'));
  // Its code may not arrive, without a network; the steps that need it are skipped then.
  const inspection = await environment.inspection?.().catch(() => undefined);
  if (inspection === undefined) return skipped(sentence('noHttpHere'));
  examination.page = ends.add(inspection.inspectPage(url.value));
  const origin = url.value.replace(/^ws/, 'http').replace(/^(https?:\/\/[^/?#]*).*$/s, '$1/');
  const answer = await wait<{ readonly reached: boolean }>(examination, HTTP_MS, (done) => inspection.probeHttp(origin, (reached) => done({ reached })));
  examination.reached = false;
  if (answer === 'timeout') return failed(sentence('httpLate'), sentence('checkReach'));
  if (typeof answer === 'string') return skipped(sentence('cancelled'));
  examination.reached = answer.reached;
  return answer.reached ? ok(sentence('httpAnswers')) : failed(sentence('httpSilent'), sentence('checkReach'));
}

async function shakeHands(examination: Examination): Promise<Finding> {
  const { patient: { environment, url }, ends } = examination;
  if (!url.ok) return skipped(sentence('noAddress'));
  const probe = (examination.probe = ends.add(new ProbeSocket(environment, url.value)));
  const event = await next(examination, CONNECT_TIMEOUT_MS, ({ type }) => type !== 'message');
  if (event === 'timeout') {
    probe.close();
    return failed(sentence('socketLate'), sentence('checkProxies'));
  }
  if (typeof event === 'string') return skipped(sentence('cancelled'));
  if (event.type === 'closed') return failed(sentence('socketClosed', event.code), sentence('checkPath'));
  // It works without HTTP, so that was no fault of the server's.
  return { ...ok(sentence('socketOpened')), revises: examination.reached === false ? [{ name: 'reachability', outcome: 'warning', detail: [sentence('socketWithoutHttp')] }] : [] };
}

async function signIn(examination: Examination): Promise<Finding> {
  const { patient: { environment, provider }, probe, ends } = examination;
  const tokens = new TokenSource(environment.clock);
  tokens.provider = provider;
  ends.add({ dispose: () => tokens.cancel() });
  const token = await wait<TokenResult>(examination, CONNECT_TIMEOUT_MS, (done) => tokens.fetch(done));
  if (token === 'timeout') return failed(connectionSentence('tokenLate'), sentence('checkTokenProvider'));
  if (typeof token === 'string') return skipped(sentence('cancelled'));
  if (!token.ok) return failed(token.error.reason, sentence('checkTokenProvider'));
  examination.token = token.value;
  probe?.hello(token.value);
  const event = await next(examination, ANSWER_MS, ({ type, ...rest }) => type === 'closed' || ('message' in rest && rest.message.type === 'welcome'));
  if (event === 'timeout') return blame([sentence('serverMute')], sentence('checkTerminalPath'));
  if (typeof event === 'string') return skipped(sentence('cancelled'));
  if (event.type === 'closed') return refused(event.code, token.value !== undefined);
  if (event.type === 'message' && event.message.type === 'welcome' && event.message.version !== PROTOCOL_VERSION) {
    return blame([closeReason(CloseCode.versionUnsupported) as Sentence], sentence('sameVersion'));
  }
  return ok(sentence(token.value === undefined ? 'letInWithoutToken' : 'tokenAccepted'));
}

/** The socket was closed instead of welcomed: by the sign-in, or before anybody looked at it. */
function refused(code: number, hasToken: boolean): Finding {
  const reason = [closeReason(code) ?? sentence('serverClosed'), sentence('closeCode', code)];
  if (closeAction(code) === 'reauth') return failed(reason, sentence(hasToken ? 'signInAndCheck' : 'givePageProvider'));
  if (code === CloseCode.forbidden) return failed(reason, sentence('askOperator'));
  return blame(reason, sentence(code === CloseCode.originRefused ? 'addOrigin' : code === CloseCode.hostRefused ? 'addHost' : 'lookIntoLog'));
}

/** What went wrong was not the token: it is the handshake that failed. */
function blame(detail: readonly Sentence[], action: Sentence): Finding {
  return { ...skipped(sentence('tokenUnjudged')), revises: [{ name: 'handshake', outcome: 'failed', detail, action }] };
}

async function askSessions(examination: Examination): Promise<Finding> {
  const { patient: { session }, probe } = examination;
  probe?.send({ type: 'list_sessions', request: 1 });
  const event = await next(examination, ANSWER_MS, (event) => event.type === 'closed' || (event.type === 'message' && (event.message.type === 'session_list' || event.message.type === 'error')));
  if (event === 'timeout') return failed(sentence('listLate'), sentence('lookIntoLog'));
  if (typeof event === 'string') return skipped(sentence('cancelled'));
  if (event.type !== 'message' || (event.message.type !== 'session_list' && event.message.type !== 'error')) return failed(sentence('listLost'), sentence('tryAndLook'));
  if (event.message.type === 'error') return failed(sentence('listRefused', Object.hasOwn(WIRE_ERRORS, event.message.code) ? event.message.code : ''), sentence('askOperator'));
  if (session === undefined) return ok(sentence('listAnswered'));
  const key = sessionKey(canonicalName(session.ref));
  const known = event.message.sessions.some((info: SessionInfoMessage) => info.key === key || info.sessionId === session.state.sessionId);
  return ok(sentence(known ? 'sessionThere' : 'sessionNotThere'));
}

async function measure(examination: Examination): Promise<Finding> {
  const { patient: { environment: { clock } }, probe } = examination;
  const times: number[] = [];
  for (let nonce = 1; nonce <= PINGS; nonce++) {
    const began = clock.now();
    probe?.send({ type: 'ping', nonce });
    const event = await next(examination, ANSWER_MS, (event) => event.type === 'closed' || (event.type === 'message' && event.message.type === 'pong' && event.message.nonce === nonce));
    if (event === 'cancelled') return skipped(sentence('cancelled'));
    if (event === 'timeout') return failed(sentence('pingLate'), sentence('checkLoad'));
    if (event.type === 'closed') return failed(sentence('lostWithCode', event.code), sentence('tryAndLook'));
    times.push(clock.now() - began);
  }
  const median = (examination.roundTripMs = times.sort((a, b) => a - b)[PINGS >> 1] ?? 0);
  const rounded = Math.round(median);
  const finding = median > SLOW_MS ? warning(sentence('roundTripSlow', rounded, PINGS), sentence('nearerServer')) : ok(sentence('roundTrip', rounded, PINGS));
  // Politely, and the answer is part of the handshake: a proxy that swallows it leaves dead sockets at the server.
  probe?.close();
  const closed = await next(examination, CLOSE_MS, ({ type }) => type === 'closed');
  if (closed === 'cancelled' || (typeof closed !== 'string' && closed.type === 'closed' && (closed.code === 1000 || closed.code === 1005))) return finding;
  const unclean = typeof closed !== 'string' && closed.type === 'closed' ? sentence('socketUncleanCode', closed.code) : sentence('socketUnclean');
  return { ...finding, revises: [{ name: 'handshake', outcome: 'warning', detail: [unclean], action: sentence('proxiesBetween') }] };
}

async function lookAround(examination: Examination): Promise<Finding> {
  const { patient: { environment }, page } = examination;
  if (!environment.online.value) return warning(sentence('systemOffline'), sentence('checkComputer'));
  if (page === undefined) return skipped(sentence('noHints'));
  if (page.blockedByPolicy) {
    const own = { detail: [sentence('policyForbids')], action: sentence('addToPolicy') };
    return { outcome: 'warning', ...own, revises: [{ name: 'reachability', ...own }, { name: 'handshake', ...own }] };
  }
  const answer = await wait<{ readonly permission: string }>(examination, ANSWER_MS, (done) => page.localNetwork((permission) => done({ permission })));
  const permission = typeof answer === 'string' ? 'unknown' : answer.permission;
  if (permission === 'denied') return warning(sentence('localNetworkDenied'), sentence('allowLocalNetwork'));
  if (permission === 'prompt') return ok(sentence('localNetworkAsks'));
  return ok(sentence('nothingInTheWay'));
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
