import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import type { Logger } from '../../base/logger.js';
import type { ServerEnvironment } from '../environment.js';
import type { CreateScreen } from '../session-screen.js';
import { Screen } from '../screen/index.js';
import { createHeadless, deflatePacking } from './headless.js';
import { nodePtySpawner } from './node-pty.js';
import { backgroundClock } from './system-clock.js';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** 26 letters and digits: 130 random bits. */
export function randomId(): string {
  let id = '';
  for (const byte of randomBytes(26)) id += ALPHABET.charAt(byte & 31);
  return id;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/**
 * One JSON object per line. JSON escapes C0 already; DEL and C1 are escaped too, so that what a peer put into an id or a
 * header cannot drive the terminal of whoever reads the log.
 * @param write default: standard error
 */
export function jsonLogger(least: LogLevel = 'warn', write: (line: string) => void = (line) => process.stderr.write(line)): Logger {
  const log = (level: LogLevel) => (fields: Record<string, unknown>, message: string) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
    write(`${escapeControls(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }, plainErrors))}\n`);
  };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

function plainErrors(_key: string, value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return typeof value === 'bigint' ? value.toString() : value;
}

function escapeControls(text: string): string {
  return text.replace(/[\u007f-\u009f\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Screens of xterm.js. */
export function screenFactory(clock: Clock): CreateScreen {
  return (request) => new Screen({ ...request, clock, createHeadless, packing: deflatePacking });
}

/** The real world; single parts may be replaced. */
export function nodeEnvironment(parts: Partial<ServerEnvironment> = {}): ServerEnvironment {
  const logger = parts.logger ?? jsonLogger();
  const clock = parts.clock ?? backgroundClock;
  return {
    clock,
    createScreen: parts.createScreen ?? screenFactory(clock),
    randomId: parts.randomId ?? randomId,
    spawnPty: parts.spawnPty ?? nodePtySpawner(logger),
    logger,
  };
}
