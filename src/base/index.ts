export * from './backoff.js';
export * from './byte-log.js';
export * from './clock.js';
export * from './disposable.js';
export * from './emitter.js';
export * from './logger.js';
export * from './result.js';
export * from './utf8.js';
