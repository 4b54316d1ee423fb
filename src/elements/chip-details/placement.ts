/** In CSS pixels of the viewport. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Between chip and popup, and between popup and the edge of the window. */
const GAP = 6;
const MARGIN = 8;

/** Where a popup goes: below its anchor if there is room, else where there is more; beginning where the anchor begins, and never over an edge. */
export function placePopup(anchor: Box, popup: Pick<Box, 'width' | 'height'>, viewport: Pick<Box, 'width' | 'height'>, direction: 'ltr' | 'rtl'): { readonly left: number; readonly top: number } {
  const below = viewport.height - (anchor.top + anchor.height) - GAP - MARGIN;
  const above = anchor.top - GAP - MARGIN;
  const top = popup.height <= below || below >= above ? anchor.top + anchor.height + GAP : anchor.top - GAP - popup.height;
  const left = direction === 'rtl' ? anchor.left + anchor.width - popup.width : anchor.left;
  return { left: within(left, viewport.width - popup.width), top: within(top, viewport.height - popup.height) };
}

/** What is too large for the window begins at its edge. */
const within = (value: number, room: number): number => Math.max(MARGIN, Math.min(value, room - MARGIN));
