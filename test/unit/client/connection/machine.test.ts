import fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import { verbatim } from '../../../../src/base/sentence.js';
import { CLOSED_BREAKER, type Breaker } from '../../../../src/client/connection/circuit-breaker.js';
import { transition } from '../../../../src/client/connection/machine.js';
import { publicStatus } from '../../../../src/client/connection/public-status.js';
import { resolveSettings } from '../../../../src/client/connection/settings.js';
import { INITIAL, type ConnectionEvent, type Phase, type State, type TimerName, type World } from '../../../../src/client/connection/state.js';
import { isOnline, PHASE_TIMERS, TABLE } from '../../../../src/client/connection/table.js';
import { FrameKind } from '../../../../src/protocol/frames.js';
import { WELCOME } from './rig.js';

const PHASES = Object.keys(TABLE) as Phase[];
const TIMERS: TimerName[] = ['connect', 'deadline', 'stable', 'silence', 'probe', 'leave', 'retry', 'linger'];
const HAS_SOCKET: readonly Phase[] = ['opening', 'handshake', 'online.ready', 'online.probing', 'online.unheard', 'online.leaving'];
const CODES = [1000, 1001, 1005, 1006, 1009, 1012, 3000, 4000, 4001, 4003, 4006, 4099, 4100, 4109, 4110, 4111, 4112, 4200, 4999];

/** Status changes that people may see. Everything may end as `closed`; everything but that may become `idle`. */
const LEGAL: Record<string, readonly string[]> = {
  idle: ['connecting'],
  connecting: ['connecting', 'connected', 'reconnecting', 'suspended', 'offline', 'failed', 'idle'],
  connected: ['connected', 'reconnecting', 'suspended', 'offline', 'failed', 'idle'],
  reconnecting: ['connected', 'reconnecting', 'suspended', 'offline', 'failed', 'idle'],
  suspended: ['connected', 'reconnecting', 'suspended', 'offline', 'failed', 'idle'],
  // Without a failure so far (a lease ended and came back meanwhile) the next attempt is a first one.
  offline: ['connecting', 'connected', 'reconnecting', 'suspended', 'offline', 'failed', 'idle'],
  failed: ['connecting', 'reconnecting', 'idle'],
  closed: [],
};

/** An event, its attempt given as a distance from the current one so that late ones are common enough. */
type Draft = { readonly event: (attempt: number) => ConnectionEvent; readonly back: number };
const plain = fc.constantFrom<ConnectionEvent['type']>('retry', 'nudge', 'measure', 'provider_changed', 'online', 'offline', 'visible', 'wake')
  .map((type): Draft => ({ event: () => ({ type }) as ConnectionEvent, back: 0 }));
const reported = fc.record({ back: fc.constantFrom(0, 0, 0, 0, 1, 2), pick: fc.nat(11), code: fc.constantFrom(...CODES), nonce: fc.nat(4) })
  .map(({ back, pick, code, nonce }): Draft => ({
    back,
    event: (attempt) => ([
      { type: 'token', attempt, token: 't' }, { type: 'token_failed', attempt, reason: verbatim('No token.') }, { type: 'socket_open', attempt },
      { type: 'socket_closed', attempt, code, reason: '' }, { type: 'welcome', attempt, welcome: { ...WELCOME, version: nonce === 4 ? 2 : 1 } },
      { type: 'welcome', attempt, welcome: WELCOME }, { type: 'ping', attempt, nonce }, { type: 'pong', attempt, nonce },
      { type: 'server_closing', attempt, reason: 'bye', retryInMs: nonce * 1000 }, { type: 'unknown', attempt }, { type: 'malformed', attempt, detail: 'x' },
      { type: 'frame', attempt, frame: { kind: FrameKind.output, channel: 1, offset: 0, payload: new Uint8Array() } },
    ] satisfies ConnectionEvent[])[pick] as ConnectionEvent,
  }));

