// Prints what a theme has to stand: the 16 colours, the 256, true colours, attributes, wide characters, and a few lines as programs print them.
const esc = (codes, text) => `\x1b[${codes}m${text}\x1b[0m`;
const out = [];
const line = (text = '') => out.push(text);

line(`${esc('1;32', 'ada@harbour')}:${esc('1;34', '~/portal')}$ git status --short`);
line(` ${esc('32', 'M')} src/cart.ts`);
line(` ${esc('31', 'D')} src/basket.ts`);
line(`${esc('31', '??')} notes.md`);
line(`${esc('1;32', 'ada@harbour')}:${esc('1;34', '~/portal')}$ npm test`);
line(`${esc('42;30', ' PASS ')} ${esc('2', 'cart/')}totals ${esc('32', '✓ 41')}   ${esc('43;30', ' SLOW ')} checkout ${esc('33', '1.2 s')}   ${esc('41;97', ' FAIL ')} ${esc('31', 'refund')}`);
line();
for (const [name, normal, bright] of [['text', 30, 90], ['ground', 40, 100]]) {
  const cell = code => esc(name === 'text' ? `${code}` : `${code}${code === 40 || code === 100 ? ';97' : ';30'}`, ` ${String(code).padStart(3)} `);
  line(Array.from({ length: 8 }, (_, at) => cell(normal + at)).join(''));
  line(Array.from({ length: 8 }, (_, at) => cell(bright + at)).join(''));
}
line();
line([esc('1', 'bold'), esc('2', 'dim'), esc('3', 'italic'), esc('4', 'under'), esc('4:3', 'curly'), esc('7', 'inverse'), esc('9', 'struck'), esc('53', 'over')].join(' '));
line(`日本語 한국어 中文  é ñ ü  ┌─┬─┐ ░▒▓█  ← ↑ → ↓  ✓ ✗ λ  😀 🚀 👍`);
line();
const strip = (count, code) => Array.from({ length: count }, (_, at) => `\x1b[${code(at)}m `).join('') + '\x1b[0m';
for (let row = 0; row < 6; row++) line(strip(36, at => `48;5;${16 + row * 36 + at}`));
line(strip(24, at => `48;5;${232 + at}`));
const hue = at => [0, 2, 4].map(shift => Math.round(127 + 127 * Math.cos((at / 36) * 2 * Math.PI - (shift * Math.PI) / 3)));
line(strip(36, at => `48;2;${hue(at).join(';')}`));

process.stdout.write(out.join('\r\n') + '\r\n');
process.stdin.setRawMode?.(true);
process.stdin.on('data', bytes => {
  if (bytes.includes(3)) process.exit(0);
  process.stdout.write(bytes.toString('latin1').replace(/\r/g, '\r\n'));
});
process.stdin.on('end', () => process.exit(0));
