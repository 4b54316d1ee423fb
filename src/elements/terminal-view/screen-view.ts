import type { SessionView } from '../../client/session/contract.js';
import type { TerminalError } from '../../protocol/errors.js';
import type { RendererKind } from './drawing.js';
import type { HoveredLink } from './links.js';
import type { PromptMarks } from './prompt-marks.js';
import type { ITerminalOptions, ITheme, XtermTerminal } from './xterm.js';

export type ColorScheme = 'dark' | 'light';

/** What a host asks of a screen, as its attributes say it; what is undefined or makes no sense is left to CSS and the defaults. */
export interface ScreenWishes {
  readonly scheme: ColorScheme;
  /** Computed style of the host, for its custom properties. */
  readonly style: CSSStyleDeclaration;
  /** Colours that win over CSS. */
  readonly theme: ITheme | undefined;
  /** WCAG ratio, of the theme that was named. */
  readonly minimumContrast: number | undefined;
  /** `webgl`, or anything else for the DOM renderer. */
  readonly renderer: string;
  /** Pixels. */
  readonly fontSize: number | undefined;
  /** Lines. */
  readonly scrollback: number | undefined;
  readonly readOnly: boolean;
  /** Whether links can be followed. Default true. */
  readonly links?: boolean;
  /** What people call the terminal; may be empty. */
  readonly label: string;
  /** Other xterm.js options, which win over everything. */
  readonly options: ITerminalOptions;
}

/** The element that shows a screen, as the screen sees it. */
export interface ScreenHost {
  /** Where the screen goes; an empty box inside the element. */
  readonly container: HTMLElement;
  wishes(): ScreenWishes;
  /** First time that what the server holds is on the screen; at once for a screen that was warm. */
  synced(restored: boolean): void;
  /** Another host shows the screen now. */
  taken(): void;
  /** The host that took it has left; it may be shown here again. */
  freed(): void;
  /** The screen is gone for good. */
  ended(): void;
  /** There is text on the screen now, or none any more. Hosts of an older copy of the package lack it. */
  contentChanged?(): void;
  failed(error: TerminalError): void;
  titled(title: string): void;
  rang(): void;
  resized(cols: number, rows: number): void;
  /** A key, before the terminal has it. False keeps it out. */
  pressed(event: KeyboardEvent): boolean;
  /** What is typed, as it is to go to the shell. */
  typing(data: string): string;
  /** Somebody pastes into the terminal: the host calls `paste`, if it comes to that. */
  pasted(text: string): void;
  /** False keeps the text out of the shell. */
  pasting(text: string): boolean;
  /** The pointer is on a link; undefined: it has left it. */
  linkHovered(link: HoveredLink | undefined): void;
  /** A link was pressed: the host calls `openLink`, if it comes to that. */
  linkPressed(uri: string, event: MouseEvent): void;
  /** False keeps the browser from opening the address. */
  following(uri: string): boolean;
}

/**
 * The live screen of a session, with what elements need of it. Elements of another copy of the package call it too, so it is spoken to through this interface only
 * (the registry's generation covers it), never by `instanceof`.
 */
export interface ScreenView extends SessionView {
  readonly terminal: XtermTerminal;
  /** Where the shell's prompts are. */
  readonly prompts: Pick<PromptMarks, 'previous' | 'next' | 'any' | 'cleared'>;
  /** What draws it just now. */
  readonly renderer: RendererKind;
  /** Whether the keyboard is in it. */
  readonly focused: boolean;
  /** Whether anything is on the screen or above it. */
  readonly hasContent: boolean;
  /** Takes the screen into a host; the one that had it is told. Also after the host has moved: styles, size and focus are seen to. */
  show(host: ScreenHost): void;
  /** Parks the screen if `host` shows it, and forgets the host otherwise. */
  release(host: ScreenHost): void;
  /** Takes over changed wishes of the host. */
  configure(wishes: ScreenWishes): void;
  /** Fits in the next frame. */
  fit(): void;
  focus(): void;
  paste(text: string): void;
  /** Opens a web address in a window that knows nothing of this page, after asking the host. Returns whether it is one; others are never opened. */
  openLink(uri: string): boolean;
  /** Screen and scrollback as text. */
  text(): string;
}
