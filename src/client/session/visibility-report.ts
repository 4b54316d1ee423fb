import type { Disposable } from '../../base/disposable.js';
import type { Connection } from '../connection/contract.js';
import type { Signal } from '../environment.js';

/** Tells the server whether anybody sees the page, on each socket anew: it takes a page for visible until it is told otherwise. */
export class VisibilityReport implements Disposable {
  readonly #visible: Signal;
  readonly #connection: Pick<Connection, 'send'>;
  readonly #subscription: Disposable;
  /** What the server of the present socket believes. */
  #believed = true;

  constructor(visible: Signal, connection: Pick<Connection, 'send'>) {
    this.#visible = visible;
    this.#connection = connection;
    this.#subscription = visible.subscribe(() => this.#tell());
  }

  /** A socket is ready. */
  connected(): void {
    this.#believed = true;
    this.#tell();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #tell(): void {
    const visible = this.#visible.value;
    if (visible !== this.#believed && this.#connection.send({ type: 'visibility', visible })) this.#believed = visible;
  }
}
