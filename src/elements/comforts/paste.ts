import { verbatim } from '../../base/sentence.js';
import { TerminalError } from '../../protocol/errors.js';
import { words } from '../localize.js';
import { choiceOf } from './attributes.js';
import type { Comfort, ComfortSite, Places } from './comfort.js';
import type { Command, CommandName } from './commands.js';
import { KeyboardPart } from './keyboard-part.js';
import { asksBefore } from './pasted-lines.js';
import { pasteQuestionLoader } from './parts.js';
import { PASTE_STRINGS } from './paste-strings.js';
import type { PasteQuestion } from './paste-question.js';

/** Documents in which somebody has said not to be asked again. */
const trusting = new WeakSet<Document>();

/** Pasting that asks before several lines run one by one, and that reads the clipboard where browsers let it. */
export class Paste implements Comfort {
  readonly #site: ComfortSite;
  readonly #part: KeyboardPart<typeof import('./paste-question.js')>;
  readonly commands: Partial<Record<CommandName, Command>>;
  #question: PasteQuestion | undefined;

  constructor(site: ComfortSite) {
    this.#site = site;
    this.#part = new KeyboardPart(site, pasteQuestionLoader);
    this.commands = { paste: { run: () => void this.#read(), ready: () => site.host.canType } };
  }

  pasted(text: string): boolean {
    const { host, view } = this.#site;
    // One question at a time: until it is here, as while it is.
    if (this.#part.holds) return true;
    if (!host.canType || trusting.has(host.ownerDocument)) return false;
    if (!asksBefore(text, choiceOf(host, 'pasteWarning'), view.terminal.modes.bracketedPasteMode)) return false;
    this.#part.use(({ PasteQuestion: Question }) => {
      this.#question?.dispose();
      this.#question = new Question(this.#site, text, (answer, askNoMore) => {
        if (askNoMore) trusting.add(host.ownerDocument);
        this.#question = undefined;
        this.#site.changed();
        view.focus();
        if (answer !== undefined) view.paste(answer);
      });
      this.#site.changed();
    }, { insists: true });
    return true;
  }

  typing(data: string): string {
    return this.#part.typing(data);
  }

  follow(): void {
    this.#question?.follow();
  }

  render(): Places {
    return this.#question === undefined ? {} : { layer: this.#question.render() };
  }

  dispose(): void {
    this.#question?.dispose();
    this.#part.dispose();
  }

  /** For menus and buttons: of keys the browser makes pastes by itself. */
  async #read(): Promise<void> {
    const { host, view, failed, keysOf } = this.#site;
    // Absent in pages that are not secure, refused by people and policies.
    const text = await host.ownerDocument.defaultView?.navigator.clipboard?.readText?.().catch(() => undefined);
    if (text === undefined) {
      const strings = words('paste', PASTE_STRINGS, host);
      const keys = keysOf('paste');
      failed(new TerminalError('unsupported', verbatim(strings.unreadable), { action: keys === undefined ? '' : strings.pressKeys(keys) }));
    } else if (host.isConnected && !this.pasted(text)) view.paste(text);
  }
}
