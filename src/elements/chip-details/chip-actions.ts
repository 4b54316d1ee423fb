import type { Registry } from '../../client/registry/contract.js';
import type { TerminalSession } from '../../client/session/contract.js';
import type { Strings } from '../localize.js';
import { copyText } from './copy-text.js';

export type ChipAction = 'show' | 'reconnect' | 'restart' | 'copy' | 'end';

export interface ChipItem {
  readonly action: ChipAction;
  readonly label: string;
}

type Words = Strings['chipDetails'];

/** What can be done with a session as it is; undefined stands for one that is not open. */
export function chipItems(session: TerminalSession | undefined, words: Words): readonly ChipItem[] {
  const show = { action: 'show', label: words.show } as const;
  if (session === undefined) return [show];
  const { status } = session;
  const again = status === 'closed' ? { action: 'restart', label: words.restart } as const : { action: 'reconnect', label: status === 'connected' ? words.check : words.reconnect } as const;
  return [show, again, { action: 'copy', label: words.copyReport }, { action: 'end', label: words.end }];
}

/** Carries out what takes its time, and says how it goes. */
export class ChipErrands {
  readonly #say: (text: string) => void;
  /** Tells the latest errand from those it has replaced. */
  #errand = 0;
  /** A report that the clipboard did not take, because the press that asked for it was too long ago. */
  #report: string | undefined;

  /** @param say what to show for it */
  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Connects at once, and measures the line. */
  reconnect(registry: Registry, session: TerminalSession, words: Words): void {
    const outcomes = { recovered: words.recovered, idle: words.nothingWanted, failed: words.recoveryFailed, 'timed-out': words.timedOut, cancelled: '' };
    this.#run(words.checking, registry.recover(session).then(({ outcome }) => outcomes[outcome]), words);
  }

  copyReport(registry: Registry, session: TerminalSession, owner: Document, words: Words): void {
    const copied = async (text: string): Promise<string> => {
      const taken = await copyText(owner, text);
      this.#report = taken ? undefined : text;
      return taken ? words.copied : words.copyAgain;
    };
    // What is there at once: the press counts only for a moment.
    this.#run(words.examining, this.#report === undefined ? registry.diagnose(session).then(({ text }) => copied(text)) : copied(this.#report), words);
  }

  /** What is under way says nothing any more. */
  forget(): void {
    this.#errand += 1;
    this.#report = undefined;
  }

  #run(meanwhile: string, work: Promise<string>, words: Words): void {
    const errand = ++this.#errand;
    const settle = (text: string): void => {
      if (errand === this.#errand) this.#say(text);
    };
    this.#say(meanwhile);
    void work.then(settle, () => settle(words.unavailable));
  }
}
