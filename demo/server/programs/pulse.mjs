// Prints numbered lines 25 times a second, and says which lines it was sent: whatever is lost, repeated or out of order on the way shows in the numbers.
const EVERY_MS = 40;
const WIDTH = 34;
const COLOURS = [27, 33, 39, 45, 51, 50, 49, 48, 47, 46];

let number = 0;
let typed = '';
let timer = setInterval(beat, EVERY_MS);

function beat() {
  number += 1;
  const wave = Math.sin(number / 9);
  const at = Math.round(((wave + 1) / 2) * (WIDTH - 1));
  const colour = COLOURS[Math.floor(((wave + 1) / 2) * (COLOURS.length - 1))];
  const mark = number % 25 === 0 ? `\x1b[1m脈 ${Math.floor(number / 25)} s\x1b[22m` : '●';
  process.stdout.write(`\x1b[2m#${String(number).padStart(6, '0')}\x1b[22m ${' '.repeat(at)}\x1b[38;5;${colour}m${mark}\x1b[39m\r\n`);
}

function heard(line) {
  if (line === 'pause') timer = void clearInterval(timer);
  else if (line === 'go') timer ??= setInterval(beat, EVERY_MS);
  process.stdout.write(`\x1b[32mgot ${line.replace(/[^\x20-\x7e]/g, '?')}\x1b[39m\r\n`);
}

process.stdout.write('Prints a numbered line 25 times a second, and says what it was sent.\r\n');
process.stdin.setRawMode?.(true);
process.stdin.setEncoding('latin1').on('data', text => {
  if (text.includes('\x03')) process.exit(0);
  const lines = (typed + text).split(/[\r\n]/);
  typed = lines.pop().slice(-200);
  for (const line of lines) if (line !== '') heard(line);
});
process.stdin.on('end', () => process.exit(0));
