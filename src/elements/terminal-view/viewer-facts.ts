import type { ViewerFacts } from '../../protocol/messages.js';
import { ANSI } from './theme.js';
import type { ITheme } from './xterm.js';

type Rgb = [number, number, number];

/** What programs may be told of the viewer: the resolved theme, and the size of a cell if it is known. */
export function viewerFacts(theme: ITheme, cell: { readonly width: number; readonly height: number } | undefined, owner: Document): ViewerFacts {
  const palette = ANSI.map((name) => rgbOf(theme[name], owner)).filter((colour) => colour !== undefined);
  return {
    ...named('foreground', rgbOf(theme.foreground, owner)), ...named('background', rgbOf(theme.background, owner)), ...named('cursor', rgbOf(theme.cursor, owner)),
    // All or none: the place in the list is what names a colour.
    ...(palette.length === ANSI.length ? { palette } : {}),
    ...(cell === undefined ? {} : { cellWidth: cell.width, cellHeight: cell.height }),
  };
}

const named = <K extends string>(key: K, colour: Rgb | undefined): { [P in K]?: Rgb } => (colour === undefined ? {} : ({ [key]: colour } as { [P in K]: Rgb }));

/** Red, green and blue of any CSS colour, laid over black if it is translucent; undefined when it is none. */
export function rgbOf(colour: string | undefined, owner: Document): Rgb | undefined {
  if (typeof colour !== 'string') return undefined;
  const hex = /^#([\da-f]{6})$/i.exec(colour.trim())?.[1];
  if (hex !== undefined) return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;
  // The browser knows them all: what it paints is the answer.
  const canvas = owner.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null || owner.defaultView?.CSS.supports('color', colour) !== true) return undefined;
  context.fillStyle = '#000';
  context.fillRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
