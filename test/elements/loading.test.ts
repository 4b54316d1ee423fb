import { expect } from '@open-wc/testing';
import { createLoader, overlayLoader, type OverlayModule, type PartLoader, type ScreensModule } from '../../src/elements/lazy-parts.js';
import * as overlayModule from '../../src/elements/overlay.js';
import * as screensModule from '../../src/elements/xterm.js';
import { TerminalError } from '../../src/protocol/errors.js';
import { endFakes, useFakes, type FakeSession, type Fakes } from './support/fake-registry.js';
import { collect, drawn, makeTerminal, notice, noticeButton, painted, shownTerminal } from './support/page.js';

/** A module whose arrival is the test's business. */
class Delivery<T> {
  imports = 0;
  readonly loader: PartLoader<T>;
  #arrive: (() => void) | undefined;
  #fail: ((cause: unknown) => void) | undefined;

  constructor(module: T) {
    this.loader = createLoader(() => {
      this.imports++;
      return new Promise<T>((resolve, reject) => {
        this.#arrive = () => resolve(module);
        this.#fail = reject;
      });
    }, 'It');
  }

  async arrive(): Promise<void> {
    await painted();
    this.#arrive?.();
    await painted();
  }

  async fail(): Promise<void> {
    await painted();
    this.#fail?.(new TypeError('no network'));
    await painted();
  }
}

const line = (element: Element): string => element.shadowRoot?.querySelector('.overlay [role=alert]')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const lineButton = (element: Element): HTMLButtonElement | null => element.shadowRoot?.querySelector('.line button[part=retry-button]') ?? null;

