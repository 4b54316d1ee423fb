import type { IDisposable, XtermTerminal } from './xterm.js';

type Parser = Pick<XtermTerminal['parser'], 'registerCsiHandler' | 'registerDcsHandler' | 'registerOscHandler'>;

/** DA1–3, DSR (also of the colour scheme), DECRQM, XTVERSION: nothing but questions. */
const CSI_QUERIES = [
  { final: 'c' }, { prefix: '>', final: 'c' }, { prefix: '=', final: 'c' }, { final: 'n' }, { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' }, { prefix: '?', intermediates: '$', final: 'p' }, { prefix: '>', final: 'q' },
] as const;
/** DECRQSS and XTGETTCAP. */
const DCS_QUERIES = [{ intermediates: '$', final: 'q' }, { intermediates: '+', final: 'q' }] as const;
/** Of `CSI t`: state, position, sizes, title and icon name of the window. The others do something. */
const WINDOW_REPORTS: readonly unknown[] = [11, 13, 14, 15, 16, 18, 19, 20, 21];
/** Colours; the same sequence may also set some. */
const COLOURS = [4, 10, 11, 12] as const;
const FOCUS_REPORTS = 1004;

/**
 * Keeps the terminal in the page from answering programs: the server does. Answered here too, a question would be answered once per viewer, and again with every replay,
 * and the answers typed into whatever runs then.
 */
export class QueryGuard {
  readonly #hooks: IDisposable[];
  #muted = false;

  constructor(parser: Parser) {
    const swallow = (): true => true;
    const mute = (): false => {
      this.#mute();
      return false;
    };
    this.#hooks = [
      ...CSI_QUERIES.map((id) => parser.registerCsiHandler(id, swallow)),
      ...DCS_QUERIES.map((id) => parser.registerDcsHandler(id, swallow)),
      parser.registerCsiHandler({ final: 't' }, (params) => WINDOW_REPORTS.includes(params[0])),
      // These are carried out, and only what they say is dropped.
      parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => params.includes(FOCUS_REPORTS) && mute()),
      ...COLOURS.map((ident) => parser.registerOscHandler(ident, (data) => data.includes('?') && mute())),
    ];
  }

  /**
   * Whether what the terminal emits just now is an answer. Parsing is synchronous, so what follows a question up to the next microtask is the parser's doing;
   * a focus that really changes reports itself in a task of its own.
   */
  isAnswer(data: string): boolean {
    return this.#muted && (data === '\x1b[I' || data === '\x1b[O' || data.startsWith('\x1b]'));
  }

  dispose(): void {
    for (const hook of this.#hooks) hook.dispose();
  }

  #mute(): void {
    if (this.#muted) return;
    this.#muted = true;
    void Promise.resolve().then(() => (this.#muted = false));
  }
}