type Move = { kind: 'event'; draft: Draft } | { kind: 'progress' } | { kind: 'timer'; index: number } | { kind: 'lease' | 'release' } | { kind: 'pass'; ms: number } | { kind: 'world'; online: boolean; visible: boolean; provider: boolean };
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.oneof({ weight: 1, arbitrary: plain }, { weight: 3, arbitrary: reported }).map((draft): Move => ({ kind: 'event', draft })) },
  // What usually comes next: without it hardly any walk gets online.
  { weight: 4, arbitrary: fc.constant<Move>({ kind: 'progress' }) },
  { weight: 2, arbitrary: fc.nat(7).map((index): Move => ({ kind: 'timer', index })) },
  { weight: 1, arbitrary: fc.constantFrom<Move>({ kind: 'lease' }, { kind: 'lease' }, { kind: 'release' }) },
  { weight: 1, arbitrary: fc.nat(40_000).map((ms): Move => ({ kind: 'pass', ms })) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('world' as const), online: fc.boolean(), visible: fc.boolean(), provider: fc.boolean() }) },
);

/** Does on paper what connection.ts does for real, and checks every step. */
class Paper {
  state: State = INITIAL;
  now = 0;
  readonly timers = new Map<TimerName, number>();
  sockets = 0;
  visited = new Set<string>();
  world = { online: true, visible: true, hasProvider: false };

  take(event: ConnectionEvent): void {
    const world: World = { ...this.world, now: this.now, random: () => 0.5, connection: 'line1', settings: resolveSettings({ reconnect: { maxAttempts: 9 } }) };
    const from = this.state;
    const { state, effects, outcome } = transition(from, event, world);
    this.state = state;
    if (outcome !== 'taken') {
      assert(state === from && effects.length === 0, `${outcome}, yet something changed`);
      return;
    }
    this.visited.add(`${from.phase} ${event.type}`);
    assert(TABLE[from.phase][event.type]?.to.includes(state.phase) ?? false, `not in the table: ${from.phase} --${event.type}--> ${state.phase}`);
    // A closed socket is gone before anything else happens.
    if (event.type === 'socket_closed') this.sockets--;
    for (const effect of effects) {
      if (effect.type === 'start') {
        assert(effect.ms >= 0, `${effect.timer} after ${effect.ms} ms`);
        this.timers.set(effect.timer, this.now + effect.ms);
      }
      if (effect.type === 'cancel') this.timers.delete(effect.timer);
      if (effect.type === 'open') assert(++this.sockets === 1, 'opens a second socket');
      if (effect.type === 'close') assert(--this.sockets === 0, 'closes what it does not have');
    }
    this.#check(from, effects.map((effect) => effect.type));
  }

