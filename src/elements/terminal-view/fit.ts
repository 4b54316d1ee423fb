/** Smallest size a shell is told, cells. A smaller box shows a part of it and scrolls: programs draw nonsense in 2 × 1. */
export const MIN_FIT_COLS = 20;
export const MIN_FIT_ROWS = 5;

export interface GridSize {
  readonly cols: number;
  readonly rows: number;
  /** Whether the box is smaller than the grid in this direction. */
  readonly narrow: boolean;
  readonly low: boolean;
}

/** Something that has to be measured and then sized. */
export interface Fittable {
  readonly window: Window | null;
  /** Undefined when it is hidden, parked or has no area. */
  measure(): GridSize | undefined;
  apply(size: GridSize): void;
}

const waiting = new WeakMap<Window, Set<Fittable>>();

/** Fits in the next frame: all that wait are measured first and sized then, so that twenty terminals cost one layout. */
export function requestFit(target: Fittable): void {
  const { window } = target;
  if (window === null) return;
  const present = waiting.get(window);
  if (present !== undefined) {
    present.add(target);
    return;
  }
  const targets = new Set([target]);
  waiting.set(window, targets);
  window.requestAnimationFrame(() => {
    waiting.delete(window);
    const sizes = [...targets].map((one) => [one, one.measure()] as const);
    for (const [one, size] of sizes) if (size !== undefined) one.apply(size);
  });
}

/** What to make of the grid that would fill the box; undefined when there is nothing to go by. */
export function guardedSize(proposed: { cols: number; rows: number } | undefined): GridSize | undefined {
  if (proposed === undefined || !Number.isFinite(proposed.cols) || !Number.isFinite(proposed.rows)) return undefined;
  const { cols, rows } = proposed;
  return { cols: Math.max(MIN_FIT_COLS, cols), rows: Math.max(MIN_FIT_ROWS, rows), narrow: cols < MIN_FIT_COLS, low: rows < MIN_FIT_ROWS };
}

/** Whether a box can be measured: in the document, laid out, with an area inside its padding. */
export function hasArea(box: Element): boolean {
  const view = box.ownerDocument.defaultView;
  if (view === null || !box.isConnected || box.clientWidth === 0 || box.clientHeight === 0) return false;
  const { paddingLeft, paddingRight, paddingTop, paddingBottom } = view.getComputedStyle(box);
  return box.clientWidth > parseFloat(paddingLeft) + parseFloat(paddingRight) && box.clientHeight > parseFloat(paddingTop) + parseFloat(paddingBottom);
}
