// Reads what is typed or pasted, 40 KB a second, so that one can watch a long paste.
import { readSync } from 'node:fs';

const CHUNK = 4_000;
const EVERY_MS = 100;

process.stdin.setRawMode?.(true);
process.stdout.write('Reads 40 KB a second. Paste something long.\r\n');
const chunk = Buffer.alloc(CHUNK);
let total = 0;
let told = 0;
setInterval(() => {
  let count = 0;
  try {
    count = readSync(0, chunk, 0, CHUNK, null);
  } catch (error) {
    if (error.code !== 'EAGAIN') process.exit(0);
  }
  total += count;
  if (chunk.subarray(0, count).includes(3)) process.exit(0);
  if (total - told < 200_000) return;
  told = total;
  process.stdout.write(`${(total / 1e6).toFixed(1)} MB read\r\n`);
}, EVERY_MS);
