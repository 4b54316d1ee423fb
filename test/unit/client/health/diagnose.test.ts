import { describe, expect, it } from 'vitest';
import { verbatim } from '../../../../src/base/sentence.js';
import { toDisposable } from '../../../../src/base/disposable.js';
import { fail, ok } from '../../../../src/base/result.js';
import type { Cancellation, DiagnosticName, DiagnosticsReport, HealthProgress } from '../../../../src/client/health/contract.js';
import { diagnose } from '../../../../src/client/health/diagnose.js';
import type { Patient } from '../../../../src/client/health/patient.js';
import type { ServerMessage } from '../../../../src/protocol/messages.js';
import { ClientSocketFactory, type ClientSocketDouble } from '../../../support/client-socket.js';
import { fakeEnvironment, Switch } from '../../../support/fake-connection.js';
import { turn } from '../../../support/manual-clock.js';
import { WELCOME } from '../connection/rig.js';

const CANARY = 'canary-5f1d';

/** A switch for calling off, that knows who listens. */
class Caller implements Cancellation {
  aborted = false;
  readonly listeners = new Set<() => void>();
  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }
  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }
  abort(): void {
    this.aborted = true;
    for (const listener of [...this.listeners]) listener();
  }
}

interface World {
  /** What becomes of a new socket. Default: opens. */
  connect?: (socket: ClientSocketDouble) => void;
  /** What a message of the page is answered with. */
  reply?: Partial<Record<string, (socket: ClientSocketDouble, nonce: number) => void>>;
  http?: 'up' | 'down' | 'silent' | 'absent';
  blocked?: boolean;
  permission?: 'granted' | 'denied' | 'prompt' | 'unknown';
  patient?: Partial<Patient>;
  /** How a close of the page ends; undefined for never. */
  closes?: number | undefined;
}

const error = (code: string): ServerMessage => ({ type: 'error', request: 1, code, category: 'auth', message: `${CANARY} happened`, retryable: false });

class Lab {
  readonly sockets = new ClientSocketFactory();
  readonly online = new Switch();
  readonly caller = new Caller();
  readonly progress: HealthProgress[] = [];
  readonly environment;
  readonly #world: World;
  readonly #done = new Map<ClientSocketDouble, number>();

  constructor(world: World = {}) {
    this.#world = world;
    const inspection = world.http === 'absent' ? undefined : async () => ({
      probeHttp: (_url: string, answer: (reached: boolean) => void) => {
        if (world.http !== 'silent') answer(world.http !== 'down');
        return toDisposable(() => {});
      },
      inspectPage: () => ({ blockedByPolicy: world.blocked ?? false, localNetwork: (answer: (p: 'granted' | 'denied' | 'prompt' | 'unknown') => void) => answer(world.permission ?? 'unknown'), dispose() {} }),
    });
    this.environment = { ...fakeEnvironment(), openSocket: this.sockets.open, online: this.online, inspection };
  }

