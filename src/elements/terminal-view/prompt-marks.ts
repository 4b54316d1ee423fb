import { words } from '../localize.js';
import { SCREEN_STRINGS } from './screen-strings.js';
import type { IDisposable, IMarker, XtermTerminal } from './xterm.js';

/** FinalTerm's sequences, which most shells can print, and VS Code's own, which say the same with the same letters. */
const CODES = [133, 633];
/** Programs print as many as they like; the oldest go. */
const MAX_PROMPTS = 1000;
/** `A` a prompt begins, `B` it ends, `C` a command's output begins, `D` it has ended, with its exit code. Options may follow. */
const MARK = /^([A-D])(?:;([^;]*))?/;

interface Prompt {
  readonly line: IMarker;
  /** Whether its command has begun. */
  begun: boolean;
  /** Whether its command has ended. */
  ended: boolean;
}

/** Where the shell's prompts are, as far as it says so (shell integration), and how its commands ended. Belongs to the screen; a snapshot has none. */
export class PromptMarks {
  readonly #term: XtermTerminal;
  readonly #hooks: readonly IDisposable[];
  /** In the order of their lines. */
  #prompts: Prompt[] = [];
  /** The last one that was printed, whether or not its line is still there. */
  #latest: Prompt | undefined;

  constructor(term: XtermTerminal) {
    this.#term = term;
    this.#hooks = CODES.map((code) => term.parser.registerOscHandler(code, (data) => this.#read(data)));
  }

  /** Scrolls to the prompt before what is at the top of the screen; false if there is none. */
  previous(): boolean {
    const top = this.#term.buffer.active.viewportY;
    return this.#goTo(this.#lines.filter((line) => line < top).at(-1));
  }

  /** Scrolls to the prompt after it, or to the last line. */
  next(): boolean {
    const { viewportY, baseY } = this.#term.buffer.active;
    if (viewportY >= baseY) return false;
    return this.#goTo(this.#lines.find((line) => line > viewportY) ?? baseY);
  }

  /** Whether there is a prompt to go to. Where programs draw there is none, and the keys are theirs. */
  get any(): boolean {
    return this.#term.buffer.active.type === 'normal' && this.#prompts.length > 0;
  }

  /** The terminal was cleared, which leaves the line of the cursor without its mark: a prompt that waits there is still one. */
  cleared(): void {
    const { line, begun, ended } = this.#latest ?? {};
    if (line?.isDisposed === true && begun === false && ended === false && this.#term.buffer.active.type === 'normal') this.#begin();
  }

  dispose(): void {
    for (const hook of this.#hooks) hook.dispose();
  }

  get #lines(): number[] {
    return this.#prompts.map(({ line }) => line.line);
  }

  #goTo(line: number | undefined): boolean {
    if (line === undefined || !this.any) return false;
    this.#term.scrollToLine(line);
    return true;
  }

  /** Returns whether it was ours. */
  #read(data: string): boolean {
    const [, kind, option = ''] = MARK.exec(data) ?? [];
    if (kind === undefined) return false;
    if (this.#term.buffer.active.type === 'normal') {
      if (kind === 'A') this.#begin();
      else if (kind === 'C' && this.#latest !== undefined) this.#latest.begun = true;
      else if (kind === 'D') this.#end(option);
    }
    return true;
  }

  #begin(): void {
    const line = this.#term.registerMarker(0);
    const last = this.#prompts.at(-1);
    // A prompt that is drawn again, in a line that is being edited, is the same one.
    if (last?.line.line === line.line && !last.ended) return line.dispose();
    // Drawn further up or in its place, after the screen was cleared: what was there and below is gone.
    while ((this.#prompts.at(-1)?.line.line ?? -1) >= line.line) this.#prompts.pop()?.line.dispose();
    this.#latest = { line, begun: false, ended: false };
    this.#prompts.push(this.#latest);
    line.onDispose(() => (this.#prompts = this.#prompts.filter((prompt) => prompt.line !== line)));
    if (this.#prompts.length > MAX_PROMPTS) this.#prompts[0]?.line.dispose();
  }

  #end(option: string): void {
    const prompt = this.#prompts.at(-1);
    if (prompt === undefined || prompt.ended || !/^\d{1,3}$/.test(option)) return;
    prompt.ended = true;
    const code = Number(option);
    const mark = this.#term.registerDecoration({ marker: prompt.line, x: 0, width: 1, layer: 'top' });
    mark?.onRender((element) => this.#draw(element, code));
    prompt.line.onDispose(() => (mark)?.dispose());
  }

  #draw(element: HTMLElement, code: number): void {
    const { exitCode } = words('screen', SCREEN_STRINGS, element);
    element.classList.add('prompt-mark', code === 0 ? 'good' : 'bad');
    element.title = exitCode(code);
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', exitCode(code));
  }
}
