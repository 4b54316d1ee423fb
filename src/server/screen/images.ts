import type { ImageReader } from '../../base/images/image-reader.js';
import { rowsOf, type PixelSize } from '../../base/images/image-size.js';
import type { XtermCore } from './xterm-core.js';

/** Makes room for images as pages do, which draw them; here there is nothing to see of them. */
export function readImages(core: XtermCore): ImageReader {
  const cover = (size: PixelSize | undefined): void => {
    if (size !== undefined && reader.scrolls) core.coverRows(rowsOf(size));
  };
  const reader = core.readImages({ sixelEnds: cover, fileEnds: cover });
  return reader;
}
