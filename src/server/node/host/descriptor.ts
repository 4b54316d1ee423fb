import { closeSync, constants, fstatSync, linkSync, lstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { randomId } from '../environment.js';
import { LINK_VERSION } from './link-messages.js';
import { checkPrivate } from './private-directory.js';

/*
 * How a server finds its host: a file `<name>.v<version>.json` (0600) which names the host's socket and the secret that opens it. The
 * socket has a name of its own for each host, so a path never means two hosts; the file appears by `link`, which fails when there is one already.
 * A host of another version has another file: neither side ever meets it.
 */
const SCHEMA = v.object({ version: v.literal(LINK_VERSION), pid: v.number(), socket: v.pipe(v.string(), v.regex(/^[a-z0-9]{10}\.sock$/)), secret: v.pipe(v.string(), v.minLength(32)) });

export type Descriptor = v.InferOutput<typeof SCHEMA>;

export function descriptorPath(directory: string, name: string): string {
  return join(directory, `${name}.v${LINK_VERSION}.json`);
}

export function socketName(): string {
  return `${randomId().slice(0, 10)}.sock`;
}

/**
 * @returns undefined when there is none; `unreadable` when there is one that means nothing
 * @throws TerminalError `bad_option` when others could have written it
 */
export function readDescriptor(path: string): Descriptor | 'unreadable' | undefined {
  const text = readPrivate(path);
  return text === undefined ? undefined : parse(text);
}

/** @returns false when another host has the name */
export function publish(path: string, descriptor: Descriptor): boolean {
  const draft = `${path}.${randomId()}`;
  writeFileSync(draft, JSON.stringify(descriptor), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes a dead host's file away, and its socket; a file that a new host has put there meanwhile is put back. */
export function discard(path: string, dead: Descriptor | 'unreadable'): void {
  const aside = `${path}.${randomId()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  try {
    const found = readDescriptor(aside);
    if (typeof found === 'object' && (dead === 'unreadable' || found.socket !== dead.socket)) linkSync(aside, path);
    else if (dead !== 'unreadable') rmSync(join(path, '..', dead.socket), { force: true });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * The host's socket, once it is sure whose it is; undefined when it is gone.
 * @throws TerminalError `bad_option` when it is somebody else's
 */
export function checkedSocket(directory: string, { socket }: Descriptor): string | undefined {
  const path = join(directory, basename(socket));
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  checkPrivate(path, stat, 'socket');
  return path;
}

function readPrivate(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    checkPrivate(path, fstatSync(file), 'file');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function parse(text: string): Descriptor | 'unreadable' {
  try {
    const parsed = v.safeParse(SCHEMA, JSON.parse(text));
    return parsed.success ? parsed.output : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
