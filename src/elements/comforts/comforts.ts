import { nothing, type TemplateResult } from 'lit';
import type { Disposable } from '../../base/disposable.js';
import type { TerminalError } from '../../protocol/errors.js';
import type { ScreenWishes } from '../terminal-view/screen-view.js';
import { Clipboard } from './clipboard.js';
import type { Comfort, ComfortHost, ComfortSite, Places } from './comfort.js';
import type { Command, CommandName } from './commands.js';
import { keyMeaning, platformOf } from './keys.js';
import { ScreenCommands } from './screen-commands.js';

/** Every comfort has its place in the list, so that one that comes or goes leaves the others as they are; undefined when there is none. */
type Content = readonly (TemplateResult | typeof nothing)[] | undefined;

/** What the comforts give the element to place. */
export interface Placed {
  readonly toolbar: Content;
  readonly layers: Content;
  readonly footer: Content;
}

/** The comforts of one screen in one element. */
export class Comforts implements Disposable {
  readonly #host: ComfortHost;
  readonly #all: readonly Comfort[];

  constructor(site: Omit<ComfortSite, 'run' | 'ready'>) {
    this.#host = site.host;
    const whole: ComfortSite = { ...site, run: (name) => this.run(name), ready: (name) => this.ready(name) };
    this.#all = [new ScreenCommands(whole), new Clipboard(whole)];
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
    const { hotkeys, tabKey, ownerDocument } = this.#host;
    const words = new Set((hotkeys ?? '').split(/\s+/));
    const meaning = keyMeaning(event, { platform: platformOf(ownerDocument.defaultView?.navigator), hotkeys: words, trapsTab: tabKey === 'trap' });
    if (meaning === undefined) return true;
    if (meaning.kind === 'browser') return false;
    // Only what is pressed is a command; what follows of it would be typed if the shell had it.
    if (event.type !== 'keydown') return !meaning.reserved;
    if (!this.run(meaning.name) && !meaning.reserved) return true;
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

  /** After every update of the element. */
  follow(): void {
    for (const comfort of this.#all) comfort.follow?.();
  }

  amend(wishes: ScreenWishes): ScreenWishes {
    return this.#all.reduce((amended, comfort) => comfort.amend?.(amended) ?? amended, wishes);
  }

  /** To be asked in every render of the element. */
  render(): Placed {
    const places: readonly Places[] = this.#all.map((comfort) => comfort.render?.() ?? {});
    const gather = (place: keyof Places): Content => (places.some((one) => one[place] !== undefined) ? places.map((one) => one[place] ?? nothing) : undefined);
    return { toolbar: gather('toolbar'), layers: gather('layer'), footer: gather('footer') };
  }

  dispose(): void {
    for (const comfort of this.#all) comfort.dispose();
  }

  #command(name: CommandName): Command | undefined {
    for (const { commands } of this.#all) if (commands?.[name] !== undefined) return commands[name];
    return undefined;
  }
}
