// node flood.mjs BYTES: prints exactly so many bytes of log lines, each with its number, colours and characters of one to four bytes.
import { once } from 'node:events';

const total = Number(process.argv[2]);
const WORDS = ['request', 'größer', '漢字', 'done in', '\x1b[32mINFO\x1b[0m', '🐚', '—', '\x1b[1;38;5;208mwarning\x1b[0m', 'worker'];
let left = total;
for (let line = 0; left > 0;) {
  const lines = [];
  for (let i = 0; i < 500; i++, line++) lines.push(`${line} ${WORDS[line % 9]} ${WORDS[(line * 7 + 3) % 9]} ${(line * 2654435761) % 1000000007} ${'.'.repeat(line % 61)}\r\n`);
  const block = Buffer.from(lines.join('')).subarray(0, left);
  left -= block.length;
  if (!process.stdout.write(block)) await once(process.stdout, 'drain');
}
