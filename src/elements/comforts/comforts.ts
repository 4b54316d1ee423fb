import { nothing, type TemplateResult } from 'lit';
import type { Disposable } from '../../base/disposable.js';
import type { TerminalError } from '../../protocol/errors.js';
import { words } from '../localize.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import type { HoveredLink } from '../terminal-view/links.js';
import type { ScreenWishes } from '../terminal-view/screen-view.js';
import type { XtermTerminal } from '../terminal-view/xterm.js';
import { Attributes, choiceOf, wordsOf } from './attributes.js';
import { Bell } from './bell.js';
import { Clipboard } from './clipboard.js';
import type { Comfort, ComfortHost, ComfortSite, Places } from './comfort.js';
import { comfortsStyles } from './comforts.styles.js';
import { COMMANDS, type Command, type CommandName } from './commands.js';
import { Find } from './find.js';
import type { FindOptions } from './find-options.js';
import { KeyBar } from './key-bar.js';
import { chordText, KEY_STRINGS } from './key-strings.js';
import { chordFor, keyMeaning, platformOf, type KeySettings } from './keys.js';
import { LinkCards } from './link-cards.js';
import { Menu } from './menu.js';
import { Paste } from './paste.js';
import { ProgressBar } from './progress-bar.js';
import { ScreenCommands } from './screen-commands.js';
import { ScreenLooks } from './screen-looks.js';
import { ScreenReader } from './screen-reader.js';
import { ScrollHint } from './scroll-hint.js';
import { Toolbar } from './toolbar.js';
import { Touch } from './touch.js';
import { Zoom } from './zoom.js';

/** Every comfort has its place in the list, so that one that comes or goes leaves the others as they are; undefined when there is none. */
type Content = readonly (TemplateResult | typeof nothing)[] | undefined;

/** What the comforts give the element to place. */
export interface Placed {
  readonly start: Content;
  readonly toolbar: Content;
  readonly layers: Content;
  readonly footer: Content;
}

/** The comforts of one screen in one element. */
export class Comforts implements Disposable {
  readonly #host: ComfortHost;
  readonly #terminal: XtermTerminal;
  readonly #all: readonly Comfort[];
  readonly #keys: KeyBar;
  readonly #find: Find;
  readonly #links: LinkCards;

  constructor(site: Omit<ComfortSite, 'run' | 'ready' | 'keysOf' | 'pointed' | 'menuAt'>) {
    this.#host = site.host;
    this.#terminal = site.view.terminal;
    const whole: ComfortSite = {
      ...site,
      run: (name) => this.run(name),
      ready: (name) => this.ready(name),
      keysOf: (name) => this.#keysOf(name),
      pointed: (open) => {
        for (const comfort of this.#all) comfort.pointed?.(open);
      },
      menuAt: (place) => menu.openAt(place),
    };
    // The first to hear of what fingers do.
    const touch = new Touch(whole);
    const menu = new Menu(whole);
    this.#keys = new KeyBar(whole);
    this.#find = new Find(whole);
    this.#links = new LinkCards(whole);
    // One a line; the order of Tab is that of what they show.
    this.#all = [
      new Attributes(whole),
      new ScreenLooks(whole),
      new Zoom(whole),
      new ScreenCommands(whole),
      new Clipboard(whole),
      new Paste(whole),
      this.#find,
      this.#links,
      menu,
      new Bell(whole),
      new ScrollHint(whole),
      new ProgressBar(whole),
      new ScreenReader(whole),
      this.#keys,
      new Toolbar(whole),
      touch,
    ];
  }

  /** The first attribute that makes no sense; its default is used instead. */
  get misused(): TerminalError | undefined {
    return this.#all.map(({ misused }) => misused).find((error) => error !== undefined);
  }

  /** Runs a command; false if it has nothing to do. */
  run(name: CommandName): boolean {
    const command = this.#command(name);
    if (command === undefined || command.ready?.() === false) return false;
    command.run();
    return true;
  }

  /** Whether a command has something to do just now. */
  ready(name: CommandName): boolean {
    const command = this.#command(name);
    return command !== undefined && command.ready?.() !== false;
  }

  /** A key in the terminal. Returns whether it is the shell's. */
  pressed(event: KeyboardEvent): boolean {
    const meaning = keyMeaning(event, this.#keySettings);
    if (meaning === undefined) return true;
    if (meaning === 'browser') return false;
    const shared = COMMANDS[meaning].shared === true;
    // Only what is pressed is a command; what follows of it would be typed if the shell had it.
    if (event.type !== 'keydown') return shared;
    if (!this.run(meaning) && shared) return true;
    event.preventDefault();
    return false;
  }

  /** Somebody pastes. Returns whether that is seen to. */
  pasted(text: string): boolean {
    return this.#all.some((comfort) => comfort.pasted?.(text) === true);
  }

  rang(): void {
    for (const comfort of this.#all) comfort.rang?.();
  }

  clear(): void {
    this.#terminal.clear();
    // xterm.js leaves the selection where it was, and with it selects what comes there next.
    this.#terminal.clearSelection();
    for (const comfort of this.#all) comfort.cleared?.();
  }

  find(text: string, options?: FindOptions): Promise<boolean> {
    return this.#find.find(text, options);
  }

  /** What is typed, as it is to go to the shell. */
  typing(data: string): string {
    return this.#all.reduce((typed, comfort) => (typed === '' ? typed : (comfort.typing?.(typed) ?? typed)), data);
  }

  linkHovered(link: HoveredLink | undefined): void {
    this.#links.hovered(link);
  }

  linkPressed(uri: string, event: MouseEvent): void {
    this.#links.pressed(uri, event);
  }

  /** After every update of the element. */
  follow(): void {
    for (const comfort of this.#all) comfort.follow?.();
  }

  amend(wishes: ScreenWishes): ScreenWishes {
    return this.#all.reduce((amended, comfort) => comfort.amend?.(amended) ?? amended, wishes);
  }

  /** To be asked in every render of the element. */
  render(): Placed {
    const root = this.#host.renderRoot as StyleRoot;
    // Each time: a root that came into another document has lost it.
    adopt(root, [sharedSheet(documentOf(root), comfortsStyles.cssText)]);
    const places: readonly Places[] = this.#all.map((comfort) => comfort.render?.() ?? {});
    const gather = (place: keyof Places): Content => (places.some((one) => one[place] !== undefined) ? places.map((one) => one[place] ?? nothing) : undefined);
    return { start: gather('start'), toolbar: gather('toolbar'), layers: gather('layer'), footer: gather('footer') };
  }

  dispose(): void {
    for (const comfort of this.#all) comfort.dispose();
  }

  get #keySettings(): KeySettings {
    const host = this.#host;
    return { platform: platformOf(host.ownerDocument.defaultView?.navigator), hotkeys: wordsOf(host.hotkeys), trapsTab: choiceOf(host, 'tabKey') === 'trap' };
  }

  #keysOf(name: CommandName): string | undefined {
    const chord = chordFor(name, this.#keySettings);
    return chord === undefined ? undefined : chordText(chord, words('keys', KEY_STRINGS, this.#host));
  }

  #command(name: CommandName): Command | undefined {
    for (const { commands } of this.#all) if (commands?.[name] !== undefined) return commands[name];
    return undefined;
  }
}
