import type { Clock } from '../../base/clock.js';
import type { TerminalError } from '../../protocol/errors.js';
import type { ViewerFacts } from '../../protocol/messages.js';
import { CharacterWidths } from './character-widths.js';
import { cleanTitle } from './clean-text.js';
import { controlCharacter } from './control-keys.js';
import { guardErase } from './erase-guard.js';
import { proposedSize } from './exact-fit.js';
import { TerminalFont } from './font.js';
import { Images } from './images.js';
import { Links, type LinkEvents } from './links.js';
import { mousePlace } from './mouse-place.js';
import { OutputGuard } from './output-guard.js';
import { PromptMarks } from './prompt-marks.js';
import { QueryGuard } from './query-guard.js';
import { keepReadingPlace } from './reading-place.js';
import type { ScreenSettings } from './theme.js';
import { viewerFacts } from './viewer-facts.js';
import { FitAddon, Terminal, type ITerminalOptions, type XtermTerminal } from './xterm.js';
import { coreOf, type XtermCore } from './xterm-core.js';

export interface LiveTerminalEvents {
  input(data: string | Uint8Array): void;
  /** Whether programs may be told of mouse and focus just now: where nothing can be typed at once, that would wait and be replayed into whatever runs then. */
  mayReport(): boolean;
  /** A key, before anything is made of it. False keeps it out. */
  pressed(event: KeyboardEvent): boolean;
  /** A key was pressed, whatever comes of it. */
  typed(): void;
  bell(): void;
  /** What was written until now has been parsed. */
  parsed(): void;
  title(title: string): void;
  resize(cols: number, rows: number): void;
  readonly links: LinkEvents;
  /** Cells may have another size than before. */
  remeasured(): void;
  /** Something cannot be shown. */
  failed(error: TerminalError): void;
}

/** xterm.js with everything of ours plugged in; knows neither session nor element. */
export class LiveTerminal {
  readonly term: XtermTerminal;
  /** Undefined when xterm.js is another one than is known here. */
  readonly core: XtermCore | undefined;
  readonly guard: OutputGuard;
  readonly prompts: PromptMarks;
  readonly widths: CharacterWidths;
  readonly images: Images;
  readonly #fit = new FitAddon();
  readonly #wrapper: HTMLElement;
  readonly #events: LiveTerminalEvents;
  readonly #queries: QueryGuard;
  readonly #font: TerminalFont;
  readonly #links: Links;
  #settings: ScreenSettings | undefined;
  /** The document it works in. */
  #owner: Document | undefined;

