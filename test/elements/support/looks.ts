import { executeServerCommand } from '@web/test-runner-commands';

/** What Chromium says of the system: `forced-colors`, `prefers-contrast`, `prefers-color-scheme` … */
export const emulate = (features: Record<string, string>): Promise<unknown> => executeServerCommand('media:features', features);

const rows = (element: Element): HTMLElement => element.shadowRoot?.querySelector('.xterm-rows') as HTMLElement;

/** The piece of a row with exactly this text. */
export function piece(element: Element, text: string): HTMLElement {
  const found = [...rows(element).querySelectorAll('span')].find((span) => span.textContent === text);
  if (found === undefined) throw new TypeError(`nothing on the screen is drawn as "${text}": ${rows(element).innerHTML}`);
  return found;
}

export interface Look {
  /** As the browser draws it: `rgb(…)`. */
  readonly colour: string;
  readonly background: string;
}

export function look(element: Element, text: string): Look {
  const { color, backgroundColor } = getComputedStyle(piece(element, text));
  return { colour: color, background: backgroundColor };
}

/** `#rrggbb` as computed styles write it. */
export function rgb(hex: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${r}, ${g}, ${b})`;
}

const numbers = (colour: string): number[] => [...colour.matchAll(/[\d.]+/g)].map(Number);

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = numbers(colour).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Ratio of WCAG of two computed colours. */
export function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