  #check(from: State, effects: readonly string[]): void {
    const to = this.state;
    const check = (ok: boolean, what: string): void => assert(ok, `${from.phase} → ${to.phase}: ${what}`);
    check(this.sockets === (HAS_SOCKET.includes(to.phase) ? 1 : 0), `${this.sockets} sockets`);
    for (const timer of this.timers.keys()) check(PHASE_TIMERS[to.phase].includes(timer), `timer ${timer} goes on`);
    if ('retryAt' in to) check(this.timers.get('retry') === to.retryAt, 'retryAt is not when the timer is due');
    if (to.phase === 'online.ready') check(this.timers.has('silence'), 'nobody listens for silence');
    if (to.phase === 'online.probing' || to.phase === 'online.unheard') check(this.timers.has('probe'), 'the probe has no end');
    if (to.phase === 'token' || to.phase === 'opening' || to.phase === 'handshake') check(this.timers.has('deadline'), 'no deadline');
    const [before, after] = [publicStatus(from), publicStatus(to)];
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    check(effects.filter((type) => type === 'publish').length === (changed ? 1 : 0), 'published once per change');
    if (before.status !== after.status && after.status !== 'closed') check(LEGAL[before.status]?.includes(after.status) ?? false, `${before.status} → ${after.status}`);
    check(effects.includes('down') === (isOnline(from) && !isOnline(to)), 'down');
    check(effects.includes('ready') === (!isOnline(from) && isOnline(to)), 'ready');
    if (effects.includes('publish')) check(effects.indexOf('publish') > Math.max(effects.indexOf('down'), effects.indexOf('ready')), 'the fact, then the news');
    if (before.retryAt !== after.retryAt) check((after.retryAt ?? Infinity) >= this.now, 'retryAt has passed');
    if (after.status === 'connected' || after.status === 'idle') check(after.attempt === 0, 'attempt');
    if (to.leases > 0) check(to.phase !== 'idle', 'wanted but idle');
  }

  play(next: Move): void {
    switch (next.kind) {
      case 'event':
        // A socket that is gone reports nothing with the current number; what it reports late has an old one.
        if ('attempt' in next.draft.event(0)) {
          const event = next.draft.event(this.state.attempt - next.draft.back);
          const ofSocket = event.type !== 'token' && event.type !== 'token_failed';
          if (next.draft.back === 0 && ofSocket && this.sockets === 0) return;
          return this.take(event);
        }
        return this.take(next.draft.event(0));
      case 'progress': {
        const attempt = this.state.attempt;
        switch (this.state.phase) {
          case 'token': return this.take({ type: 'token', attempt, token: 't' });
          case 'opening': return this.take({ type: 'socket_open', attempt });
          case 'handshake': return this.take({ type: 'welcome', attempt, welcome: WELCOME });
          case 'failed': return undefined;
          default: return this.play({ kind: 'timer', index: 0 });
        }
      }
      case 'timer': {
        const due = [...this.timers].sort((a, b) => a[1] - b[1])[next.index % Math.max(1, this.timers.size)];
        if (due === undefined) return;
        this.timers.delete(due[0]);
        this.now = Math.max(this.now, due[1]);
        return this.take({ type: `timer:${due[0]}` });
      }
      case 'lease': return this.take({ type: 'lease' });
      case 'release': return this.state.leases > 0 ? this.take({ type: 'release' }) : undefined;
      case 'pass': this.now += next.ms; return undefined;
      case 'world': this.world = { online: next.online, visible: next.visible, hasProvider: next.provider }; return undefined;
    }
  }
}

/** Every phase with every mixture of what its rules look at. */
function* someStates(now: number): Generator<State> {
  const breakers: Breaker[] = [CLOSED_BREAKER, { kind: 'closed', failures: 4 }, { kind: 'open' }, { kind: 'probing' }];
  for (const phase of PHASES) for (const breaker of breakers) for (const failures of [0, 8]) for (const reauths of [0, 2]) for (const leases of [0, 1]) {
    for (const ago of [0, 60_000]) for (const tick of [1, 3]) {
      const core = { ...INITIAL, attempt: 7, breaker, failures, reauths, leases, startedAt: now - ago };
      yield {
        ...core, phase, token: 't', retryAt: now + 5_000, returnMs: 5_000, heardAt: now - ago, unansweredSince: tick === 1 ? undefined : now - ago, nonce: 1, pingedAt: now, tick, dueAt: now - ago, tickMs: 1_000,
      } as State;
    }
  }
}

