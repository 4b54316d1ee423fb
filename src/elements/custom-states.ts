/** The states of an element that pages style with `:state(…)`. Attributes are left to the page: morphing libraries would take ours away. */
export class CustomStates {
  readonly #internals: ElementInternals | undefined;
  #names: ReadonlySet<string> = new Set();

  constructor(internals: ElementInternals | undefined) {
    this.#internals = internals;
  }

  /** The element has these states and no other. */
  set(wanted: Readonly<Record<string, boolean>>): void {
    const names = new Set(Object.keys(wanted).filter((name) => wanted[name] === true));
    for (const name of this.#names) if (!names.has(name)) this.#toggle(name, false);
    for (const name of names) if (!this.#names.has(name)) this.#toggle(name, true);
    this.#names = names;
  }

  #toggle(name: string, on: boolean): void {
    // Absent on the server and in old engines; those of 2023 wanted names that begin with `--` and threw for others.
    try {
      if (on) this.#internals?.states?.add(name);
      else this.#internals?.states?.delete(name);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
}
