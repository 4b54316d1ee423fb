/** How many times larger the page's `zoom` draws an element: what is measured in the window is divided by it before it is a length in the element. */
export function cssZoomOf(element: Element): number {
  return (element as Element & { readonly currentCSSZoom?: number }).currentCSSZoom ?? 1;
}
