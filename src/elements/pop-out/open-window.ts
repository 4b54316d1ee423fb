import { TerminalError } from '../../protocol/errors.js';
import { sentence } from '../element-sentences.js';

/** Not every browser has it, nor every list of types. */
interface DocumentPictureInPicture {
  readonly window: Window | null;
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

/** Smallest window, CSS pixels: 20 × 5 cells with room for a notice. */
const MIN_WIDTH = 320;
const MIN_HEIGHT = 160;

/**
 * Opens an empty window of the page: one that stays on top where the browser has such and none is open, else a popup. Both want a click or a key not long ago.
 * @param box whose size it gets, so that the grid and what is selected in it stay as they are
 * @throws TerminalError `unsupported` when the browser opens none
 */
export async function openWindow(page: Window, box: DOMRect): Promise<Window> {
  const width = Math.max(MIN_WIDTH, Math.round(box.width));
  const height = Math.max(MIN_HEIGHT, Math.round(box.height));
  return (await onTop(page, width, height)) ?? popup(page, width, height);
}

/** A page has one at most: asking again would close the one that is there. */
async function onTop(page: Window, width: number, height: number): Promise<Window | undefined> {
  const { documentPictureInPicture: pictures } = page as Window & { readonly documentPictureInPicture?: DocumentPictureInPicture };
  if (pictures === undefined || pictures.window !== null) return undefined;
  // Refused in frames, without a click, and where a person or a policy forbids it.
  return await pictures.requestWindow({ width, height }).catch(() => undefined);
}

function popup(page: Window, width: number, height: number): Window {
  const opened = page.open('', '', `popup,width=${width},height=${height}`);
  if (opened !== null) return opened;
  throw new TerminalError('unsupported', sentence('noWindow'), { action: sentence('allowWindows') });
}
