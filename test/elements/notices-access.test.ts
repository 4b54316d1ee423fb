import { expect } from '@open-wc/testing';
import { given } from '../../src/elements/localize.js';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import { TerminalError } from '../../src/protocol/errors.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { contrast, emulate } from './support/looks.js';
import { makeTerminal, painted, shownTerminal, until } from './support/page.js';
import { sizeWindow } from './support/size-window.js';

const REASON = 'The server cannot be reached, or something on the way does not let WebSockets through.';
const fault = (code: 'auth_failed' | 'forbidden' | 'connection_refused'): object => ({ reason: REASON, fault: new TerminalError(code, REASON, { action: 'Sign in again, then press Retry.' }) });

interface Scene {
  readonly element: PersistentTerminal;
  readonly session: FakeSession;
}

/** Every notice there is; `empty` where there is no text yet. */
const STATES: Readonly<Record<string, { readonly empty?: true; readonly readonly?: true; readonly begin: (scene: Scene) => unknown }>> = {
  connecting: { empty: true, begin: ({ session }) => session.set('connecting', { attempt: 3, reason: REASON, retryAt: 4_000 }) },
  reconnecting: { begin: ({ session }) => { session.set('reconnecting', { attempt: 4, reason: REASON, retryAt: 7_000 }); session.waits({ waiting: 12, since: 0 }); } },
  suspended: { begin: ({ session }) => session.set('suspended', { attempt: 5, reason: REASON, retryAt: 30_000 }) },
  offline: { begin: ({ session }) => session.set('offline', { attempt: 1 }) },
  auth: { empty: true, begin: ({ session }) => session.set('failed', fault('auth_failed')) },
  forbidden: { begin: ({ session }) => session.set('failed', fault('forbidden')) },
  failed: { begin: ({ session }) => session.set('failed', fault('connection_refused')) },
  exited: { begin: ({ session, element }) => { session.end({ exitCode: null, signal: 9, reason: 'exited' }); element.focus(); } },
  'exited, read-only': { readonly: true, begin: ({ session }) => session.end({ exitCode: 0, signal: null, reason: 'exited' }) },
  'not started': { empty: true, begin: ({ session }) => session.end({ exitCode: null, signal: null, reason: 'failed' }) },
  detached: { begin: ({ element }) => element.detach() },
  elsewhere: { begin: () => void makeTerminal({ 'session-id': 'one' }).style.setProperty('display', 'none') },
  held: { begin: ({ session }) => { session.heldBytes = new TextEncoder().encode('make deploy\rrm -rf build\r'); session.waits({ waiting: 25, held: { reason: 'old', bytes: 25 } }); } },
  transfer: { begin: ({ session }) => session.waits({ transfer: { state: 'running', delivered: 1_260_000, total: 3_000_000 }, waiting: 3 }) },
  pending: { begin: ({ session }) => session.waits({ waiting: 12, since: 0 }) },
  skipped: { begin: ({ session }) => session.skip(0, 3_210_000) },
  notice: { begin: ({ session }) => session.fail(new TerminalError('input_discarded', '12 bytes of input were not delivered: the shell has ended.', { action: 'Type it again if it is still wanted.' })) },
  folded: { begin: async ({ session, element }) => { session.set('offline', { attempt: 1 }); await painted(); element.shadowRoot?.querySelector<HTMLElement>('[data-action=fold]')?.click(); } },
};

const MODES: Readonly<Record<string, { readonly features?: Record<string, string>; readonly width?: number; readonly page?: Record<string, string>; readonly zoom?: string }>> = {
  'in dark': { features: { 'prefers-color-scheme': 'dark' } },
  'in light': { features: { 'prefers-color-scheme': 'light' } },
  '320 px wide, right to left, in German': { width: 320, page: { dir: 'rtl', lang: 'de' } },
  'at 200 % zoom': { zoom: '2' },
  'in forced colours': { width: 375, features: { 'forced-colors': 'active', 'prefers-color-scheme': 'dark' } },
  'with reduced motion': { features: { 'prefers-reduced-motion': 'reduce' } },
};