describe('parts that are loaded when they are wanted', () => {
  let fakes: Fakes;
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  describe('the screen', () => {
    let screens: Delivery<ScreensModule>;
    beforeEach(() => {
      screens = new Delivery<ScreensModule>(screensModule);
      fakes = useFakes({ screens: screens.loader });
    });

    it('what can’t be loaded is said, and loaded by Retry (R37)', async () => {
      const element = makeTerminal();
      const errors = collect(element, 'terminal-error') as { code: string }[];
      await screens.fail();
      const session = fakes.registry.sessions[0];
      expect(errors.map((error) => error.code)).to.deep.equal(['load_failed']);
      expect(notice(element)).to.contain('could not be loaded').and.contain('Retry');
      noticeButton(element)?.click();
      await screens.arrive();
      await element.terminal;
      await session?.attach('here');
      await painted();
      expect(drawn(element)[0]).to.equal('here');
      expect(screens.imports).to.equal(2);
      expect(notice(element)).to.equal('');
    });

    for (const [name, better] of [
      ['the page comes online', () => fakes.online.say(true)],
      ['the connection becomes connected', (session: FakeSession) => session.set('connected')],
    ] as [string, (session: FakeSession) => void][]) {
      it(`is loaded again by itself when ${name}, once (R37)`, async () => {
        const element = makeTerminal();
        const terminal = element.terminal;
        await screens.fail();
        const session = fakes.registry.sessions[0] as FakeSession;
        expect(session.listeners, 'a listener would make the session attach, and its leaving detach it').to.equal(0);
        fakes.online.say(false);
        session.set('reconnecting');
        expect(screens.imports).to.equal(1);
        better(session);
        better(session);
        expect(screens.imports).to.equal(2);
        await screens.arrive();
        expect((await terminal).element).to.exist;
        expect(fakes.online.listeners).to.equal(0);
        expect(session.listeners).to.equal(1);
      });
    }

    it('another failure waits for better times again; an element that has left does not', async () => {
      const watchers = fakes.registry.listeners;
      const element = makeTerminal();
      await screens.fail();
      fakes.online.say(true);
      await screens.fail();
      expect(fakes.online.listeners).to.equal(1);
      element.remove();
      fakes.clock.advance(0);
      expect(fakes.online.listeners).to.equal(0);
      expect(fakes.registry.listeners).to.equal(watchers);
    });
  });

  describe('the overlay', () => {
    let overlays: Delivery<OverlayModule>;
    beforeEach(() => {
      overlays = new Delivery<OverlayModule>(overlayModule);
      fakes = useFakes({ overlays: overlays.loader });
    });

    it('is asked for when the first element connects, once for all', async () => {
      const element = document.createElement('persistent-terminal');
      expect(overlays.imports).to.equal(0);
      document.body.append(element);
      expect(overlays.imports).to.equal(1);
      makeTerminal({ 'session-id': 'two' });
      expect(overlays.imports).to.equal(1);
      expect(overlayLoader.load()).to.equal(overlayLoader.load());
      await element.terminal;
    });

    it('until it is there nothing more is shown, unless something failed: that is read at once, with Retry (R37)', async () => {
      const { element, session } = await shownTerminal(fakes.registry);
      session.set('reconnecting', { reason: 'The connection was lost.', attempt: 2 });
      await painted();
      expect(element.shadowRoot?.querySelector('[part=overlay]')?.textContent?.trim()).to.equal('');
      session.fail(new TerminalError('connection_failed', 'The connection was cut.'));
      await painted();
      expect(line(element)).to.equal('The connection was cut.Retry');
      expect(lineButton(element)?.offsetHeight).to.be.greaterThan(10);
      await expect(element).to.be.accessible();
      lineButton(element)?.click();
      expect(session.calls).to.deep.equal(['retry']);
      await overlays.arrive();
      expect(line(element)).to.equal('');
      expect(notice(element)).to.contain('Reconnecting');
      expect(getComputedStyle(element.shadowRoot?.querySelector('.notice') as Element).position, 'its styles have come with it').to.equal('absolute');
    });

    it('a bad attribute is read before it is there (R37)', async () => {
      const element = makeTerminal({ url: 'nonsense://x' });
      await painted();
      expect(line(element)).to.contain('nonsense://x').and.contain('Write it as');
    });

    it('what can’t be loaded is fired and said, with Retry; the line says the state from then on', async () => {
      const errors = collect(document.body, 'terminal-error') as { code: string }[];
      const { element, session } = await shownTerminal(fakes.registry);
      await overlays.fail();
      expect(errors.map((error) => error.code)).to.deep.equal(['load_failed']);
      expect(line(element)).to.equal('Not connected. It did not arrive. Check the network, then press Retry.Retry');
      session.set('connected');
      await painted();
      expect(overlays.imports, 'a connection is a reason to try again').to.equal(2);
      await overlays.fail();
      lineButton(element)?.click();
      expect(overlays.imports).to.equal(3);
      await overlays.arrive();
      expect(line(element)).to.equal('');
      expect(notice(element)).to.equal('');
    });

    it('without it the line says how the session is doing; what comes late knows everything', async () => {
      const { element, session } = await shownTerminal(fakes.registry);
      await overlays.fail();
      session.set('connected');
      session.set('reconnecting', { reason: 'The connection was lost.', attempt: 2 });
      await painted();
      expect(line(element)).to.equal('Reconnecting. The connection was lost. It did not arrive. Check the network, then press Retry.Retry');
      await overlays.fail();
      session.set('connected');
      await painted();
      fakes.online.say(true);
      await overlays.arrive();
      makeTerminal();
      await painted();
      expect(notice(element)).to.contain('Bring here');
    });

    it('is loaded again when the page comes online; an element that has left waits for nothing', async () => {
      const { element, session } = await shownTerminal(fakes.registry);
      await session.attach();
      await overlays.fail();
      expect(fakes.online.listeners).to.equal(1);
      element.remove();
      fakes.clock.advance(0);
      expect(fakes.online.listeners).to.equal(0);
      expect(session.listeners).to.equal(0);
      document.body.append(element);
      expect(overlays.imports).to.equal(2);
      await overlays.fail();
      fakes.online.say(true);
      expect(overlays.imports).to.equal(3);
      await overlays.arrive();
      session.set('offline');
      await painted();
      expect(notice(element)).to.contain('You are offline');
    });
  });
});
