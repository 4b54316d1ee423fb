// npm run bench:screen (after npm run build): how fast a Screen takes in output, relative to a bare @xterm/headless that keeps as many lines
// (processor time), and the memory of a session.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import xterm from '@xterm/headless';
import { createHeadless, deflatePacking } from '../../dist/server/node/headless.js';
import { Screen } from '../../dist/server/screen/index.js';
import { seeded } from '../support/seeded.mjs';

const COLS = 80;
const ROWS = 24;
const LINES = 10_000;
const STREAM_BYTES = 6 * 2 ** 20;
/** Bytes handed over at a time, about what a read from a PTY gives. */
const CHUNK = 16 * 1024;
const TURN = 16 * CHUNK;
const ROUNDS = 9;
const SESSIONS = 20;
const WORDS = 'the server has taken over connection request from worker after timeout while reading block of data and sent answer to client queue empty cache miss retry in file module compiled without errors'.split(' ');

function sentence(random, length) {
  let text = '';
  while (text.length < length) text += `${WORDS[Math.floor(random() * WORDS.length)]}${random() < 0.15 ? ` ${Math.floor(random() * 100_000)}` : ''} `;
  return text.slice(0, length).trimEnd();
}

const LEVELS = ['\x1b[32mINFO\x1b[0m', '\x1b[33mWARN\x1b[0m', '\x1b[1;31mERROR\x1b[0m', '\x1b[36mDEBUG\x1b[0m'];
const stamp = (i) => `2026-01-01T00:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`;
const STREAMS = {
  'plain log': (i, random) => `${stamp(i)} worker-${i % 16} ${sentence(random, 15 + Math.floor(random() * 35))}\r\n`,
  'coloured log': (i, random) => `\x1b[2m${stamp(i)}\x1b[0m ${LEVELS[i % 4]} \x1b[38;5;${30 + (i % 8)}mworker-${i % 16}\x1b[0m ${sentence(random, 10 + Math.floor(random() * 30))} \x1b[34m${i % 977}\x1b[0m ms\r\n`,
  'full-screen redraws': (i, random) =>
    Array.from({ length: ROWS }, (_, row) => `\x1b[${row + 1};1H\x1b[${row === 0 ? '7' : `3${row % 8}`}m${sentence(random, 30)}\x1b[m${sentence(random, 30)}\x1b[K`).join(''),
};

function streamOf(make, size) {
  const random = seeded(1);
  const parts = [];
  for (let i = 0, length = 0; length < size; i++) {
    const part = make(i, random);
    parts.push(part);
    length += part.length;
  }
  return Buffer.from(parts.join(''));
}

const newScreen = () => new Screen({ clock: performance, createHeadless, packing: deflatePacking, cols: COLS, rows: ROWS, scrollbackLines: LINES, onAnswer: () => undefined });

/** Milliseconds of processor time: what others do on the machine at the same time does not count. */
const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Milliseconds that each of them takes for the whole stream, in turns of a few chunks. */
function compared(stream, writers) {
  const spent = writers.map(() => 0);
  for (let from = 0; from < stream.length; from += TURN) {
    for (const [i, write] of writers.entries()) {
      const start = processor();
      for (let at = from; at < Math.min(stream.length, from + TURN); at += CHUNK) write(stream.subarray(at, at + CHUNK));
      spent[i] += processor() - start;
    }
  }
  return spent;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function parsing() {
  for (const [name, make] of Object.entries(STREAMS)) {
    const stream = streamOf(make, STREAM_BYTES);
    const rounds = [];
    for (let round = -1; round < ROUNDS; round++) {
      const screen = newScreen();
      const bare = new xterm.Terminal({ cols: COLS, rows: ROWS, scrollback: LINES, allowProposedApi: true, logLevel: 'off' });
      const input = bare._core._inputHandler;
      const spent = compared(stream, [(piece) => screen.write(piece), (piece) => input.parse(piece)]);
      screen.dispose();
      bare.dispose();
      // The first round warms up.
      if (round >= 0) rounds.push(spent);
    }
    const rate = (i) => `${median(rounds.map((spent) => stream.length / 1e3 / spent[i])).toFixed(1).padStart(6)} MB/s`;
    console.log(`${name.padEnd(20)} ${rate(0)}   bare headless ${rate(1)}   ${median(rounds.map(([ours, other]) => other / ours)).toFixed(2)} ×`);
  }
}

function memory() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const held = () => {
    for (let i = 0; i < 3; i++) collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const random = seeded(2);
  // Full lines and short ones, as programs print them: 57 columns in the middle.
  const fill = (screen) => {
    for (let i = 0; i < LINES + 1_000; i++) screen.write(Buffer.from(`${sentence(random, 35 + Math.floor(random() * 45))}\r\n`));
  };
  fill(newScreen());
  const before = held();
  const screens = Array.from({ length: SESSIONS }, newScreen);
  const empty = held();
  for (const screen of screens) fill(screen);
  const full = held();
  for (const screen of screens) screen.settle();
  const settled = held();
  const mib = (bytes) => `${(bytes / SESSIONS / 2 ** 20).toFixed(2)} MiB`;
  const { scrollbackLines, memoryBytes } = screens[0];
  console.log(`memory of a session with ${scrollbackLines} lines: ${mib(full - before)}, at rest ${mib(settled - before)}, empty ${mib(empty - before)}; by its own account ${(memoryBytes / 2 ** 20).toFixed(2)} MiB at rest`);
}

parsing();
memory();