function someEvents(attempt: number): ConnectionEvent[] {
  return [
    ...(['lease', 'release', 'retry', 'nudge', 'measure', 'provider_changed', 'dispose', 'online', 'offline', 'visible', 'wake'] as const).map((type) => ({ type })),
    ...TIMERS.map((timer) => ({ type: `timer:${timer}` }) as const),
    ...CODES.map((code): ConnectionEvent => ({ type: 'socket_closed', attempt, code, reason: '' })),
    { type: 'token', attempt, token: 't' }, { type: 'token_failed', attempt, reason: verbatim('No token.') }, { type: 'socket_open', attempt },
    { type: 'welcome', attempt, welcome: WELCOME }, { type: 'welcome', attempt, welcome: { ...WELCOME, version: 2 } },
    { type: 'ping', attempt, nonce: 1 }, { type: 'pong', attempt, nonce: 1 }, { type: 'server_closing', attempt, reason: '', retryInMs: 1 },
    { type: 'message', attempt, message: { type: 'input_ack', channel: 1, offset: 1 } }, { type: 'message', attempt, message: { type: 'authenticated', request: 1 } },
    { type: 'message', attempt, message: { type: 'session_closed', sessionId: 's', exitCode: 0, signal: null, reason: 'exited' } }, { type: 'unknown', attempt }, { type: 'malformed', attempt, detail: '' },
    { type: 'frame', attempt, frame: { kind: FrameKind.output, channel: 1, offset: 0, payload: new Uint8Array() } },
  ];
}

describe('the machine (R30)', () => {
  it('[CN2] random lives never throw, keep one socket at most, one timer per name, and tell a legal story', () => {
    const visited = new Set<string>();
    fc.assert(
      fc.property(fc.array(move, { maxLength: 120, size: 'max' }), (moves) => {
        const paper = new Paper();
        paper.take({ type: 'lease' });
        for (const next of moves) paper.play(next);
        paper.take({ type: 'dispose' });
        expect(paper.timers.size).toBe(0);
        expect(paper.sockets).toBe(0);
        expect(paper.state.phase).toBe('closed');
        for (const pair of paper.visited) visited.add(pair);
      }),
      { numRuns: 2_000, seed: 20_260_101 },
    );
    // The walk is worth something only if it comes by everywhere.
    const rows = PHASES.flatMap((phase) => Object.keys(TABLE[phase]).map((type) => `${phase} ${type}`));
    const never = rows.filter((row) => !visited.has(row) && !/ message$|^(idle|scheduled|failed) dispose$/.test(row));
    expect(never).toEqual([]);
  }, 60_000);

  it('[CN2] every state × event × world has a defined outcome, and the table names exactly the phases that can follow', () => {
    const reached = new Set<string>();
    const settings = resolveSettings({ reconnect: { maxAttempts: 9 } });
    const now = 1_000_000;
    const bits = [false, true];
    for (const state of someStates(now)) {
      for (const event of someEvents(state.attempt)) {
        for (const online of bits) for (const visible of bits) for (const hasProvider of bits) {
          const next = transition(state, event, { now, random: () => 0.5, online, visible, hasProvider, connection: 'line1', settings });
          const expected = TABLE[state.phase][event.type] === undefined ? 'ignored' : 'taken';
          // Built only when needed: this runs a million times.
          if (next.outcome !== expected) assert.fail(`${state.phase} ${event.type} is ${next.outcome}`);
          if (expected === 'taken') reached.add(`${state.phase} --${event.type}--> ${next.state.phase}`);
          else if (next.state !== state || next.effects.length > 0) assert.fail(`${state.phase} ${event.type} changes something`);
        }
      }
    }
    const declared = PHASES.flatMap((phase) =>
      Object.entries(TABLE[phase]).flatMap(([type, { to }]) => (to as readonly Phase[]).map((target) => `${phase} --${type}--> ${target}`)));
    expect([...reached].sort()).toEqual([...new Set(declared)].sort());
  });

  it('events of an earlier attempt change nothing, whatever the state', () => {
    const world: World = { now: 0, random: () => 0, online: true, visible: true, hasProvider: true, connection: 'line1', settings: resolveSettings({}) };
    for (const state of someStates(0)) {
      for (const event of someEvents(state.attempt - 1)) {
        if (!('attempt' in event)) continue;
        assert(transition(state, event, world).outcome === 'late', `${state.phase} ${event.type}`);
      }
    }
  });

  it('a closed connection stays closed', () => {
    expect(Object.keys(TABLE.closed)).toEqual([]);
  });
});
