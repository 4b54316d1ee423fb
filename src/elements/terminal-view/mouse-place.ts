import type { MousePlace } from './xterm-window.js';

/**
 * Where the mouse is in an element, in the pixels that the element's own layout is made in: from its left and its top, inside border and padding. Transforms and `zoom` of the page
 * scale what is seen, not what is laid out. Turned or slanted elements are not provided for.
 */
export function mousePlace(element: HTMLElement, { clientX, clientY }: MousePlace): readonly [number, number] {
  const { left, top, width, height } = element.getBoundingClientRect();
  const style = element.ownerDocument.defaultView?.getComputedStyle(element);
  const pixels = (value: string | undefined): number => Number.parseFloat(value ?? '') || 0;
  return [
    (clientX - left) / scale(width, element.offsetWidth) - pixels(style?.paddingLeft),
    (clientY - top) / scale(height, element.offsetHeight) - pixels(style?.paddingTop),
  ];
}

/** The size in the layout is a whole number: less than a pixel is no scaling. */
const scale = (seen: number, laidOut: number): number => (laidOut === 0 || Math.abs(seen - laidOut) < 1 ? 1 : seen / laidOut);
