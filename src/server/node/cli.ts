#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { isTerminalError } from '../../protocol/errors.js';
import { HELP, readArguments } from './cli-arguments.js';
import { serve } from './serve.js';

try {
  const request = readArguments(process.argv.slice(2), process.env);
  if (request.kind === 'help') process.stdout.write(HELP);
  else if (request.kind === 'version') process.stdout.write(`${version()}\n`);
  else {
    const server = await serve(request.arguments, process.getuid?.() === 0);
    for (const warning of server.warnings) process.stderr.write(`${warning}\n`);
    closeOnSignals(server.close);
    process.stdout.write(`${server.url}\n`);
  }
} catch (error) {
  if (!isTerminalError(error)) throw error;
  process.stderr.write(`persistent-terminal: ${[error.message, error.action].filter(Boolean).join(' ')}\n`);
  process.exitCode = 1;
}

function closeOnSignals(close: () => Promise<number>): void {
  let closing: Promise<void> | undefined;
  const onSignal = (): void => {
    // Whoever asks twice does not want to wait.
    if (closing !== undefined) process.exit(130);
    closing = close().then((kept) => {
      if (kept > 0) process.stderr.write(`${kept === 1 ? 'One shell goes on' : `${kept} shells go on`} without the server; start it again as before to return, or use --no-host.\n`);
      process.exit(0);
    });
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

function version(): string {
  const text: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : 'unknown';
}
