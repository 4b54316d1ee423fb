import { rgbOf } from './viewer-facts.js';
import { readableAnsi, type ScreenSettings } from './theme.js';

/** Ratio that WCAG asks for where contrast is what people have asked for (AAA). */
const HIGH_CONTRAST = 7;
const QUERIES = { forced: '(forced-colors: active)', more: '(prefers-contrast: more)' } as const;
/** As CSS names them. */
const SYSTEM_COLOURS = ['Canvas', 'CanvasText', 'Highlight', 'HighlightText'] as const;

/**
 * What the system asks of a screen for the sake of contrast. With forced colours (High Contrast on Windows) text, background, cursor and selection are the system's own; what programs
 * colour keeps its hue, because it says something, and becomes as readable as can be. A page opts out as anywhere: by `forced-color-adjust: none`.
 */
export class SystemContrast {
  readonly #changed: () => void;
  #queries: readonly MediaQueryList[] = [];

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Follows the system of a window's user; null stops. */
  watch(view: Window | null): void {
    for (const query of this.#queries) query.removeEventListener('change', this.#changed);
    this.#queries = view === null ? [] : Object.values(QUERIES).map((query) => view.matchMedia(query));
    for (const query of this.#queries) query.addEventListener('change', this.#changed);
  }

  /**
   * @param style of the element that shows the screen
   * @param box where the screen is
   */
  amend(settings: ScreenSettings, style: CSSStyleDeclaration, box: Element): ScreenSettings {
    const view = box.ownerDocument.defaultView;
    if (view === null) return settings;
    const minimumContrast = Math.max(settings.minimumContrast, HIGH_CONTRAST);
    if (!view.matchMedia(QUERIES.forced).matches || style.getPropertyValue('forced-color-adjust') === 'none') {
      return view.matchMedia(QUERIES.more).matches ? { ...settings, minimumContrast } : settings;
    }
    const [background = '', foreground = '', highlight = '', highlightText = ''] = systemColours(view, box);
    return {
      ...settings,
      minimumContrast,
      theme: {
        ...readableAnsi(isDark(background, box.ownerDocument)),
        background, foreground, cursor: foreground, cursorAccent: background,
        selectionBackground: highlight, selectionInactiveBackground: highlight, selectionForeground: highlightText,
        scrollbarSliderBackground: foreground, scrollbarSliderHoverBackground: highlight, scrollbarSliderActiveBackground: highlight,
      },
    };
  }
}

/** xterm.js cannot resolve their names: the browser does. */
function systemColours(view: Window, box: Element): string[] {
  const probe = box.appendChild(box.ownerDocument.createElement('span'));
  probe.style.setProperty('forced-color-adjust', 'none');
  const colours = SYSTEM_COLOURS.map((name) => {
    probe.style.color = name;
    return view.getComputedStyle(probe).color;
  });
  probe.remove();
  return colours;
}

function isDark(colour: string, owner: Document): boolean {
  const [red, green, blue] = rgbOf(colour, owner) ?? [0, 0, 0];
  return red * 0.299 + green * 0.587 + blue * 0.114 < 128;
}
