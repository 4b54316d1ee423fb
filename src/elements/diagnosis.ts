import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DiagnosticsReport } from '../client/health/contract.js';
import type { TerminalSession } from '../client/session/contract.js';
import type { OverlayModel } from './overlay-model.js';
import { shipDiagnosisStrings } from './diagnosis-strings.js';
import { pageServices } from './page-services.js';
import { LONG_ATTEMPTS } from './state-words.js';

/** What is known of one server; shared by its elements, so that ten of them make one examination. */
interface Examined {
  readonly url: string;
  readonly report: Promise<DiagnosticsReport>;
}

const byServer = new Map<string, Examined>();

export type DiagnosisReading =
  | { readonly phase: 'none' | 'running' | 'unavailable' }
  | { readonly phase: 'done'; readonly report: DiagnosticsReport };

/** Examines the way to a session's server: by itself when its connection is suspended, and when somebody asks. Forgets what it found once that works again. */
export class Diagnosis implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #session: () => TerminalSession | undefined;
  #examined: Examined | undefined;
  #reading: DiagnosisReading = { phase: 'none' };
  /** Whether somebody has asked to see all steps. */
  #open = false;

  constructor(host: ReactiveControllerHost, session: () => TerminalSession | undefined) {
    this.#host = host;
    this.#session = session;
    host.addController(this);
  }

  get reading(): DiagnosisReading {
    return this.#reading;
  }

  get open(): boolean {
    return this.#open;
  }

  /** To be told what is said over the screen, in every render of the host. */
  follow(model: OverlayModel | undefined): void {
    const url = this.#session()?.url;
    if (!diagnosable(model) || (this.#examined !== undefined && this.#examined.url !== url)) this.#forget();
    // The breaker has opened, which takes five failures in a row.
    if (model?.kind === 'suspended' && this.#examined === undefined) this.#examine(false);
  }

  /** Shows the steps, examined anew. */
  readonly show = (): void => {
    this.#open = true;
    if (this.#reading.phase !== 'running') this.#examine(true);
    this.#host.requestUpdate();
  };

  readonly hide = (): void => {
    this.#open = false;
    this.#host.requestUpdate();
  };

  hostDisconnected(): void {
    this.#forget();
  }

  #examine(anew: boolean): void {
    const session = this.#session();
    if (session === undefined) return;
    const { url } = session;
    shipDiagnosisStrings();
    const known = byServer.get(url);
    const examined = known === undefined || anew ? { url, report: pageServices().registry.diagnose(session) } : known;
    byServer.set(url, examined);
    this.#examined = examined;
    this.#reading = { phase: 'running' };
    const settle = (reading: DiagnosisReading): void => {
      if (this.#examined !== examined) return;
      this.#reading = reading;
      this.#host.requestUpdate();
    };
    examined.report.then((report) => settle({ phase: 'done', report }), () => {
      // The code did not arrive: the next one to ask tries again.
      if (byServer.get(url) === examined) byServer.delete(url);
      settle({ phase: 'unavailable' });
    });
  }

  #forget(): void {
    const examined = this.#examined;
    if (examined !== undefined && byServer.get(examined.url) === examined) byServer.delete(examined.url);
    this.#examined = undefined;
    this.#reading = { phase: 'none' };
    this.#open = false;
  }
}

/** States in which somebody may want to know why: not a hiccup, but what lasts. */
export function diagnosable(model: OverlayModel | undefined): boolean {
  if (model === undefined || !model.actions.includes('retry')) return false;
  const { kind, attempt } = model;
  return kind === 'failed' || kind === 'auth' || kind === 'suspended' || ((kind === 'reconnecting' || kind === 'connecting') && attempt >= LONG_ATTEMPTS);
}
