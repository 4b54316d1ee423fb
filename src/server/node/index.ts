export { createTerminalServer, DEFAULT_PATH, type AttachOptions, type MountedTerminalServer, type NodeServerOptions } from './mount.js';
export type { HostCloseOptions, HostOptions } from './host/host-front.js';
export { jsonLogger, nodeEnvironment, type LogLevel } from './environment.js';
export { randomToken, tokenCheck } from './tokens.js';
export type {
  Action, AuthorizeRequest, CloseOptions, HostedSessionInfo, Principal, Profile, Pty, PtyExit, PtySpec, ServerEnvironment, ServerLimits, ServerOptions,
  SocketRequest, SpawnPty,
} from '../index.js';
export { isTerminalError, TerminalError } from '../../protocol/errors.js';
export type { Disposable } from '../../base/disposable.js';
export type { Logger } from '../../base/logger.js';
