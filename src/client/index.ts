/** The client without DOM: what the browser half, the elements and the simulator build on. */
export type { Clock, Disposable, Logger, Result } from '../base/index.js';
export {
  isTerminalError, TerminalError, type ErrorCategory, type TerminalErrorCode, type TerminalErrorDetails,
} from '../protocol/errors.js';
export type { CloseReason, SessionInfoMessage, ViewerFacts } from '../protocol/messages.js';
export type { Connect, Connection, ConnectionHandlers } from './connection/contract.js';
export type { Status, StatusDetail } from './connection/status.js';
export type { ClientEnvironment, ClientSocket, ClientSocketHandlers, Inspection, PageInspection, Signal } from './environment.js';
export type * from './health/contract.js';
export type * from './registry/contract.js';
export { createRegistry } from './registry/registry.js';
export type * from './session/contract.js';
export type { Engine, EngineSource } from './session/line.js';
export { VERSION } from './version.js';
