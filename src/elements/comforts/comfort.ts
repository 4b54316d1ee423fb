import type { TemplateResult } from 'lit';
import type { Clock } from '../../base/clock.js';
import type { Disposable } from '../../base/disposable.js';
import type { TerminalSession } from '../../client/session/contract.js';
import type { TerminalError } from '../../protocol/errors.js';
import type { ScreenView, ScreenWishes } from '../terminal-view/screen-view.js';
import type { Command, CommandName } from './commands.js';
import type { Place } from './menu-popup.js';

/** The element as comforts see it: they read its attributes themselves, so that nothing has to hand them on. What is undefined has its default. */
export interface ComfortHost extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly canType: boolean;
  /** Words that take keys away from commands; see `HOTKEYS`. */
  readonly hotkeys: string | undefined;
  /** `escape` (default) or `trap`. */
  readonly tabKey: string | undefined;
  readonly copyOnSelect: boolean;
  /** `auto` (default), `always` or `never`. */
  readonly pasteWarning: string | undefined;
  /** `menu` (default), `paste` or `none`. */
  readonly rightClick: string | undefined;
  /** `visual` (default), `sound` or `none`. */
  readonly bell: string | undefined;
  /** `block` (default), `bar` or `underline`. */
  readonly cursorStyle: string | undefined;
  readonly cursorBlink: boolean;
  /** 1 to 21. Default 4.5. */
  readonly minimumContrast: number | undefined;
  readonly withToolbar: boolean;
  readonly label: string | undefined;
  /** `auto` (default: where the pointer is a finger), `on` or `off`. */
  readonly keyBar: string | undefined;
  /** `auto` (default), `on` or `off`. */
  readonly screenReaderMode: string | undefined;
  readonly withoutLinks: boolean;
  clear(): void;
}

/** What every comfort is handed. */
export interface ComfortSite {
  readonly host: ComfortHost;
  readonly session: TerminalSession;
  readonly view: ScreenView;
  readonly clock: Clock;
  /** The box with the screen. */
  box(): HTMLElement;
  /** Runs a command of any comfort; false if it has nothing to do. */
  run(name: CommandName): boolean;
  /** Whether a command has something to do just now. */
  ready(name: CommandName): boolean;
  /** Its keys as people read them; undefined if it has none. */
  keysOf(name: CommandName): string | undefined;
  /** A menu opens about what is under the pointer, or has closed. */
  pointed(open: boolean): void;
  /** The menu opens at a place of the window. */
  menuAt(place: Place): void;
  /** The element is rendered anew. */
  changed(): void;
  /** The screen is configured anew, by way of `amend`. */
  restyle(): void;
  /** Says and fires a failure that changes nothing else. */
  failed(error: TerminalError): void;
  /** A new shell under the same name. */
  restart(): void;
}

/** Where a comfort puts what is seen of it. */
export interface Places {
  /** Before everything, also in the order of Tab. */
  readonly start?: TemplateResult;
  /** In the strip above the screen. */
  readonly toolbar?: TemplateResult;
  /** Over the screen, before it in the order of Tab. */
  readonly layer?: TemplateResult;
  /** In a strip below the screen. */
  readonly footer?: TemplateResult;
}

/** One thing that makes a screen pleasant to use, for as long as an element shows it. */
export interface Comfort extends Disposable {
  /** What it can be told to do, by keys, menus and buttons. */
  readonly commands?: Partial<Record<CommandName, Command>>;
  /** What is wrong with its attributes. */
  readonly misused?: TerminalError | undefined;
  /** After every update of the element: attributes may have changed. */
  follow?(): void;
  /** What it shows. Asked in every render of the element. */
  render?(): Places;
  /** What it changes in how the screen is to be. */
  amend?(wishes: ScreenWishes): ScreenWishes;
  /** The program rang the bell. */
  rang?(): void;
  /** The screen was cleared by hand or call, which is no output. */
  cleared?(): void;
  /** A menu opens about what is under the pointer, or has closed: until then what is there stays meant. */
  pointed?(open: boolean): void;
  /** Somebody types. Returns what is to go to the shell, which may be nothing. */
  typing?(data: string): string;
  /** Somebody pastes. True: this comfort sees to it. */
  pasted?(text: string): boolean;
}
