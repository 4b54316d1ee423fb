import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import type { ConnectionState } from '../../src/client/registry/contract.js';
import { detailsLoader } from '../../src/elements/chip-face.js';
import type { TerminalStatusChip } from '../../src/elements/terminal-status-chip.js';
import { ChipRegistry } from './support/chip-registry.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { painted, shownTerminal, until } from './support/page.js';
import { sizeWindow } from './support/size-window.js';

const CONNECTION = { url: 'ws://fake/terminal', status: 'connected', connectedAt: 0, roundTripMs: 12, reconnects: 1 } as ConnectionState;
const MENU = ['Show terminal', 'Check connection', 'Copy report', 'End session…'];

describe('card and menu of a chip', () => {
  let fakes: ReturnType<typeof useFakes<ChipRegistry>>;
  let registry: ChipRegistry;
  let chip: TerminalStatusChip;
  let session: FakeSession;

  // Tests in which nothing comes would pass while it is only late.
  before(() => detailsLoader.load());
  beforeEach(async () => {
    await sendMouse({ type: 'move', position: [700, 500] });
    fakes = useFakes({}, new ChipRegistry());
    registry = fakes.registry;
    registry.connections = [CONNECTION];
  });
  afterEach(() => {
    document.body.replaceChildren();
    document.body.removeAttribute('style');
    document.documentElement.removeAttribute('lang');
    endFakes();
  });

  const $ = <T extends HTMLElement = HTMLElement>(selector: string): T | null => chip.shadowRoot?.querySelector<T>(selector) ?? null;
  const button = (): HTMLElement => $('.hit') as HTMLElement;
  const items = (): HTMLElement[] => [...(chip.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const item = (label: string): HTMLElement => items().find(({ textContent }) => textContent === label) as HTMLElement;
  const focused = (): string => chip.shadowRoot?.activeElement?.textContent ?? '';
  const text = (selector: string): string => $(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  const open = (): boolean => $('.popup')?.matches(':popover-open') === true;

  const make = async (attributes: Record<string, string> = { menu: '' }, parent: HTMLElement = document.body): Promise<void> => {
    session = registry.open({ sessionId: 'one' });
    session.set('connected');
    chip = document.createElement('terminal-status-chip');
    for (const [name, value] of Object.entries({ 'session-id': 'one', ...attributes })) chip.setAttribute(name, value);
    parent.append(chip);
    await painted();
  };
  const centre = (element: Element): [number, number] => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [Math.round(left + width / 2), Math.round(top + height / 2)];
  };
  const point = (element: Element = chip): Promise<void> => sendMouse({ type: 'move', position: centre(element) });
  const away = (): Promise<void> => sendMouse({ type: 'move', position: [700, 500] });
  /** Lets the time pass that pointing takes, once it has been noticed. */
  const hover = async (): Promise<void> => {
    await point();
    await until(() => fakes.clock.pending > 0 || open());
    fakes.clock.advance(300);
    await until(open);
  };
  const openMenu = async (key = 'Enter'): Promise<void> => {
    button().focus();
    await sendKeys({ press: key });
    await until(() => items().length > 0 && items().includes(chip.shadowRoot?.activeElement as HTMLElement));
  };

  it('[CH3] a chip that is not asked to is no button, and pointing at it does nothing', async () => {
    await make({});
    expect($('button')).to.equal(null);
    await point();
    await painted();
    fakes.clock.advance(1000);
    await painted();
    expect($('.popup') === null).to.equal(true);
    expect(fakes.clock.pending).to.equal(0);
  });

  it('[CH3] pointing shows the card after 300 ms, what it says goes on, the pointer may enter it, and leaving both closes it', async () => {
    await make({ interactive: '' });
    await hover();
    expect(text('.card')).to.contain('Connected in the background');
    expect(text('.card')).to.contain('Round trip12 ms');
    expect($('.card')?.getAttribute('role')).to.equal('tooltip');
    expect($('[role=menu]')).to.equal(null);
    fakes.clock.advance(60_000);
    session.does({ title: 'make all' });
    await painted();
    expect(text('.card')).to.contain('for 1 min').and.to.contain('make all');
    await point($('.card') as Element);
    fakes.clock.advance(1000);
    await painted();
    expect(open(), 'the pointer is on the card').to.equal(true);
    await away();
    await painted();
    expect(open(), 'only after a while').to.equal(true);
    fakes.clock.advance(250);
    await until(() => $('.popup') === null);
    await painted();
    expect(fakes.clock.pending, 'no timer is left').to.equal(0);
  });

  it('[CH3] passing over a chip shows nothing', async () => {
    await make({ interactive: '' });
    await point();
    await until(() => fakes.clock.pending > 0);
    await away();
    await painted();
    fakes.clock.advance(1000);
    await painted();
    expect($('.popup')).to.equal(null);
  });

  it('[CH3] the focus of the keyboard shows it at once and its leaving closes it; a press with the mouse does not', async () => {
    await make({ interactive: '' });
    const before = document.createElement('button');
    chip.before(before);
    before.focus();
    await sendKeys({ press: 'Tab' });
    await until(open);
    expect(button().getAttribute('aria-describedby')).to.equal('card');
    await away();
    fakes.clock.advance(1000);
    await painted();
    expect(open(), 'nobody pointed at it').to.equal(true);
    before.focus();
    await painted();
    fakes.clock.advance(0);
    fakes.clock.advance(250);
    await until(() => $('.popup') === null);
  });

  it('[CH3] Escape dismisses it, without moving pointer or focus, and it stays away until they have left; who types elsewhere still gets the key', async () => {
    await make({ interactive: '' });
    const field = document.createElement('input');
    document.body.append(field);
    const keys: string[] = [];
    field.addEventListener('keydown', ({ key, defaultPrevented }) => keys.push(`${key} ${defaultPrevented}`));
    field.focus();
    await hover();
    await sendKeys({ press: 'Escape' });
    await until(() => $('.popup') === null);
    expect(keys).to.deep.equal(['Escape false']);
    fakes.clock.advance(1000);
    await painted();
    expect($('.popup'), 'the pointer is still there').to.equal(null);
    await away();
    await painted();
    await hover();
    // With the focus on the chip the key is the chip's: nothing around it closes too.
    const outer: string[] = [];
    document.body.addEventListener('keydown', ({ key }) => outer.push(key), { once: true });
    button().focus();
    await sendKeys({ press: 'Escape' });
    await until(() => $('.popup') === null);
    expect(outer).to.deep.equal([]);
  });

  it('[CH3] asks the server, which is connected anyway, how old the session is; not one that is not', async () => {
    await make({ interactive: '' });
    registry.listed = [{ sessionId: 'session_1_abcd', createdAt: fakes.clock.wallNow() - 7_200_000, viewers: 3 } as (typeof registry.listed & object)[number]];
    await hover();
    await until(() => text('.card').includes('started 2 hr ago, 3 viewers'));
    expect(registry.probes).to.deep.equal([session]);
    await away();
    session.set('reconnecting', { attempt: 2, retryAt: fakes.clock.now() + 60_000 });
    await painted();
    fakes.clock.advance(250);
    await until(() => $('.popup') === null);
    await hover();
    expect(registry.probes.length).to.equal(1);
    expect(text('.card')).to.contain('Next try').and.not.to.contain('started');
  });

  it('[CH4] lies over everything, also where its surroundings are cut off; goes with the chip; closes when the chip goes', async () => {
    const box = document.createElement('div');
    box.style.cssText = 'overflow: hidden; width: 150px; height: 24px; transform: translate(40px, 60px); contain: paint';
    document.body.append(box);
    await make({ interactive: '', variant: 'label' }, box);
    await hover();
    const at = (): DOMRect => ($('.popup') as Element).getBoundingClientRect();
    const anchor = (): DOMRect => ($('.chip') as Element).getBoundingClientRect();
    expect(at().top).to.equal(anchor().bottom + 6);
    expect(at().left).to.equal(anchor().left);
    expect(document.elementFromPoint(at().left + 20, at().top + 20)).to.equal(chip);
    box.style.marginBlockStart = '50px';
    window.dispatchEvent(new Event('resize'));
    expect(at().top).to.equal(anchor().bottom + 6);
    chip.remove();
    expect($('.popup')).to.exist;
    await away();
    document.body.append(chip);
    await painted();
    expect($('.popup')).to.equal(null);
    expect(fakes.clock.pending).to.equal(0);
  });

  it('[CH4] lies beside the chip in a box that the page zooms', async () => {
    const box = document.createElement('div');
    box.style.cssText = 'zoom: 1.5; padding: 40px 0 0 60px';
    document.body.append(box);
    await make({ interactive: '', variant: 'label' }, box);
    await hover();
    const [card, anchor] = [$('.popup') as Element, $('.chip') as Element].map((one) => one.getBoundingClientRect()) as [DOMRect, DOMRect];
    expect(card.left - anchor.left).to.be.within(-1, 1);
    expect(card.top - anchor.bottom).to.be.within(5, 7);
  });

  for (const direction of ['ltr', 'rtl'] as const) {
    it(`[CH4] fits 320 px, at every edge, ${direction}`, async () => {
      await sizeWindow(320, 480);
      document.body.style.cssText = `direction: ${direction}; height: 460px; margin: 0; position: relative`;
      await make();
      session.does({ title: 'a title that is much longer than the window is wide, without end: '.repeat(3) });
      for (const where of ['left: 0; top: 0', 'right: 0; top: 0', 'left: 0; bottom: 0', 'right: 0; bottom: 0']) {
        chip.style.cssText = `position: absolute; ${where}`;
        await openMenu();
        await painted();
        const { left, right, top, bottom } = ($('.popup') as Element).getBoundingClientRect();
        expect([left >= 8, right <= 312, top >= 8, bottom <= 472], where).to.deep.equal([true, true, true, true]);
        await sendKeys({ press: 'Escape' });
        await until(() => $('.popup') === null);
      }
      await sizeWindow(800, 600);
    });
  }

  it('[CH5] pressing it goes to the terminal that shows the session, unless the page says otherwise', async () => {
    const { element } = await shownTerminal(registry, { 'session-id': 'one' });
    await make({ interactive: '' });
    const heard: unknown[] = [];
    chip.addEventListener('terminal-chip-activate', (event) => heard.push([event.detail.session, event.bubbles, event.composed]));
    const other = await shownTerminal(registry, { 'session-id': 'two' });
    registry.activate(other.session);
    element.style.marginBlockStart = '3000px';
    button().focus();
    await sendKeys({ press: 'Enter' });
    await until(() => document.activeElement === element);
    expect(heard).to.deep.equal([[session, true, true]]);
    expect(registry.active).to.equal(session);
    expect(element.getBoundingClientRect().top).to.be.lessThan(window.innerHeight);
    await painted();
    expect($('.popup')).to.equal(null);
    document.body.addEventListener('terminal-chip-activate', (event) => event.preventDefault(), { once: true });
    button().focus();
    await sendKeys({ press: ' ' });
    await painted();
    expect(document.activeElement).to.equal(chip);
  });

  it('[CH5] the element it is for gets the focus when it does not show the session', async () => {
    const { element } = await shownTerminal(registry, { id: 'main', 'session-id': 'one' });
    await shownTerminal(registry, { 'session-id': 'one' });
    await make({ for: 'main', interactive: '' });
    let asked = 0;
    element.focus = () => void asked++;
    session.view?.dispose();
    session.setView(undefined);
    button().click();
    await until(() => asked === 1);
  });

  it('[CH6] a real menu: Enter, arrows, Home, End, letters, Escape; the focus comes back', async () => {
    await make();
    expect(button().getAttribute('aria-haspopup')).to.equal('menu');
    expect(button().getAttribute('aria-expanded')).to.equal('false');
    await openMenu();
    expect(items().map(({ textContent }) => textContent)).to.deep.equal(MENU);
    expect(button().getAttribute('aria-expanded')).to.equal('true');
    expect(focused()).to.equal('Show terminal');
    const walk: string[] = [];
    for (const key of ['ArrowDown', 'ArrowDown', 'End', 'ArrowDown', 'ArrowUp', 'Home', 'c', 'c', 'e']) {
      await sendKeys({ press: key });
      walk.push(focused());
    }
    expect(walk).to.deep.equal(['Check connection', 'Copy report', 'End session…', 'Show terminal', 'End session…', 'Show terminal', 'Check connection', 'Copy report', 'End session…']);
    await sendKeys({ press: 'Escape' });
    await until(() => $('.popup') === null);
    expect(chip.shadowRoot?.activeElement).to.equal(button());
    await openMenu('ArrowUp');
    expect(focused()).to.equal('End session…');
    await sendKeys({ press: 'Escape' });
    await openMenu('ArrowDown');
    expect(focused()).to.equal('Show terminal');
  });

  it('[CH6] Tab leaves it as if it were not there; a press elsewhere and a second press close it', async () => {
    await make();
    const after = document.createElement('button');
    after.textContent = 'after';
    document.body.append(after);
    await openMenu();
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement).to.equal(after);
    await until(() => $('.popup') === null);
    await openMenu();
    await sendMouse({ type: 'click', position: [600, 400] });
    await until(() => $('.popup') === null);
    await away();
    await sendMouse({ type: 'click', position: centre(chip) });
    await until(() => items().length > 0);
    await sendMouse({ type: 'click', position: centre(chip) });
    await until(() => $('.popup') === null);
  });

  it('[CH6] the menu stays while the pointer goes elsewhere, and closes when the focus does', async () => {
    await make();
    await point();
    await openMenu();
    await away();
    await painted();
    fakes.clock.advance(1000);
    await painted();
    expect(items().length).to.equal(4);
    const elsewhere = document.createElement('input');
    document.body.append(elsewhere);
    elsewhere.focus();
    await painted();
    fakes.clock.advance(0);
    fakes.clock.advance(250);
    await until(() => $('.popup') === null);
    expect(document.activeElement).to.equal(elsewhere);
  });

  it('[CH7] reconnects at once and says what came of it; an answer that comes after the menu has gone is not shown', async () => {
    await make();
    session.set('suspended');
    await openMenu();
    expect(items().map(({ textContent }) => textContent)).to.deep.equal([MENU[0], 'Reconnect now', MENU[2], MENU[3]]);
    for (const [outcome, said] of [['recovered', 'The connection works.'], ['timed-out', 'Not back yet; it goes on trying.'], ['failed', 'That did not work.'], ['idle', 'Nothing is wanted of this server.'], [new Error('x'), 'This part could not be loaded.']] as const) {
      item('Reconnect now').click();
      await painted();
      expect(text('.said')).to.equal('Checking…');
      expect($('.said')?.getAttribute('role')).to.equal('status');
      registry.giveRecovery(outcome);
      await until(() => text('.said') === said);
    }
    expect(registry.recoveries.length).to.equal(5);
    item('Reconnect now').click();
    await sendKeys({ press: 'Escape' });
    registry.giveRecovery('recovered');
    await openMenu();
    await painted();
    expect(text('.said')).to.equal('');
  });

  it('[CH7] copies a diagnosis; what the clipboard did not take is copied by the next press', async () => {
    await make();
    await openMenu();
    const copied: string[] = [];
    const listen = (event: ClipboardEvent): void => void copied.push(event.clipboardData?.getData('text/plain') ?? '');
    document.addEventListener('copy', listen);
    const clipboard = { writeText: (words: string) => (words === 'a report' ? Promise.reject(new Error('no')) : Promise.resolve()) };
    const old = Object.getOwnPropertyDescriptor(navigator, 'clipboard');
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    const exec = document.execCommand.bind(document);
    try {
      document.execCommand = () => false;
      await sendKeys({ press: 'c' });
      await sendKeys({ press: 'c' });
      await sendKeys({ press: 'Enter' });
      await until(() => text('.said') === 'Looking into it…');
      expect(registry.diagnoses).to.deep.equal([session]);
      registry.giveReport({ text: 'a report' } as Parameters<typeof registry.giveReport>[0]);
      await until(() => text('.said').startsWith('The report is ready.'));
      document.execCommand = exec;
      await sendKeys({ press: 'Enter' });
      await until(() => text('.said') === 'Report copied.');
      expect(copied).to.deep.equal(['a report']);
      expect(registry.diagnoses.length, 'not examined again').to.equal(1);
      await sendKeys({ press: 'Enter' });
      await until(() => registry.diagnoses.length === 2);
      registry.giveReport({ text: 'another' } as Parameters<typeof registry.giveReport>[0]);
      await until(() => text('.said') === 'Report copied.');
    } finally {
      document.removeEventListener('copy', listen);
      document.execCommand = exec;
      if (old === undefined) Reflect.deleteProperty(navigator, 'clipboard');
      else Object.defineProperty(navigator, 'clipboard', old);
    }
  });

  it('[CH7] ends a session only when that was asked and answered; the answer at hand is No (R7)', async () => {
    await make();
    await openMenu();
    item('End session…').click();
    await until(() => focused() === 'Keep');
    expect($('[role=alertdialog]')?.textContent).to.contain('for everybody who looks at it');
    await sendKeys({ press: 'Enter' });
    await until(() => $('.popup') === null);
    expect(chip.shadowRoot?.activeElement).to.equal(button());
    await openMenu();
    item('End session…').click();
    await until(() => focused() === 'Keep');
    await sendKeys({ press: 'Escape' });
    await until(() => $('.popup') === null);
    expect(session.calls).to.deep.equal([]);
    await openMenu();
    item('End session…').click();
    await until(() => focused() === 'Keep');
    await sendKeys({ press: 'Tab' });
    expect(focused()).to.equal('End session');
    await sendKeys({ press: 'Enter' });
    await until(() => session.calls.includes('close'));
    await painted();
    expect($('.popup')).to.equal(null);
    expect(chip.matches(':state(empty)')).to.equal(true);
    fakes.clock.advance(0);
    expect(fakes.clock.pending).to.equal(0);
  });

  it('[CH7] an ended shell can be started again, and a session that is not open only be shown', async () => {
    await make();
    session.end({ exitCode: 1, signal: null, reason: 'exited' });
    await painted();
    await openMenu();
    item('Restart shell').click();
    await until(() => $('.popup') === null);
    expect(session.calls).to.deep.equal(['restart']);
    chip.setAttribute('session-id', 'absent');
    chip.setAttribute('show-idle', '');
    await painted();
    await openMenu();
    expect(items().map(({ textContent }) => textContent)).to.deep.equal(['Show terminal']);
    expect(text('.status')).to.equal('Not connected');
  });

  it('[CH6] without an accessibility fault: card, menu and question, in each state, dark and light', async () => {
    await make({ menu: '', variant: 'dot' });
    session.does({ unread: true, bell: true, progress: { state: 'error', value: 12 }, title: 'make' });
    const faultless = async (): Promise<void> => {
      // It fades in: half of it has half the contrast.
      await Promise.all(($('.popup') as Element).getAnimations().map(({ finished }) => finished));
      await expect(chip).to.be.accessible();
    };
    for (const scheme of ['dark', 'light']) {
      document.body.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText`;
      for (const status of ['connected', 'reconnecting', 'failed'] as const) {
        session.set(status, { reason: 'A reason to be read.', attempt: 2 });
        await hover();
        await faultless();
        await openMenu();
        await faultless();
        item('Copy report').click();
        await painted();
        await faultless();
        item('End session…').click();
        await until(() => focused() === 'Keep');
        await faultless();
        await sendKeys({ press: 'Escape' });
        await away();
        button().blur();
        await painted();
        fakes.clock.advance(0);
      }
    }
  });

  it('[CH6] in German (R44)', async () => {
    document.documentElement.lang = 'de';
    await make();
    await until(() => text('[role=status]') === 'oneVerbunden');
    await openMenu();
    expect(items().map(({ textContent }) => textContent)).to.deep.equal(['Terminal zeigen', 'Verbindung prüfen', 'Bericht kopieren', 'Sitzung beenden …']);
    expect(text('.card')).to.contain('Im Hintergrund verbunden · gerade eben');
    await sendKeys({ press: 'b' });
    expect(focused()).to.equal('Bericht kopieren');
  });
});
