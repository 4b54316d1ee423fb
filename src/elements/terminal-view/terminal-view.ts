import type { Clock } from '../../base/clock.js';
import type { Registry } from '../../client/registry/contract.js';
import type { ShellStart, SnapshotSink, SnapshotStart, TerminalSession } from '../../client/session/contract.js';
import { isTerminalError, TerminalError } from '../../protocol/errors.js';
import { keepClick, keepTyping } from '../apart.js';
import { adopt, sharedSheet, type StyleRoot } from '../style-sheets.js';
import { bufferHasContent, bufferText } from './buffer-text.js';
import { cleanPaste } from './clean-text.js';
import { CursorInSight } from './cursor-in-sight.js';
import { Drawing, type RendererKind } from './drawing.js';
import { guardedSize, hasArea, requestFit, type Fittable, type GridSize } from './fit.js';
import { FocusMemory } from './focus-memory.js';
import { isWebAddress } from './links.js';
import { LiveTerminal } from './live-terminal.js';
import { paste } from './long-paste.js';
import { OutputFeed } from './output-feed.js';
import { Pace } from './pace.js';
import { hasFocus, moveInto, park } from './parking.js';
import { END_OF_PROGRESS, ProgressReport } from './progress-report.js';
import type { PromptMarks } from './prompt-marks.js';
import type { ScreenHost, ScreenView, ScreenWishes } from './screen-view.js';
import { screenStyles } from './screen.styles.js';
import { SystemContrast } from './system-contrast.js';
import { resolveSettings, type ScreenSettings } from './theme.js';
import { XTERM_CSS, type XtermTerminal } from './xterm.js';

/** Programs ring as often as they like; so much reaches the page. Milliseconds between two bells, and between two titles: one per frame. */
const BELL_MS = 250;
const TITLE_MS = 16;
const ENCODED_END = new TextEncoder().encode(END_OF_PROGRESS);

export interface TerminalViewOptions {
  readonly session: TerminalSession;
  readonly registry: Pick<Registry, 'recordSwitch'>;
  readonly clock: Clock;
  /** Where it waits while no element shows it. */
  readonly document: Document;
}

/**
 * The live screen of one session: one xterm.js terminal, opened once, in a wrapper of its own. Hosts borrow the wrapper; between hosts it waits in the parking place
 * and goes on parsing. It is never rebuilt: that is what keeps scroll position, selection and modes.
 */
export class TerminalView implements ScreenView, Fittable {
  readonly #options: TerminalViewOptions;
  readonly #session: TerminalSession;
  readonly #wrapper: HTMLElement;
  readonly #live: LiveTerminal;
  readonly #feed: OutputFeed;
  readonly #focus: FocusMemory;
  readonly #drawing: Drawing;
  readonly #cursor: CursorInSight;
  readonly #contrast = new SystemContrast(() => this.#reconfigure());
  /** Hosts that had the screen taken from them, latest last. */
  readonly #displaced: ScreenHost[] = [];
  #state: 'live' | 'disposed' = 'live';
  #host: ScreenHost | undefined;
  #sizeWatch: ResizeObserver | undefined;
  #told: GridSize | undefined;
  readonly #bell: Pace<void>;
  readonly #title: Pace<string>;
  readonly #progress: ProgressReport;
  /** Size that the host was told last. */
  #announced: string;
  /** As of the last parsed output. */
  #hadContent = false;
  /** What the terminal types just now was pasted, by whomever. */
  #pasting = false;
  /** Facts that the session was told last, as JSON. */
  #described = '';

