/**
 * Where a stage of `npm test` writes: to the terminal, or, while another stage writes there, into memory until its turn has come.
 */
export class StageOutput {
  /** @type {(string | Buffer)[] | undefined} undefined when nothing is held back */
  #held;

  /** @param {boolean} held whether it is to wait for release() */
  constructor(held) {
    this.#held = held ? [] : undefined;
  }

  /** How a command is to be started whose output this is. */
  get stdio() {
    return this.#held === undefined ? 'inherit' : 'pipe';
  }

  /** Takes what a command writes that was started with that. @param {import('node:child_process').ChildProcess} child */
  takeFrom({ stdout, stderr }) {
    for (const stream of [stdout, stderr]) stream?.on('data', (chunk) => this.#write(chunk));
  }

  /** Writes a line. @param {string} line */
  say(line) {
    this.#write(`${line}\n`);
  }

  /** Writes what was held back, and holds nothing back from now on. */
  release() {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const part of held) this.#write(part);
  }

  #write(part) {
    if (this.#held === undefined) process.stdout.write(part);
    else this.#held.push(part);
  }
}
