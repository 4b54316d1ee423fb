/*
 * How much room images in output take, and what they may cost. The server's screen and the page's terminal keep to the same numbers, or they would come to show different screens.
 */

/** Size in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Pixels of a cell to programs that draw: the VT340's. An image covers the same cells in every page, whatever the font, and on the server, which has none. */
export const IMAGE_CELL: PixelSize = { width: 10, height: 20 };
/** Longest side of an image, pixels: 500 rows, 1,000 columns. */
export const MAX_IMAGE_SIDE = 10_000;
/** Largest image, pixels; a full HD screen is a little smaller. */
export const MAX_IMAGE_PIXELS = 2 * 1024 * 1024;
/** Largest picture in a file, pixels: it is made smaller while it is read, and is in memory as a whole until then. */
export const MAX_FILE_PIXELS = 16 * 1024 * 1024;

/** Most pixels that may be set for one image, each as often as data say: 64 MiB of memory are written. */
export const MAX_SIXEL_WORK = 16 * 1024 * 1024;

export const isTooLarge = ({ width, height }: PixelSize): boolean => Math.max(width, height) > MAX_IMAGE_SIDE || width * height > MAX_IMAGE_PIXELS;

/** Whether an image of that size is drawn at all; one that is not takes no room either. */
export const isDrawable = (size: PixelSize): boolean => size.height > 0 && !isTooLarge(size);

/** Rows that an image covers. */
export const rowsOf = ({ height }: PixelSize): number => Math.ceil(height / IMAGE_CELL.height);
