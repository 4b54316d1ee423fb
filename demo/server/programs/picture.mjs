// Prints a picture: a PNG in iTerm's sequence, 400 × 200 pixels. In a shell of the demo: node demo/server/programs/picture.mjs
import { crc32, deflateSync } from 'node:zlib';

const [WIDTH, HEIGHT] = [400, 200];

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

/** Hills before a sunset. */
function colourAt(x, y) {
  const hill = (height, length, shift) => y > height + Math.sin(x / length + shift) * 14 + Math.sin(x / (length / 3)) * 5;
  if (hill(165, 46, 1)) return [24, 44, 60];
  if (hill(135, 70, 4)) return [52, 78, 96];
  if (hill(112, 90, 2)) return [98, 110, 124];
  if (Math.hypot(x - 290, y - 78) < 26) return [255, 236, 190];
  const glow = Math.max(0, 1 - Math.hypot(x - 290, (y - 78) * 1.6) / 260);
  return [70 + 185 * glow, 90 + 95 * glow, 150 - 10 * glow].map(Math.round);
}

const head = Buffer.alloc(13);
head.writeUInt32BE(WIDTH);
head.writeUInt32BE(HEIGHT, 4);
head.set([8, 2], 8);
const rows = Array.from({ length: HEIGHT }, (_, y) => Buffer.from([0, ...Array.from({ length: WIDTH }, (__, x) => colourAt(x, y)).flat()]));
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0)),
]);
process.stdout.write(`\x1b]1337;File=inline=1;size=${png.length}:${png.toString('base64')}\x07\n`);
