/** Output with images, for a terminal of 40 × 12, and where the cursor must be after it; the same for the server's screen and for pages with any font. */
export interface ImageFixture {
  readonly name: string;
  readonly output: string;
  /** Column and row on the screen, from 0; rows above the screen. */
  readonly cursor: readonly [column: number, row: number];
  readonly above: number;
}

export const base64 = (bytes: readonly number[]): string => btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
const word = (value: number): number[] => [(value >> 8) & 255, value & 255];
const little = (value: number): number[] => [value & 255, (value >> 8) & 255];
const long = (value: number): number[] => [...word(Math.floor(value / 65536)), ...word(value)];
const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0));

/** Heads of files; there are no pictures in them. */
export const png = (width: number, height: number): number[] => [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a, ...long(13), ...ascii('IHDR'), ...long(width), ...long(height), 8, 2, 0, 0, 0];
export const gif = (width: number, height: number, frame: readonly [number, number] = [width, height], extension: readonly number[] = []): number[] =>
  [...ascii('GIF89a'), ...little(width), ...little(height), 0x80, 0, 0, 0, 0, 0, 255, 255, 255, ...extension, 0x2c, 0, 0, 0, 0, ...little(frame[0]), ...little(frame[1]), 0];
const orientation = (value: number): number[] => [...ascii('Exif\0\0'), ...ascii('MM'), 0, 42, ...long(8), ...word(1), ...word(0x112), ...word(3), ...long(1), ...word(value), 0, 0, ...long(0)];
const segment = (marker: number, data: readonly number[]): number[] => [0xff, marker, ...word(data.length + 2), ...data];
export const jpeg = (width: number, height: number, turned = 1, frame = 0xc0): number[] =>
  [0xff, 0xd8, ...segment(0xe0, [...ascii('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]), ...segment(0xe1, orientation(turned)), 0xff, ...segment(frame, [8, ...word(height), ...word(width), 3, 1, 0x22, 0])];

export const file = (bytes: readonly number[], head = ''): string => `\x1b]1337;File=inline=1${head}:${base64(bytes)}\x07`;
export const sixel = (data: string, params = ''): string => `\x1bP${params}q${data}\x1b\\`;

/** A picture of bands in six colours, with raster attributes unless `bare`. */
export function stripes(width: number, height: number, bare = false): string {
  const colours = ['0;2;90;20;20', '1;2;20;80;30', '2;2;20;40;95', '3;2;95;85;20', '4;2;80;30;85', '5;2;25;85;85'];
  const bands = Array.from({ length: Math.ceil(height / 6) }, (_, band) => `#${band % 6}!${width}~`);
  return sixel(`${bare ? '' : `"1;1;${width};${height}`}${colours.map((colour) => `#${colour}`).join('')}${bands.join('$-')}`);
}

const fixture = (name: string, output: string, column: number, row: number, above = 0): ImageFixture => ({ name, output, cursor: [column, row], above });

export const IMAGE_FIXTURES: readonly ImageFixture[] = [
  fixture('sixel with raster attributes', sixel('"1;1;95;50#0!95~-'), 0, 2),
  fixture('what is beyond raster attributes', sixel('"1;1;10;20#0!95~-~-~-~-~-~'), 0, 0),
  fixture('sixel without raster attributes: seven bands', sixel('#0~-~-~-~-~-~-~'), 0, 2),
  fixture('a band of which one row is touched', sixel('~-~-~-@@@'), 0, 0),
  fixture('a band of which three rows are touched', sixel('~-~-~-CC'), 0, 1),
  fixture('new bands at the end', sixel('~-~-~-----'), 0, 2),
  fixture('empty sixels', sixel('?-?-?-?-'), 0, 1),
  fixture('nothing but bands', sixel('----------'), 0, 2),
  fixture('a repeat count that another command takes the place of', sixel('!3!5#1!300~'), 0, 0),
  fixture('broken raster attributes', sixel('"1;1;200#0~-~-~-~'), 0, 1),
  fixture('raster attributes and nothing else', sixel('"1;1;100;100'), 0, 0),
  fixture('raster attributes of no width', sixel('"1;1;0;61#0~'), 0, 3),
  fixture('raster attributes of no height', sixel('"1;1;61;0#0~'), 0, 0),
  fixture('five raster attributes', sixel('"1;1;10;200;5#0~'), 0, 0),
  fixture('line ends in the data', sixel('"1;1;10;45\n#0~\r\n-~'), 0, 2),
  fixture('no data', sixel(''), 0, 0),
  fixture('behind text', `text${sixel('"1;1;100;100#0~')}`, 4, 4),
  fixture('behind a full row', `${'x'.repeat(40)}${sixel('"1;1;100;100#0~')}y`, 1, 5),
  fixture('wider than the screen', `${' '.repeat(35)}${sixel('"1;1;300;30#0~')}z`, 36, 1),
  fixture('at the bottom: the screen scrolls', `\x1b[12;3H${sixel('"1;1;60;100#0~')}end`, 5, 11, 4),
  fixture('higher than the screen', `${sixel('"1;1;60;600#0~')}\r\nend`, 3, 11, 19),
  fixture('in a scroll region', `\x1b[3;6r\x1b[5;1H${sixel('"1;1;60;100#0~')}`, 0, 5),
  fixture('below a scroll region', `\x1b[3;6r\x1b[9;1H${sixel('"1;1;60;200#0~')}`, 0, 11),
  fixture('on the alternate screen', `\x1b[?1049h\x1b[11;5H${sixel('"1;1;60;100#0~')}`, 4, 11),
  fixture('without scrolling', `\x1b[?80h\x1b[4;7H${sixel('"1;1;60;400#0~')}x`, 7, 3),
  fixture('with scrolling again', `\x1b[?80h\x1b[?80l\x1b[4;7H${sixel('"1;1;60;100#0~')}x`, 7, 7),
  fixture('with scrolling after a soft reset', `\x1b[?80h\x1b[!p${sixel('"1;1;60;100#0~')}x`, 1, 4),
  fixture('with scrolling after a reset', `\x1b[?80h\x1bc${sixel('"1;1;60;100#0~')}x`, 1, 4),
  fixture('with line feed mode', `\x1b[20h\x1b[1;5H${sixel('"1;1;60;100#0~')}x`, 5, 4),
  fixture('cancelled', `${sixel('"1;1;60;100#0~').slice(0, -2)}\x18x`, 1, 0),
  fixture('of full HD', sixel('"1;1;1920;1080#0~'), 0, 11, 42),
  fixture('too many pixels', `${sixel('"1;1;3000;3000#0~')}x`, 1, 0),
  fixture('too many pixels without raster attributes', `${sixel('!9000~-'.repeat(100))}x`, 1, 0),
  fixture('a huge repeat count', `${sixel('!99999999~')}x`, 1, 0),
  fixture('huge raster attributes', `${sixel('"1;1;99999;99999#0~')}x`, 1, 0),
  fixture('numbers beyond everything', `${sixel(`"1;1;${'9'.repeat(400)};1#${'9'.repeat(400)}!${'9'.repeat(400)}~`)}x`, 1, 0),
  fixture('a very high one', `${sixel('-'.repeat(3000))}x`, 1, 0),
  fixture('not sixel but a question', '\x1bP$qm\x1b\\x', 1, 0),

  fixture('a PNG', file(png(95, 50)), 0, 2),
  fixture('a GIF', file(gif(95, 50)), 0, 2),
  fixture('a GIF with a comment', file(gif(95, 50, [95, 50], [0x21, 0xfe, 3, 1, 2, 3, 2, 1, 2, 0])), 0, 2),
  fixture('a GIF whose frame is larger', `${file(gif(95, 50, [9999, 9999]))}x`, 1, 0),
  fixture('a JPEG', file(jpeg(95, 50)), 0, 2),
  fixture('a progressive JPEG', file(jpeg(95, 50, 1, 0xc2)), 0, 2),
  fixture('a JPEG held upright', file(jpeg(200, 50, 6)), 0, 9),
  fixture('a width in cells', file(png(100, 100), ';width=10'), 0, 4),
  fixture('a height in cells', file(png(100, 100), ';height=3'), 0, 2),
  fixture('both, and the ratio kept: the width counts', file(png(100, 100), ';width=10;height=9'), 0, 4),
  fixture('both, and the ratio not kept', file(png(100, 100), ';width=10;height=9;preserveAspectRatio=0'), 0, 8),
  fixture('pixels', file(png(100, 100), ';width=61px'), 0, 3),
  fixture('per cent of the width', file(png(100, 25), ';width=50%'), 0, 2),
  fixture('per cent of the height', file(png(100, 100), ';height=50%'), 0, 5),
  fixture('auto', file(png(100, 100), ';width=auto;height=auto'), 0, 4),
  fixture('larger than the screen: shrunk, with a row left', file(png(4000, 3000)), 0, 10),
  fixture('wider than the screen', file(png(4000, 500)), 0, 2),
  fixture('a wrong length of the file', file(png(95, 50), ';size=3'), 0, 2),
  fixture('no length of the file', file(png(95, 50)), 0, 2),
  fixture('a name', file(png(95, 50), `;name=${base64(ascii('picture.png'))}`), 0, 2),
  fixture('not inline', `${file(png(95, 50)).replace('inline=1', 'inline=0')}x`, 1, 0),
  fixture('a senseless width', `${file(png(95, 50), ';width=wide')}x`, 1, 0),
  fixture('a width of nothing is auto', `${file(png(95, 50), ';width=0px;height=5')}x`, 1, 4),
  fixture('a PNG bomb', `${file(png(30_000, 30_000))}x`, 1, 0),
  fixture('a huge width', `${file(png(95, 50), ';width=999999')}x`, 1, 0),
  fixture('no image', `${file(ascii('hello, hello, hello, hello, hello'))}x`, 1, 0),
  fixture('part of a head', `${file(png(95, 50).slice(0, 20))}x`, 1, 0),
  fixture('not base64', `\x1b]1337;File=inline=1:****\x07x`, 1, 0),
  fixture('no file at all', '\x1b]1337;SetMark\x07x', 1, 0),
  fixture('a file at the bottom', `\x1b[12;3H${file(png(60, 100))}end`, 5, 11, 4),
  fixture('two images and text', `a\r\n${sixel('"1;1;60;60#0~')}\r\nb${file(png(30, 60))}c\r\nd`, 1, 7),
];
