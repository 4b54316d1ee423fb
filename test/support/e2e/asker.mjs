// node asker.mjs FOLDER: a program that asks its terminal everything there is to ask, and writes down what it is told. It begins when FOLDER/go exists.
// FOLDER/answers.json: for each query, what came between it and the answer to the question after it. FOLDER/later: every byte read after that, which nobody asked for.
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const queries = JSON.parse(readFileSync(join(folder, 'queries.json'), 'utf8'));
/** Every terminal answers it; what comes before its answer belongs to the query before it. */
const LAST_QUESTION = '\x1b[5n';
const LAST_ANSWER = '\x1b[0n';

process.stdin.setRawMode(true);
let read = '';
let heard = () => {};
process.stdin.on('data', (bytes) => {
  read += bytes.toString('latin1');
  heard();
});
process.stdout.write('ready\r\n');
while (!existsSync(join(folder, 'go'))) await new Promise((resolve) => setTimeout(resolve, 20));

const answers = [];
for (const query of queries) {
  read = '';
  process.stdout.write(query + LAST_QUESTION);
  while (!read.includes(LAST_ANSWER)) await new Promise((resolve) => (heard = resolve));
  answers.push(read.slice(0, read.indexOf(LAST_ANSWER)));
  read = read.slice(read.indexOf(LAST_ANSWER) + LAST_ANSWER.length);
  if (read !== '') answers.push(`too late: ${read}`);
}
const record = () => {
  if (read !== '') appendFileSync(join(folder, 'later'), read, 'latin1');
  read = '';
};
heard = record;
record();
process.stdout.write('\x1b[!p\x1b[2J\x1b[Hasked everything\r\n');
// Whoever sees the file finds all of it.
writeFileSync(join(folder, 'answers'), JSON.stringify(answers));
renameSync(join(folder, 'answers'), join(folder, 'answers.json'));
