import { homedir } from 'node:os';

/** What a shell inherits from the server; everything else, secrets above all, stays behind. */
const INHERITED = new Set(['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ', 'TMPDIR']);

/**
 * The environment of a new shell: the allow-listed variables of `own`, then what names the terminal, then `additions`.
 * @param own the server's environment
 * @param additions from the profile; may override anything
 */
export function shellEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  additions: Readonly<Record<string, string>>,
): Record<string, string> {
  const env: Record<string, string> = { HOME: homedir(), PATH: '/usr/local/bin:/usr/bin:/bin' };
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && (INHERITED.has(name) || name.startsWith('LC_'))) env[name] = value;
  }
  return { ...env, TERM: 'xterm-256color', COLORTERM: 'truecolor', TERM_PROGRAM: 'persistent-terminal', ...additions };
}
