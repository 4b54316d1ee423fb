import type { SessionView } from '../../client/session/contract.js';
import type { TerminalError } from '../../protocol/errors.js';
import type { ScreenSettings } from './theme.js';
import type { XtermTerminal } from './xterm.js';

/** The element that shows a screen, as the screen sees it. */
export interface ScreenHost {
  /** Where the screen goes; an empty box inside the element. */
  readonly container: HTMLElement;
  settings(): ScreenSettings;
  /** xterm.js is there, the screen is open and has the size of the box. */
  opened(): void;
  /** First time that what the server holds is on the screen; at once for a screen that was warm. */
  synced(restored: boolean): void;
  /** Another host shows the screen now. */
  taken(): void;
  /** The host that took it has left; it may be shown here again. */
  freed(): void;
  /** The screen is gone for good. */
  ended(): void;
  failed(error: TerminalError): void;
  titled(title: string): void;
  rang(): void;
  resized(cols: number, rows: number): void;
  /** False keeps the text out of the shell. */
  pasting(text: string): boolean;
  /** False keeps the browser from opening the address. */
  following(uri: string): boolean;
}

/**
 * The live screen of a session, with what elements need of it. Elements of another copy of the package call it too, so it is spoken to through this interface only
 * (the registry's generation covers it), never by `instanceof`.
 */
export interface ScreenView extends SessionView {
  /** Resolves once xterm.js has been loaded; a failed load is told to the host and leaves it pending. */
  readonly terminal: Promise<XtermTerminal>;
  /** The same, if it is there already. */
  readonly loadedTerminal: XtermTerminal | undefined;
  /** Set while xterm.js could not be loaded. */
  readonly loadError: TerminalError | undefined;
  /** Whether the keyboard is in it. */
  readonly focused: boolean;
  /** Whether anything is on the screen or above it. */
  readonly hasContent: boolean;
  /** Takes the screen into a host; the one that had it is told. Also after the host has moved: styles, size and focus are seen to. */
  show(host: ScreenHost): void;
  /** Parks the screen if `host` shows it, and forgets the host otherwise. */
  release(host: ScreenHost): void;
  /** Takes over changed settings of the host. */
  configure(settings: ScreenSettings): void;
  /** Loads again after `loadError`. */
  reload(): void;
  /** Fits in the next frame. */
  fit(): void;
  focus(): void;
  paste(text: string): void;
}
