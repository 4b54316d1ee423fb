export * from './close-codes.js';
export * from './codec.js';
export * from './errors.js';
export * from './frames.js';
export * from './limits.js';
export * from './messages.js';
export * from './session-key.js';
