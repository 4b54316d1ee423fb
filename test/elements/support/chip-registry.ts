import type { ConnectionState, SessionTarget } from '../../../src/client/registry/contract.js';
import type { RecoveryReport } from '../../../src/client/health/contract.js';
import type { SessionInfoMessage } from '../../../src/protocol/messages.js';
import { FakeRegistry } from './fake-registry.js';

/** A registry that also answers what the card and the menu of a chip ask. */
export class ChipRegistry extends FakeRegistry {
  /** What is known of the servers. */
  connections: ConnectionState[] = [];
  /** What the server answers; undefined: nothing, ever. */
  listed: readonly SessionInfoMessage[] | undefined;
  readonly recoveries: SessionTarget[] = [];
  readonly probes: unknown[] = [];
  /** Answers the last recovery that was asked for. */
  giveRecovery: (outcome: RecoveryReport['outcome'] | Error) => void = () => {};

  recover(target: SessionTarget): Promise<RecoveryReport> {
    this.recoveries.push(target);
    return new Promise((resolve, reject) => (this.giveRecovery = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve({ outcome, detail: '', sentences: [], ms: 1, diagnostics: undefined }))));
  }

  probe(target: unknown): Promise<number | undefined> {
    this.probes.push(target);
    return Promise.resolve(undefined);
  }

  list(): Promise<readonly SessionInfoMessage[]> {
    return this.listed === undefined ? new Promise(() => {}) : Promise.resolve(this.listed);
  }
}
