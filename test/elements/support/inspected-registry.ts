import { silentLogger } from '../../../src/base/logger.js';
import type { Status } from '../../../src/client/connection/status.js';
import type { DiagnosticsReport, HealthCallOptions, RecoverOptions, RecoveryReport } from '../../../src/client/health/contract.js';
import type { ConnectionState, Registry, RegistryEvent, RegistryMetrics, SessionTarget } from '../../../src/client/registry/contract.js';
import * as chipFace from '../../../src/elements/chip-face.js';
import * as overlay from '../../../src/elements/overlay.js';
import { replacePageServices } from '../../../src/elements/page-services.js';
import * as screens from '../../../src/elements/xterm.js';
import type { SessionInfoMessage } from '../../../src/protocol/messages.js';
import { ManualClock } from '../../support/manual-clock.js';
import { atHand, FakeOnline, FakeRegistry } from './fake-registry.js';

export const URL = 'ws://fake/terminal';

/** A registry with everything an inspector reads and asks for. */
export class InspectedRegistry extends FakeRegistry {
  readonly version = '9.9.9';
  readonly connectionStates = new Map<string, ConnectionState>();
  /** Addresses that were asked for their sessions, in order. */
  readonly asked: string[] = [];
  answer: () => Promise<readonly SessionInfoMessage[]> = () => Promise.resolve([]);
  readonly recoveries: { readonly target: SessionTarget; readonly options: RecoverOptions; readonly end: (report: RecoveryReport) => void }[] = [];
  readonly examinations: { readonly target: SessionTarget; readonly options: HealthCallOptions; readonly end: (report: DiagnosticsReport) => void }[] = [];
  /** Answers the probes that were asked for, oldest first. */
  readonly probes: { readonly target: SessionTarget; readonly answer: (roundTripMs: number | undefined) => void }[] = [];
  /** Servers whose line was cut. */
  readonly cuts: string[] = [];
  counts: RegistryMetrics = {
    connections: 1, sessions: 0, warm: 0, socketsOpened: 1, reconnects: 0, bytesIn: 0, bytesOut: 0, gaps: 0, gapBytes: 0, duplicateBytes: 0, errors: 0, evictions: 0,
    unknownMessages: 0, unroutedFrames: 0, switchTimesMs: [],
  };

  get connections(): ConnectionState[] {
    return [...this.connectionStates.values()];
  }

  /** What a connection is from now on; tells the listeners. */
  connect(status: Status, rest: Partial<ConnectionState> = {}): void {
    const url = rest.url ?? URL;
    const connection: ConnectionState = {
      status, reason: '', attempt: 0, retryAt: undefined, sessions: this.sessions.filter((session) => session.url === url).length, sockets: 1, reconnects: 0, roundTripMs: undefined, roundTrips: undefined,
      healthy: undefined, serverEpoch: undefined, connectedAt: undefined, bytesIn: 0, bytesOut: 0, statusSince: this.now(), ...rest, url,
    };
    this.connectionStates.set(url, connection);
    super.emit({ type: 'connection-changed', connection });
  }

  /** Connections change by `connect` only; those that sessions tell of are made up. */
  override emit(event: RegistryEvent): void {
    if (event.type !== 'connection-changed') super.emit(event);
  }

  metrics(): RegistryMetrics {
    return this.counts;
  }

  list(url: string): Promise<readonly SessionInfoMessage[]> {
    this.asked.push(url);
    return this.answer();
  }

  recover(target: SessionTarget, options: RecoverOptions): Promise<RecoveryReport> {
    return new Promise((end) => this.recoveries.push({ target, options, end }));
  }

  probe(target: SessionTarget): Promise<number | undefined> {
    return new Promise((answer) => this.probes.push({ target, answer }));
  }

  /** What was connected is so no more; the test brings it back. */
  cut({ url }: { readonly url: string }): boolean {
    this.cuts.push(url);
    if (this.connectionStates.get(url)?.status !== 'connected') return false;
    this.connect('reconnecting', { url });
    for (const session of this.sessions) if (session.url === url && session.status === 'connected') session.set('reconnecting');
    return true;
  }

  override diagnose(target: SessionTarget, options: HealthCallOptions = {}): Promise<DiagnosticsReport> {
    return new Promise((end) => this.examinations.push({ target, options, end }));
  }
}

/** Elements made from now on use these, until `endFakes`. */
export function useInspected(): { readonly registry: InspectedRegistry; readonly clock: ManualClock } {
  const registry = new InspectedRegistry();
  const clock = new ManualClock();
  registry.now = () => clock.now();
  replacePageServices({ registry: registry as unknown as Registry, clock, logger: silentLogger, online: new FakeOnline(), screens: atHand(screens), overlays: atHand(overlay), chips: atHand(chipFace) });
  return { registry, clock };
}
