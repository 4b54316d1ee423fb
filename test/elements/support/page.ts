import './left-out.js';
import '../../../src/elements/define/persistent-terminal.js';
import '../../../src/elements/define/terminal-status-chip.js';
import type { PersistentTerminal } from '../../../src/elements/persistent-terminal.js';
import type { XtermTerminal } from '../../../src/elements/terminal-view/xterm.js';
import type { FakeRegistry, FakeSession } from './fake-registry.js';

export const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));

/** Two frames: what was asked for in a frame is drawn in the next. */
export async function painted(): Promise<void> {
  await frame();
  await frame();
}

/** Waits, frame by frame, for what must come; the runner's time limit ends it, and nothing shorter: how long a part takes to be loaded is the machine's affair. */
export async function until<T>(look: () => T | undefined | false | null): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false && found !== null) return found;
    await frame();
  }
}

export function once<K extends keyof HTMLElementEventMap>(target: EventTarget, type: K): Promise<HTMLElementEventMap[K]> {
  return new Promise((resolve) => target.addEventListener(type, (event) => resolve(event as HTMLElementEventMap[K]), { once: true }));
}

/** Every event of a type, as its detail. */
export function collect<K extends keyof HTMLElementEventMap>(target: EventTarget, type: K): unknown[] {
  const details: unknown[] = [];
  target.addEventListener(type, (event) => details.push((event as CustomEvent).detail));
  return details;
}

export function makeTerminal(attributes: Record<string, string | boolean> = {}, parent: Element | ShadowRoot = document.body): PersistentTerminal {
  const element = document.createElement('persistent-terminal');
  for (const [name, value] of Object.entries(attributes)) if (value !== false) element.setAttribute(name, value === true ? '' : value);
  element.style.cssText = 'width: 640px; height: 320px';
  parent.append(element);
  return element;
}

/** An element that shows a session of the fake registry, with xterm.js open. */
export async function shownTerminal(
  registry: FakeRegistry, attributes: Record<string, string | boolean> = {}, parent?: Element | ShadowRoot,
): Promise<{ element: PersistentTerminal; session: FakeSession; term: XtermTerminal }> {
  const element = makeTerminal(attributes, parent);
  await element.updateComplete;
  const term = await element.terminal;
  await element.updateComplete;
  const session = element.session as unknown as FakeSession;
  if (!registry.sessions.includes(session)) throw new TypeError('the element is not on the fake registry');
  return { element, session, term };
}

export const lines = (term: XtermTerminal): string[] =>
  Array.from({ length: term.buffer.active.length }, (_, row) => term.buffer.active.getLine(row)?.translateToString(true) ?? '');

/** Text of the notice over the screen; empty when there is none. */
export const notice = (element: Element): string => element.shadowRoot?.querySelector('.notice')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

export const noticeButton = (element: Element): HTMLButtonElement | null => element.shadowRoot?.querySelector<HTMLButtonElement>('.notice button') ?? null;

/** Rows as they are drawn. */
export const drawn = (element: Element): string[] => Array.from(element.shadowRoot?.querySelectorAll('.xterm-rows > div') ?? [], (row) => row.textContent?.replace(/\u00a0/g, ' ').trimEnd() ?? '');

/** What a browser fires when a person pastes. */
export function pasteEvent(text: string): ClipboardEvent {
  const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true });
  // Firefox hands a made event an empty transfer, whatever it is made with.
  Object.defineProperty(event, 'clipboardData', { value: { getData: () => text } satisfies Pick<DataTransfer, 'getData'> });
  return event;
}