  constructor(options: TerminalViewOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#wrapper = options.document.createElement('div');
    this.#wrapper.className = 'terminal-wrapper';
    this.#wrapper.addEventListener('paste', (event) => this.#onPaste(event), { capture: true });
    for (const type of ['keydown', 'keypress'] as const) this.#wrapper.addEventListener(type, keepTyping);
    this.#focus = new FocusMemory(this.#wrapper);
    this.#live = new LiveTerminal(this.#wrapper, options.clock, {
      input: (data) => this.#typed(data),
      mayReport: () => this.#session.status === 'connected' && this.#session.state.input.held === undefined,
      // One that the page has taken for itself before would neither be typed into a text field.
      pressed: (event) => !event.defaultPrevented && (this.#host?.pressed(event) ?? true),
      typed: () => this.#feed.typed(),
      bell: () => this.#rang(),
      parsed: () => this.#noteContent(),
      title: (title) => this.#title.say(title),
      resize: () => this.#announceSize(),
      links: {
        hovered: (link) => this.#host?.linkHovered(link),
        pressed: (uri, event) => this.#host?.linkPressed(uri, event),
      },
      remeasured: () => this.#remeasured(),
      failed: (error) => this.#host?.failed(error),
    });
    const { clock } = options;
    const { term, core, guard, widths, images } = this.#live;
    this.#drawing = new Drawing({ term, core, clock, changed: () => this.#remeasured() });
    this.#cursor = new CursorInSight(term, () => this.#host?.container);
    this.#announced = `${term.cols}x${term.rows}`;
    this.#bell = new Pace(clock, BELL_MS, 'nothing', () => this.#host?.rang());
    this.#title = new Pace(clock, TITLE_MS, 'latest', (title) => this.#titled(title));
    this.#progress = new ProgressReport(term.parser, clock, (progress) => this.#session.noteProgress(progress));
    this.#feed = new OutputFeed({ clock, term, core, guard, widths, images }, {
      synced: (restored) => this.#host?.synced(restored),
      sizeFreed: () => this.#fitNow(),
      failed: (error) => this.#host?.failed(error),
    });
  }

  // What the session calls

  write(bytes: Uint8Array, parsed: () => void): void {
    this.#feed.write(bytes, parsed);
  }

  beginShell(start: ShellStart): void {
    this.#endProgress();
    this.#feed.beginShell(start);
  }

  beginSnapshot(start: SnapshotStart): SnapshotSink {
    this.#endProgress();
    return this.#feed.beginSnapshot(start);
  }

  get shown(): boolean {
    return this.#host !== undefined;
  }

  dispose(): void {
    if (this.#state === 'disposed') return;
    this.#state = 'disposed';
    this.#sizeWatch?.disconnect();
    this.#contrast.watch(null);
    this.#feed.dispose();
    this.#bell.dispose();
    this.#title.dispose();
    this.#progress.dispose();
    this.#drawing.dispose();
    this.#cursor.dispose();
    this.#live.dispose();
    this.#wrapper.remove();
    const hosts = [...this.#displaced.splice(0), ...(this.#host === undefined ? [] : [this.#host])];
    this.#host = undefined;
    for (const host of hosts) host.ended();
  }

  // What elements call

  get prompts(): PromptMarks {
    return this.#live.prompts;
  }

  get terminal(): XtermTerminal {
    return this.#live.term;
  }

  get renderer(): RendererKind {
    return this.#drawing.renderer;
  }

  get focused(): boolean {
    return hasFocus(this.#wrapper);
  }

  get hasContent(): boolean {
    return this.#state === 'live' && bufferHasContent(this.#live.term);
  }

  show(host: ScreenHost): void {
    if (this.#state === 'disposed') return;
    const previous = this.#host;
    this.#host = host;
    this.#told = undefined;
    this.#forget(host);
    if (previous !== undefined && previous !== host) {
      this.#displaced.push(previous);
      previous.taken();
    }
    this.#mount(host);
    this.#session.touch();
  }

  release(host: ScreenHost): void {
    this.#forget(host);
    if (this.#host !== host) return;
    this.#host = undefined;
    this.#sizeWatch?.disconnect();
    this.#contrast.watch(null);
    this.#live.noticeBlur(hasFocus(this.#wrapper));
    this.#drawing.hide();
    park(this.#wrapper, this.#options.document);
    this.#live.followDocument();
    this.#session.touch();
    this.#displaced.pop()?.freed();
  }

  configure(wishes: ScreenWishes): void {
    if (this.#host !== undefined) this.#adapt(this.#host, wishes);
  }

  fit(): void {
    requestFit(this);
  }

  focus(): void {
    this.#live.term.focus();
  }

  paste(text: string): void {
    const clean = cleanPaste(text);
    if (clean === '' || this.#live.readOnly || this.#host?.pasting(clean) === false) return;
    this.#pasting = true;
    paste(this.#live.term, this.#session, clean).catch((error: unknown) => this.#refused(error));
    this.#pasting = false;
  }

  openLink(uri: string): boolean {
    if (!isWebAddress(uri)) return false;
    if (this.#host?.following(uri) !== false) this.window?.open(uri, '_blank', 'noopener,noreferrer');
    return true;
  }

  text(): string {
    return bufferText(this.#live.term);
  }

  // What fitting calls

  get window(): (Window & typeof globalThis) | null {
    return this.#wrapper.ownerDocument.defaultView;
  }

  measure(): GridSize | undefined {
    if (this.#host === undefined || this.#feed.keepsSize || !this.#drawing.settled || !hasArea(this.#host.container)) return undefined;
    return guardedSize(this.#live.proposeSize());
  }

  apply(size: GridSize): void {
    if (this.#host === undefined) return;
    const { cols, rows } = size;
    const { term } = this.#live;
    if (term.cols !== cols || term.rows !== rows) this.#live.resize(cols, rows);
    // A box below the smallest size scrolls. Left to CSS: a paused renderer resizes its elements later, so they can't be measured here.
    this.#host.container.toggleAttribute('data-narrow', size.narrow);
    this.#host.container.toggleAttribute('data-low', size.low);
    this.#cursor.look();
    this.#describe();
    if (this.#told?.cols === cols && this.#told.rows === rows) return;
    this.#told = size;
    this.#session.resize(cols, rows);
  }

  // Inside

  #mount(host: ScreenHost): void {
    const startedAt = this.#options.clock.now();
    const { term } = this.#live;
    moveInto(host.container, this.#wrapper);
    // The box with its padding; the same function again changes nothing.
    host.container.addEventListener('click', keepClick);
    const owner = this.#wrapper.ownerDocument;
    const root = this.#wrapper.getRootNode() as StyleRoot;
    adopt(root, [sharedSheet(owner, XTERM_CSS), sharedSheet(owner, screenStyles.cssText)]);
    this.#contrast.watch(owner.defaultView);
    // Before opening: the first measurement is then the right one.
    const settings = this.#adapt(host, host.wishes());
    if (term.element === undefined) {
      this.#drawing.open(this.#wrapper, () => this.#live.open(settings.label));
    } else {
      this.#live.followDocument();
    }
    this.#drawing.show(host.container, root);
    this.#watchSize(host);
    this.#describe();
    this.#fitNow();
    if (this.#focus.wanted(owner)) term.focus();
    if (this.#feed.synced) host.synced(true);
    const { clock, registry } = this.#options;
    this.window?.requestAnimationFrame(() => clock.after(0, () => registry.recordSwitch(clock.now() - startedAt, this.#session)));
  }

  #adapt(host: ScreenHost, wishes: ScreenWishes): ScreenSettings {
    const settings = this.#contrast.amend(resolveSettings(wishes, host.container), wishes.style, host.container);
    this.#live.configure(settings);
    // By itself it is never WebGL: what that is worth depends on the machine, which a page can't ask.
    this.#drawing.wish(wishes.renderer === 'webgl' ? 'webgl' : 'dom');
    return settings;
  }

  #remeasured(): void {
    this.#describe();
    this.fit();
  }

  #reconfigure(): void {
    if (this.#host !== undefined) this.configure(this.#host.wishes());
  }

  /** Before anything is painted at another size. */
  #fitNow(): void {
    const size = this.measure();
    if (size !== undefined) this.apply(size);
    this.#announceSize();
  }

  /** What is said over the screen depends on whether there is text; output may be parsed after it was said. */
  #noteContent(): void {
    const { hasContent } = this;
    if (hasContent === this.#hadContent) return;
    this.#hadContent = hasContent;
    this.#host?.contentChanged?.();
  }

  #rang(): void {
    this.#bell.say();
    // What rings in a picture of the screen has rung long ago.
    if (!this.#feed.keepsSize) this.#session.noteBell();
  }

  #titled(title: string): void {
    this.#session.noteTitle(title);
    this.#host?.titled(title);
  }

  /** In its place in the output: what comes before may still be parsed, and say something. */
  #endProgress(): void {
    this.#feed.write(ENCODED_END, () => {});
  }

  /** The size of a snapshot on its way is nobody's. */
  #announceSize(): void {
    if (this.#feed.keepsSize) return;
    const { cols, rows } = this.#live.term;
    const size = `${cols}x${rows}`;
    if (size === this.#announced) return;
    this.#announced = size;
    this.#host?.resized(cols, rows);
  }

  #describe(): void {
    const { facts } = this.#live;
    const described = JSON.stringify(facts);
    if (facts === undefined || described === this.#described) return;
    this.#described = described;
    this.#session.describeViewer(facts);
  }

  #watchSize(host: ScreenHost): void {
    this.#sizeWatch?.disconnect();
    const view = this.window;
    if (view === null) return;
    this.#sizeWatch = new view.ResizeObserver(() => {
      this.#drawing.laidOut();
      this.fit();
    });
    this.#sizeWatch.observe(host.container);
  }

  #typed(data: string | Uint8Array): void {
    const rest = typeof data === 'string' && !this.#pasting ? (this.#host?.typing(data) ?? data) : data;
    if (rest.length > 0) this.#send(rest);
  }

  #send(data: string | Uint8Array): void {
    try {
      this.#session.send(data);
    } catch (error) {
      this.#refused(error);
    }
  }

  #refused(error: unknown): void {
    this.#host?.failed(isTerminalError(error) ? error : new TerminalError('internal', 'What was typed could not be sent.', { cause: error }));
  }

  #onPaste(event: ClipboardEvent): void {
    // xterm.js would paste it as it is: a text with ESC [201~ in it ends the bracket and types the rest.
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#host?.pasted(event.clipboardData?.getData('text/plain') ?? '');
  }

  #forget(host: ScreenHost): void {
    const at = this.#displaced.indexOf(host);
    if (at >= 0) this.#displaced.splice(at, 1);
  }
}
