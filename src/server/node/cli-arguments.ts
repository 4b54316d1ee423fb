import { parseArgs, type ParseArgsConfig } from 'node:util';
import { TerminalError } from '../../protocol/errors.js';
import { isValidId } from '../../protocol/session-key.js';
import type { ProfileTerminal } from '../options.js';

export interface CliArguments {
  readonly port: number;
  readonly host: string;
  readonly shell: string | undefined;
  readonly cwd: string | undefined;
  /** How many cells characters take; undefined: as by default. */
  readonly unicode: ProfileTerminal['unicode'];
  /** undefined: a random one. */
  readonly token: string | undefined;
  readonly noToken: boolean;
  readonly readOnly: boolean;
  readonly allowRoot: boolean;
  readonly allowOrigins: readonly string[];
  readonly allowHosts: readonly string[];
  readonly maxSessions: number | undefined;
  readonly retentionMs: number | undefined;
  /** Name of the host that holds the shells; undefined: the shells end with the server. */
  readonly hostName: string | undefined;
}

export type CliRequest = { readonly kind: 'serve'; readonly arguments: CliArguments } | { readonly kind: 'help' } | { readonly kind: 'version' };

export const HELP = `Usage: persistent-terminal [options]

Serves a terminal that outlives its page, and prints the one address to open.

  --port <n>             port; 0 takes a free one        (4700, or PORT)
  --host <address>       address to listen on            (127.0.0.1)
  --shell <program>      program to run                  (your login shell)
  --cwd <directory>      where it starts                 (your home directory)
  --unicode <way>        how wide characters are: 11 as programs count, or graphemes, by what
                         is seen as one                  (11)
  --token <secret>       secret that pages must know     (random)
                         or PERSISTENT_TERMINAL_TOKEN, which other users of the machine cannot see
  --no-token             let in every page of this machine; loopback only
  --readonly             watch only: nothing typed reaches the shell
  --allow-origin <o>     another site whose pages may connect, e.g. https://portal.example; may be repeated
  --allow-host <h>       another name of this server, e.g. portal.example:4700; may be repeated
  --max-sessions <n>     shells at the same time         (64)
  --retention <minutes>  how long a shell without viewers is kept (30)
  --name <name>          servers of one user with the same name take over each other's shells (port-<n>)
  --no-host              no process of their own for shells: they end with this server. So they do with
                         --port 0 and no --name: nobody would find them again
  --allow-root           as root, serve other machines too
  --help, --version
`;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  shell: { type: 'string' },
  cwd: { type: 'string' },
  unicode: { type: 'string' },
  token: { type: 'string' },
  'no-token': { type: 'boolean', default: false },
  readonly: { type: 'boolean', default: false },
  'allow-root': { type: 'boolean', default: false },
  'allow-origin': { type: 'string', multiple: true, default: [] as string[] },
  'allow-host': { type: 'string', multiple: true, default: [] as string[] },
  'max-sessions': { type: 'string' },
  retention: { type: 'string' },
  name: { type: 'string' },
  'no-host': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} satisfies ParseArgsConfig['options'];

/** @throws TerminalError `bad_option` naming the flag */
export function readArguments(args: readonly string[], env: Readonly<Record<string, string | undefined>>): CliRequest {
  const values = parse(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const token = values.token ?? (env['PERSISTENT_TERMINAL_TOKEN'] || undefined);
  if (values['no-token'] && values.token !== undefined) throw bad('--token and --no-token exclude each other.');
  if (token === '') throw bad('--token must not be empty.');
  if (values.host === '') throw bad('--host must not be empty.');
  const retention = number('--retention', values.retention, 0, 24 * 24 * 60);
  if (values['no-host'] && values.name !== undefined) throw bad('--name and --no-host exclude each other.');
  if (values.name !== undefined && !isValidId(values.name)) throw bad('--name must be 1–128 of A–Z a–z 0–9 . _ : -.');
  const port = integer('--port', values.port ?? (env['PORT'] || '4700'), 0, 65_535) ?? 4700;
  return {
    kind: 'serve',
    arguments: {
      port,
      host: values.host,
      shell: values.shell,
      cwd: values.cwd,
      unicode: values.unicode === undefined ? undefined : unicode(values.unicode),
      token: values['no-token'] ? undefined : token,
      noToken: values['no-token'],
      readOnly: values.readonly,
      allowRoot: values['allow-root'],
      allowOrigins: values['allow-origin'],
      allowHosts: values['allow-host'],
      maxSessions: integer('--max-sessions', values['max-sessions'], 1, 1_000_000),
      retentionMs: retention === undefined ? undefined : retention * 60_000,
      hostName: values['no-host'] ? undefined : (values.name ?? (port === 0 ? undefined : `port-${port}`)),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Node's message goes on with advice after its first sentence or line.
    const [sentence = ''] = String(error instanceof Error ? error.message : error).split(/\. |\n/, 1);
    throw bad(sentence.replace(/\.?$/, '.'));
  }
}

function number(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw bad(`${flag} must be a number from ${min} to ${max}, not ${JSON.stringify(text)}.`);
  return value;
}

function integer(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  const value = number(flag, text, min, max);
  if (value !== undefined && !Number.isInteger(value)) throw bad(`${flag} must be a whole number, not ${JSON.stringify(text)}.`);
  return value;
}

function unicode(text: string): NonNullable<ProfileTerminal['unicode']> {
  if (text !== '11' && text !== 'graphemes') throw bad(`--unicode must be 11 or graphemes, not ${JSON.stringify(text)}.`);
  return text;
}

function bad(message: string): TerminalError {
  return new TerminalError('bad_option', message, { action: 'See --help.' });
}
