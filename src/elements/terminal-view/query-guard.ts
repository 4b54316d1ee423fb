import type { IDisposable, XtermTerminal } from './xterm.js';

type Parser = Pick<XtermTerminal['parser'], 'registerCsiHandler' | 'registerDcsHandler' | 'registerOscHandler'>;

/** Largest repeat count that is carried out. Each of these loops in xterm.js runs once per count: `CSI 2147483647 S` freezes the page for tens of seconds. */
export const MAX_REPEAT = 10_000;
const REPEATING = ['b', 'S', 'T', 'L', 'M', 'I', 'Z', '@', 'P', 'X'] as const;

/** What makes xterm.js type an answer: DA1–3, DSR, DECRQM, XTVERSION, window reports, and focus reporting, which reports as soon as it is switched on. */
const CSI_QUERIES = [
  { final: 'c' }, { prefix: '>', final: 'c' }, { prefix: '=', final: 'c' }, { final: 'n' }, { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' }, { prefix: '?', intermediates: '$', final: 'p' }, { prefix: '>', final: 'q' }, { final: 't' }, { prefix: '?', final: 'h' },
] as const;
/** DECRQSS and XTGETTCAP. */
const DCS_QUERIES = [{ intermediates: '$', final: 'q' }, { intermediates: '+', final: 'q' }] as const;
/** Colours. */
const OSC_QUERIES = [4, 10, 11, 12] as const;

/**
 * Keeps history quiet and bombs out. Queries in history were answered when they were new; answered again, they would be typed into the shell.
 * The hooks see the query, let xterm.js carry out what else the sequence does, and drop what it emits: parsing is synchronous, so everything emitted up to the next
 * microtask is the parser's doing and nothing a person typed.
 */
export class QueryGuard {
  readonly #hooks: IDisposable[];
  #replaying = false;
  #muted = false;
  #dropped = 0;

  constructor(parser: Parser) {
    const mute = (): false => {
      if (this.#replaying) this.#mute();
      return false;
    };
    this.#hooks = [
      ...CSI_QUERIES.map((id) => parser.registerCsiHandler(id, mute)),
      ...DCS_QUERIES.map((id) => parser.registerDcsHandler(id, mute)),
      ...OSC_QUERIES.map((id) => parser.registerOscHandler(id, mute)),
      ...REPEATING.map((final) => parser.registerCsiHandler({ final }, (params) => this.#isBomb(params[0]))),
    ];
  }

  /** True while the bytes being parsed are history; to be switched between two writes, never ahead of the parser. */
  set replaying(value: boolean) {
    this.#replaying = value;
    if (!value) this.#muted = false;
  }

  /** Whether what xterm.js emits just now is an answer nobody waits for. */
  get muted(): boolean {
    return this.#muted;
  }

  /** Sequences dropped for their repeat count. */
  get dropped(): number {
    return this.#dropped;
  }

  dispose(): void {
    for (const hook of this.#hooks) hook.dispose();
  }

  #mute(): void {
    if (this.#muted) return;
    this.#muted = true;
    void Promise.resolve().then(() => (this.#muted = false));
  }

  #isBomb(count: number | number[] | undefined): boolean {
    const bomb = typeof count === 'number' && count > MAX_REPEAT;
    if (bomb) this.#dropped++;
    return bomb;
  }
}
