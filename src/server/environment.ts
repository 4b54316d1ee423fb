import type { Clock } from '../base/clock.js';
import type { Logger } from '../base/logger.js';
import type { SpawnPty } from './pty.js';
import type { CreateScreen } from './session-screen.js';

/** Everything the server core takes from the world; Node's is in node/environment.ts. */
export interface ServerEnvironment {
  readonly clock: Clock;
  /** At least 128 random bits from a cryptographic source, as letters and digits. */
  readonly randomId: () => string;
  readonly spawnPty: SpawnPty;
  readonly createScreen: CreateScreen;
  readonly logger: Logger;
}