describe('[NT8] notices can be read and reached', () => {
  let fakes: ReturnType<typeof useFakes>;
  afterEach(async () => {
    await emulate({});
    await sizeWindow(800, 600);
    for (const name of ['dir', 'lang', 'style']) document.documentElement.removeAttribute(name);
    document.body.replaceChildren();
    endFakes();
  });

  for (const [width, height] of [[160, 60], [120, 40], [300, 50], [140, 120]] as const) {
    it(`in a box of ${width} by ${height} px no panel has to be scrolled without a key for it (R41)`, async function () {
      this.timeout(60_000);
      for (const lang of ['en', 'de']) {
        document.documentElement.lang = lang;
        await spoken(lang);
        for (const state of ['connecting', 'reconnecting', 'closed', 'failed', 'offline'] as const) {
          fakes = useFakes();
          const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one', label: 'Build', readonly: state === 'closed' });
          element.style.cssText = `width: ${width}px; height: ${height}px`;
          if (state === 'closed') session.end({ exitCode: 0, signal: null, reason: 'exited' });
          else session.set(state, state === 'failed' ? fault('auth_failed') : {});
          await painted();
          for (const animation of element.shadowRoot?.getAnimations() ?? []) animation.cancel();
          const panel = element.shadowRoot?.querySelector<HTMLElement>('.notice.panel');
          const where = `${state} in ${lang}`;
          expect(panel, where).to.not.equal(null);
          if (state === 'connecting' && lang === 'en' && width >= 160) expect((panel as HTMLElement).scrollHeight, where).to.be.at.most((panel as HTMLElement).clientHeight);
          await expect(element).to.be.accessible();
          document.body.replaceChildren();
          endFakes();
        }
      }
    });
  }

  for (const [mode, { features = {}, width = 800, page = {}, zoom = '1' }] of Object.entries(MODES)) {
    it(`${mode}: every state passes the audit, none is cut off (R41)`, async function () {
      this.timeout(180_000);
      await sizeWindow(width, 600);
      await emulate(features);
      for (const [name, value] of Object.entries(page)) document.documentElement.setAttribute(name, value);
      await spoken(page['lang']);
      document.documentElement.style.setProperty('zoom', zoom);
      for (const [name, { empty = false, readonly = false, begin }] of Object.entries(STATES)) {
        fakes = useFakes();
        const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one', label: 'Build', readonly });
        element.style.cssText = 'height: 300px';
        await painted();
        if (!empty) {
          await session.attach();
          await session.output('$ make\r\n\x1b[31mfailed\x1b[0m\r\n'.repeat(3));
        }
        await begin({ element, session });
        await painted();
        const where = `${name} ${mode}`;
        if (features['prefers-reduced-motion'] === 'reduce') expect(moving(element), where).to.deep.equal([]);
        for (const animation of element.shadowRoot?.getAnimations() ?? []) animation.cancel();
        inside(element, where);
        if (features['forced-colors'] !== 'active') readable(element, where);
        await expect(element, where).to.be.accessible();
        document.body.replaceChildren();
        endFakes();
      }
    });
  }
});

/** Until the texts of a language are here: English ones are shorter. */
async function spoken(lang: string | undefined): Promise<void> {
  if (lang === 'de') await until(() => given('overlay', document.body).retry !== undefined);
}

/** What moves for longer than it takes to appear. */
function moving(element: Element): string[] {
  return (element.shadowRoot?.getAnimations() ?? []).filter((animation) => Number(animation.effect?.getComputedTiming().duration) > 1).map((animation) => (animation as CSSAnimation).animationName);
}

/** The notice, its texts and its buttons lie in the element, or can be scrolled to. */
function inside(element: Element, where: string): void {
  const notice = element.shadowRoot?.querySelector('.notice') as HTMLElement;
  const box = element.getBoundingClientRect();
  const { left, right, top, bottom } = notice.getBoundingClientRect();
  expect([left >= box.left - 1, right <= box.right + 1, top >= box.top - 1, bottom <= box.bottom + 1], where).to.deep.equal([true, true, true, true]);
  expect(notice.scrollWidth, where).to.be.at.most(notice.clientWidth + 1);
  for (const part of notice.querySelectorAll<HTMLElement>('button, .title')) {
    part.scrollIntoView({ block: 'nearest' });
    const spot = part.getBoundingClientRect();
    expect([spot.left >= left - 1, spot.right <= right + 1, spot.top >= top - 1, spot.bottom <= bottom + 1], `${part.textContent?.trim()} of ${where}`).to.deep.equal([true, true, true, true]);
  }
}

/** Texts have a contrast of 4.5 to what is behind them, icons and borders of buttons one of 3. */
function readable(element: Element, where: string): void {
  const notice = element.shadowRoot?.querySelector('.notice') as HTMLElement;
  const opaque = (at: Element | null): string => {
    for (let from = at; from !== null; from = from.parentElement) {
      const { backgroundColor } = getComputedStyle(from);
      if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  for (const part of notice.querySelectorAll('.title, .detail, .progress, .aside, .preview, .actions button')) expect(contrast(getComputedStyle(part).color, opaque(part)), `${part.className} of ${where}`).to.be.at.least(4.5);
  for (const part of element.shadowRoot?.querySelectorAll('.notice .icon, .notice .less, .read-only') ?? []) expect(contrast(getComputedStyle(part).color, opaque(part)), `${part.getAttribute('class')} of ${where}`).to.be.at.least(3);
  for (const part of notice.querySelectorAll('.actions .quiet')) expect(contrast(getComputedStyle(part).borderTopColor, opaque(part.parentElement)), `border of ${where}`).to.be.at.least(3);
}