  constructor(wrapper: HTMLElement, clock: Clock, events: LiveTerminalEvents) {
    this.#wrapper = wrapper;
    this.#events = events;
    const term = (this.term = new Terminal({
      allowProposedApi: true,
    }));
    term.loadAddon(this.#fit);
    this.widths = new CharacterWidths(term);
    this.#font = new TerminalFont({ term, wrapper, clock, measured: () => events.remeasured() });
    const core = (this.core = coreOf(term));
    this.guard = new OutputGuard(term, core);
    this.images = new Images({ term, core, clock, failed: (error) => events.failed(error) });
    this.prompts = new PromptMarks(term);
    const queries = (this.#queries = new QueryGuard(term.parser));
    this.#links = new Links(term, events.links);
    core?.keepSavedRows();
    if (core !== undefined) guardErase(core);
    core?.reportWhile(() => events.mayReport());
    term.attachCustomWheelEventHandler((event) => this.#mayScroll(event));
    term.attachCustomKeyEventHandler((event) => events.pressed(event) && !this.#typesControl(event));
    term.onData((data) => {
      if (!queries.isAnswer(data)) events.input(data);
    });
    // Mouse reports of the oldest kind: one byte per character, not UTF-8.
    term.onBinary((data) => events.input(Uint8Array.from(data, (char) => char.charCodeAt(0))));
    term.onKey(() => events.typed());
    term.onBell(() => events.bell());
    term.onTitleChange((title) => events.title(cleanTitle(title)));
    term.onWriteParsed(() => events.parsed());
    term.onResize(({ cols, rows }) => events.resize(cols, rows));
  }

  /** Whether a key was typed here that xterm.js does not know. */
  #typesControl(event: KeyboardEvent): boolean {
    const control = controlCharacter(event);
    if (control === undefined) return false;
    event.preventDefault();
    this.term.input(control);
    this.#events.typed();
    return true;
  }

  get readOnly(): boolean {
    return this.#settings?.readOnly === true;
  }

  /** The grid that would fill the wrapper; undefined before the terminal is open and has a font. */
  proposeSize(): { cols: number; rows: number } | undefined {
    return this.#font.known ? proposedSize(this.#fit, this.term, this.core) : undefined;
  }

  /** Puts it into its wrapper, which is in a document. */
  open(label: string): void {
    this.#owner = this.#wrapper.ownerDocument;
    this.term.open(this.#wrapper);
    this.images.opened();
    this.core?.findMouseBy(mousePlace);
    this.core?.typeWholeCompositions();
    this.#font.follow(this.#owner);
    this.term.textarea?.setAttribute('aria-label', label);
  }

  /** With another number of rows xterm.js lets go of what is selected, although no line changes (its issue 5300). */
  resize(cols: number, rows: number): void {
    const { term } = this;
    const range = cols === term.cols ? term.getSelectionPosition() : undefined;
    const text = term.getSelection();
    const change = (): void => term.resize(cols, rows);
    if (this.core === undefined) change();
    else keepReadingPlace(term, this.core, change);
    if (range === undefined) return;
    const { start, end } = range;
    term.select(start.x, start.y, (end.y - start.y) * cols + end.x - start.x);
    // Lines have gone at the top, or it was a block.
    if (term.getSelection() !== text) term.clearSelection();
  }

  /** To be called when its wrapper may have come into another document, by itself or with everything around it. */
  followDocument(): void {
    const { ownerDocument } = this.#wrapper;
    if (ownerDocument === this.#owner || this.#owner === undefined) return;
    this.#owner = ownerDocument;
    this.core?.leaveWindow();
    // Moves nothing; makes it use the timers and observers of the new window.
    this.term.open(this.#wrapper);
    this.core?.adopt(ownerDocument);
    this.#font.follow(ownerDocument);
  }

  /** What programs may be told of it; undefined before it has a theme. */
  get facts(): ViewerFacts | undefined {
    return this.#settings && viewerFacts(this.#settings.theme, this.core?.cell, this.#wrapper.ownerDocument);
  }

  configure(settings: ScreenSettings): void {
    const old = this.#settings;
    this.#settings = settings;
    const before = old === undefined ? {} : terminalOptions(old);
    const after = terminalOptions(settings);
    for (const key of Object.keys(after) as (keyof ITerminalOptions)[]) {
      // Setting a theme redraws everything, and xterm.js compares objects by identity.
      if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) Object.assign(this.term.options, { [key]: after[key] });
    }
    this.#font.use(settings);
    this.#links.enabled = settings.links;
    this.term.textarea?.setAttribute('aria-label', settings.label);
    if (old !== undefined) this.#events.remeasured();
  }

  /** Removing a focused node fires no blur everywhere; without it xterm.js goes on drawing a focused cursor. */
  noticeBlur(focused: boolean): void {
    const { element, textarea } = this.term;
    if (!focused && element?.classList.contains('focus') === true) textarea?.dispatchEvent(new FocusEvent('blur'));
  }

  dispose(): void {
    this.#font.dispose();
    this.guard.dispose();
    this.prompts.dispose();
    this.images.dispose();
    this.#links.dispose();
    this.#queries.dispose();
    this.term.dispose();
  }

  /** Where nothing can be scrolled, xterm.js makes arrow keys of the wheel. */
  #mayScroll(event: WheelEvent): boolean {
    const { buffer, options } = this.term;
    if ((buffer.active.type === 'normal' && options.scrollback !== 0) || this.#events.mayReport()) return true;
    event.preventDefault();
    return false;
  }
}

function terminalOptions({ theme, minimumContrast, fontSize, lineHeight, letterSpacing, scrollback, readOnly, options }: ScreenSettings): ITerminalOptions {
  return { theme, minimumContrastRatio: minimumContrast, fontSize, lineHeight, letterSpacing, scrollback, disableStdin: readOnly, ...options };
}
