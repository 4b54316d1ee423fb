import '../../../src/inspector.js';
import type { DiagnosticsReport } from '../../../src/client/health/contract.js';
import type { SessionRef } from '../../../src/client/session/contract.js';
import type { TerminalInspector } from '../../../src/inspector.js';
import type { ManualClock } from '../../support/manual-clock.js';
import type { FakeSession } from './fake-registry.js';
import { URL as SERVER, useInspected, type InspectedRegistry } from './inspected-registry.js';
import { plainStep } from './plain-step.js';

export const DIAGNOSIS: DiagnosticsReport = {
  outcome: 'failed', url: SERVER, startedAt: 0, version: '0', roundTripMs: undefined, text: 'the diagnosis as text',
  steps: [
    plainStep({ name: 'url', outcome: 'ok', detail: 'The address is valid.', ms: 0 }),
    plainStep({ name: 'handshake', outcome: 'failed', detail: 'The WebSocket did not open.', action: 'Check the path.', ms: 2 }),
    plainStep({ name: 'token', outcome: 'skipped', detail: 'Needs the step "handshake".', ms: 0 }),
  ],
};

export const text = (element: Element | undefined): string => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

/** An inspector on a registry and a clock of its own, until `endFakes`. */
export class InspectorPage {
  readonly registry: InspectedRegistry;
  readonly clock: ManualClock;
  element!: TerminalInspector;

  constructor() {
    ({ registry: this.registry, clock: this.clock } = useInspected());
  }

  async make(attributes: Record<string, string> = { open: '' }): Promise<TerminalInspector> {
    const element = (this.element = document.createElement('terminal-inspector'));
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.append(element);
    await element.updateComplete;
    return element;
  }

  /** Opens the details of the first session, which is connected. */
  async opened(ref: SessionRef = { sessionId: 'one' }): Promise<{ element: TerminalInspector; session: FakeSession }> {
    const session = this.registry.open(ref);
    session.set('connected');
    const element = await this.make();
    await this.press('.sessions .expander');
    return { element, session };
  }

  /** Lets what has changed be shown. */
  async shown(): Promise<void> {
    this.clock.advance(250);
    await this.updated();
  }

  /** The same, with a second gone by. */
  async second(): Promise<void> {
    await this.clock.advanceAsync(1250);
    await this.updated();
  }

  async press(selector: string): Promise<void> {
    this.one(selector).click();
    await this.updated();
  }

  all(selector: string): HTMLElement[] {
    return [...(this.element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
  }

  one(selector: string): HTMLElement {
    const [found] = this.all(selector);
    if (found === undefined) throw new Error(`nothing fits ${selector}`);
    return found;
  }

  rows(table: 'sessions' | 'connections'): string[] {
    return this.all(`.${table} tr.row`).map(text);
  }

  /** Of the first row. */
  cell(table: 'sessions' | 'connections', column: string): string {
    return this.all(`.${table} tr.row .col-${column} .value`).map(text)[0] ?? '';
  }

  /** What stands beneath the open row, by its name. */
  fact(group: string, name: string): string | undefined {
    const facts = this.all('.group').find((candidate) => text(candidate.querySelector('h3') ?? undefined) === group);
    const row = [...(facts?.querySelectorAll('.facts > div') ?? [])].find((candidate) => text(candidate.querySelector('dt') ?? undefined) === name);
    return row && text(row.querySelector('dd') ?? undefined);
  }

  get events(): string[] {
    return this.all('.events .what').map(text);
  }

  get verdict(): string {
    return text(this.one('.verdict'));
  }

  /** What has the focus, by its action. */
  get focused(): string | null | undefined {
    return this.element.shadowRoot?.activeElement?.getAttribute('data-action');
  }

  async updated(): Promise<void> {
    await this.element.updateComplete;
    await this.element.updateComplete;
  }
}

/** What was copied while it ran. */
export async function whileCopying(run: () => Promise<void>, clipboard: Partial<Clipboard> | 'works' | 'none' = 'works'): Promise<string[]> {
  const copied: string[] = [];
  const writing = { writeText: (written: string) => Promise.resolve(void copied.push(written)) };
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard === 'works' ? writing : clipboard === 'none' ? undefined : clipboard });
  try {
    await run();
  } finally {
    Reflect.deleteProperty(navigator, 'clipboard');
  }
  return copied;
}

/** As long as it runs, the page is hidden. */
export async function whileHidden(run: () => Promise<void>): Promise<void> {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
  try {
    await run();
  } finally {
    Reflect.deleteProperty(document, 'visibilityState');
    document.dispatchEvent(new Event('visibilitychange'));
  }
}