  /** Lets everything happen that happens by itself, then a second pass, until the report is there. */
  async run(until: (report: DiagnosticsReport | undefined) => boolean = (report) => report !== undefined): Promise<DiagnosticsReport> {
    const patient: Patient = {
      environment: this.environment, url: ok(`wss://host.test/terminal?key=${CANARY}`), provider: () => CANARY, session: undefined,
      registry: { sessions: [], subscribe: () => () => {} }, link: () => undefined, ...this.#world.patient,
    };
    let report: DiagnosticsReport | undefined;
    const done = diagnose(patient, { signal: this.caller, onProgress: (at) => this.progress.push(at) }).then((made) => (report = made));
    for (let i = 0; i < 400 && !until(report); i++) {
      await turn();
      if (!this.#serve()) await this.environment.clock.advanceAsync(Math.min(10, (this.environment.clock.nextAt ?? 0) - this.environment.clock.now()) || 10);
      if (i > 100) await this.environment.clock.advanceAsync(1_000);
    }
    return report ?? (await done);
  }

  /** Whether there was anything to do. */
  #serve(): boolean {
    const socket = this.sockets.all.at(-1);
    if (socket === undefined) return false;
    const { connect = (fresh: ClientSocketDouble) => fresh.open(), reply = {} } = this.#world;
    const seen = this.#done.get(socket);
    if (seen === undefined) {
      this.#done.set(socket, 0);
      connect(socket);
      return true;
    }
    if (socket.closed !== undefined) {
      if (!('closes' in this.#world)) socket.end(1000);
      else if (this.#world.closes !== undefined) socket.end(this.#world.closes);
      return false;
    }
    const message = socket.messages[seen];
    if (message === undefined) return false;
    this.#done.set(socket, seen + 1);
    const standard: Record<string, (socket: ClientSocketDouble, nonce: number) => void> = {
      hello: (s) => s.message(WELCOME),
      list_sessions: (s) => s.message({ type: 'session_list', request: 1, sessions: [] }),
      ping: (s, nonce) => s.message({ type: 'pong', nonce }),
    };
    (reply[message.type] ?? standard[message.type])?.(socket, message.type === 'ping' ? message.nonce : 0);
    return true;
  }
}

const outcomes = (report: DiagnosticsReport): Record<string, string> => Object.fromEntries(report.steps.map(({ name, outcome }) => [name, outcome]));
const step = (report: DiagnosticsReport, name: DiagnosticName) => report.steps.find((one) => one.name === name);

async function examine(world: World = {}): Promise<DiagnosticsReport> {
  const lab = new Lab(world);
  const report = await lab.run();
  expect([lab.environment.clock.pending, lab.caller.listeners.size, lab.sockets.live.length], 'nothing is left').toEqual([0, 0, 0]);
  expect(JSON.stringify(report), 'nothing secret').not.toContain('canary');
  expect(report.text).not.toContain('canary');
  return report;
}

describe('diagnose (R36)', () => {
  it('[HE3] all is well: seven steps in order, all ok, with progress; the socket beside the connection attaches to nothing', async () => {
    const lab = new Lab();
    const report = await lab.run();
    expect(report.steps.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'url ok', 'reachability ok', 'handshake ok', 'token ok', 'session access ok', 'round trip ok', 'hints ok',
    ]);
    expect(report).toMatchObject({ outcome: 'ok', url: 'wss://host.test/terminal' });
    expect(report.roundTripMs).toBeTypeOf('number');
    expect(lab.progress.map(({ step, of }) => `${step}/${of}`)).toEqual(['1/7', '2/7', '3/7', '4/7', '5/7', '6/7', '7/7']);
    expect([...new Set(lab.sockets.last.messages.map(({ type }) => type))]).toEqual(['hello', 'list_sessions', 'ping']);
    expect(lab.sockets.last.closed?.code).toBe(1000);
  });

  const cases: readonly [string, World, Record<string, string>, DiagnosticName, string][] = [
    ['a bad address', { patient: { url: fail(verbatim('The server address "x?token=canary-5f1d" is not a valid URL.')) } }, { url: 'failed', reachability: 'skipped', handshake: 'skipped', hints: 'skipped' }, 'url', 'not a valid URL'],
    ['nothing there', { http: 'down', connect: (s) => s.end(1006) }, { reachability: 'failed', handshake: 'failed', token: 'skipped', 'round trip': 'skipped' }, 'reachability', 'Nothing answers'],
    ['a silent host', { http: 'silent', connect: () => {} }, { reachability: 'failed', handshake: 'failed' }, 'handshake', 'in time'],
    ['HTTP refused, WebSocket fine', { http: 'down' }, { reachability: 'warning', handshake: 'ok', 'round trip': 'ok' }, 'reachability', 'WebSockets work'],
    ['no HTTP here', { http: 'absent' }, { reachability: 'skipped', handshake: 'ok', hints: 'skipped' }, 'reachability', 'cannot be tried'],
    ['a path that is no terminal server', { connect: (s) => s.end(1006) }, { reachability: 'ok', handshake: 'failed' }, 'handshake', '1006'],
    ['a refused origin', { reply: { hello: (s) => s.end(4003, CANARY) } }, { handshake: 'failed', token: 'skipped', 'session access': 'skipped' }, 'handshake', 'origin'],
    ['a server that says nothing', { reply: { hello: () => {} } }, { handshake: 'failed', token: 'skipped' }, 'handshake', 'said nothing'],
    ['another version', { reply: { hello: (s) => s.message({ ...WELCOME, version: 9 }) } }, { handshake: 'failed' }, 'handshake', 'versions'],
    ['a wrong token', { reply: { hello: (s) => s.end(4111, CANARY) } }, { handshake: 'ok', token: 'failed', 'round trip': 'skipped' }, 'token', '4111'],
    ['no token', { patient: { provider: undefined }, reply: { hello: (s) => s.end(4110) } }, { token: 'failed' }, 'token', '4110'],
    ['a person who is not allowed', { reply: { hello: (s) => s.end(4006) } }, { token: 'failed' }, 'token', 'not allowed'],
    ['a provider that throws', { patient: { provider: () => { throw new Error(CANARY); } } }, { handshake: 'ok', token: 'failed' }, 'token', 'threw'],
    ['a provider that never answers', { patient: { provider: () => new Promise<string>(() => {}) } }, { token: 'failed' }, 'token', 'in time'],
    ['no right to list', { reply: { list_sessions: (s) => s.message(error('forbidden')) } }, { token: 'ok', 'session access': 'failed', 'round trip': 'ok' }, 'session access', 'forbidden'],
    ['a list that never comes', { reply: { list_sessions: () => {} } }, { token: 'ok', 'session access': 'failed' }, 'session access', 'did not answer'],
    ['pings without answer', { reply: { ping: () => {} } }, { 'round trip': 'failed' }, 'round trip', 'ping'],
    ['a socket lost in between', { reply: { ping: (s) => s.end(1006) } }, { 'round trip': 'failed' }, 'round trip', '1006'],
    ['a close that is swallowed', { closes: 1006 }, { handshake: 'warning', 'round trip': 'ok' }, 'handshake', 'cleanly'],
    ['a policy in the way', { blocked: true, http: 'down', connect: (s) => s.end(1006) }, { reachability: 'failed', handshake: 'failed', hints: 'warning' }, 'handshake', 'Content Security Policy'],
    ['no local network', { permission: 'denied', http: 'down', connect: (s) => s.end(1006) }, { hints: 'warning' }, 'hints', 'local network'],
  ];
  it.each(cases)('[HE3] %s', async (_what, world, expected, name, words) => {
    const report = await examine(world);
    expect(outcomes(report)).toMatchObject(expected);
    const found = step(report, name);
    expect(found?.detail).toContain(words);
    for (const { outcome, action } of report.steps) if (outcome === 'failed') expect(action).toBeTypeOf('string');
    expect(report.steps).toHaveLength(7);
  });

  it('[HE3] offline is a hint', async () => {
    const lab = new Lab();
    lab.online.value = false;
    expect(step(await lab.run(), 'hints')).toMatchObject({ outcome: 'warning' });
  });

  it.each([0, 2, 3, 5, 8])('[HE4] cancelled after %d turns: a report all the same, and nothing is left', async (turns) => {
    const lab = new Lab({ reply: { ping: () => {} } });
    let n = 0;
    const report = await lab.run((made) => {
      if (n++ === turns) lab.caller.abort();
      return made !== undefined;
    });
    expect(report.outcome).toBe('cancelled');
    expect(report.steps).toHaveLength(7);
    expect(report.steps.at(-1)).toMatchObject({ outcome: 'skipped', detail: 'Cancelled.' });
    expect([lab.environment.clock.pending, lab.caller.listeners.size, lab.sockets.live.length]).toEqual([0, 0, 0]);
  });

  it('[HE5] the text of a report names every step, and neither token, query, password nor what the server or the provider wrote', async () => {
    const report = await examine({ patient: { url: ok(`wss://host.test/${CANARY}/terminal?token=${CANARY}`) }, reply: { hello: (s) => s.message(WELCOME), list_sessions: (s) => s.message(error(CANARY)) } });
    for (const { name } of report.steps) expect(report.text).toContain(name);
    expect(report.text).toContain('What to do:');
  });
});
