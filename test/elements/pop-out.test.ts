import { expect } from '@open-wc/testing';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { collect, drawn, notice, noticeButton, once, painted, shownTerminal, until } from './support/page.js';

type Shown = Awaited<ReturnType<typeof shownTerminal>>;

const guestIn = (popup: Window): PersistentTerminal => popup.document.querySelector('persistent-terminal') as PersistentTerminal;

describe('a window of its own', () => {
  let fakes: ReturnType<typeof useFakes>;
  let popup: Window | undefined;
  beforeEach(() => (fakes = useFakes()));
  afterEach(async () => {
    popup?.close();
    await until(() => popup?.closed !== false);
    popup = undefined;
    document.body.replaceChildren();
    document.adoptedStyleSheets = [];
    for (const name of ['lang', 'dir', 'class', 'style']) document.documentElement.removeAttribute(name);
    endFakes();
  });

  const withText = async (attributes: Record<string, string> = {}): Promise<Shown> => {
    const shown = await shownTerminal(fakes.registry, { 'session-id': 'one', ...attributes });
    await shown.session.attach();
    await shown.session.output(Array.from({ length: 60 }, (_, line) => `line ${line}`).join('\r\n'));
    return shown;
  };
  const out = async (element: PersistentTerminal): Promise<PersistentTerminal> => {
    popup = await element.popOut();
    return guestIn(popup);
  };

  it('[HP7] out and back: the same screen, with its scroll position, selection and what was printed meanwhile (R71)', async () => {
    const { element, session, term } = await withText();
    term.scrollToLine(7);
    term.select(0, 10, 7);
    const grid = [term.cols, term.rows];
    const told = session.sizes.length;
    const guest = await out(element);
    expect(guest.ownerDocument === popup?.document).to.equal(true);
    expect((await guest.terminal) === term, 'the same screen').to.equal(true);
    expect(guest.session === element.session).to.equal(true);
    await until(() => drawn(guest)[0] === 'line 7');
    expect([term.cols, term.rows]).to.deep.equal(grid);
    expect(term.getSelection()).to.equal('line 10');
    await session.output('\r\nprinted outside');
    expect(drawn(element)).to.deep.equal([]);
    popup?.close();
    await once(element, 'terminal-ready');
    await until(() => drawn(element)[0] === 'line 7');
    expect((await element.terminal) === term).to.equal(true);
    expect(term.getSelection()).to.equal('line 10');
    expect(session.sizes.slice(told).every((size) => size === grid.join('x')), 'no other size is told').to.equal(true);
    term.scrollToBottom();
    await until(() => drawn(element).includes('printed outside'));
    expect(fakes.registry.active === session).to.equal(true);
  });

  it('[HP7] the page says where it is, and brings it back; the window closes (R71)', async () => {
    const { element } = await withText();
    const guest = await out(element);
    await element.updateComplete;
    expect(element.matches(':state(elsewhere)')).to.equal(true);
    expect(notice(element)).to.contain('open in another window');
    noticeButton(element)?.click();
    await once(element, 'terminal-ready');
    await until(() => popup?.closed === true && element.matches(':state(shown)'));
    expect(guest.isConnected).to.equal(false);
    expect(drawn(element).includes('line 59')).to.equal(true);
  });

  it('[HP7] asked for twice there is one window; after it was closed there is another (R71)', async () => {
    const { element } = await withText();
    const [first, second] = await Promise.all([element.popOut(), element.popOut()]);
    popup = first;
    expect(second === first).to.equal(true);
    expect((await element.popOut()) === first).to.equal(true);
    first.close();
    await once(element, 'terminal-ready');
    const guest = await out(element);
    expect(popup === first).to.equal(false);
    await until(() => drawn(guest).includes('line 59'));
  });

  it('[HP7] the window’s size is the terminal’s (R71)', async () => {
    const { element, session, term } = await withText();
    const guest = await out(element);
    await painted();
    expect(guest.getBoundingClientRect().width).to.equal(popup?.innerWidth);
    // As if the window were smaller: not every browser lets a script resize one.
    guest.style.setProperty('inset', '0 50% 50% 0', 'important');
    const before = term.cols;
    await until(() => term.cols < before * 0.6);
    expect(session.sizes.at(-1)).to.equal(`${term.cols}x${term.rows}`);
    popup?.close();
    await once(element, 'terminal-ready');
    await until(() => term.cols === before);
  });

  it('[HP7] looks of the page come along and go on to: sheets, classes, colours set around it, language, properties (R71)', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.panel { --term-color-background: #123456 } .night { --term-color-background: #654321 } .wide { --terminal-padding: 20px }');
    document.adoptedStyleSheets = [sheet];
    document.documentElement.className = 'panel';
    document.documentElement.lang = 'de';
    const { element } = await withText({ label: 'Build', 'font-size': '18' });
    element.options = { cursorStyle: 'bar' };
    const guest = await out(element);
    const background = (): string => getComputedStyle(guest.shadowRoot?.querySelector('.base') as Element).backgroundColor;
    expect(popup?.document.title).to.equal('Build');
    expect([guest.label, guest.fontSize, guest.options?.cursorStyle, popup?.document.documentElement.lang]).to.deep.equal(['Build', 18, 'bar', 'de']);
    await until(() => background() === 'rgb(18, 52, 86)');
    expect(getComputedStyle(guest.shadowRoot?.querySelector('.xterm-rows') as Element).fontSize).to.equal('18px');
    element.classList.add('night', 'wide');
    await until(() => background() === 'rgb(101, 67, 33)');
    expect(getComputedStyle(guest.shadowRoot?.querySelector('.screen') as Element).paddingTop).to.equal('20px');
    element.readOnly = true;
    element.setAttribute('font-size', '11');
    await until(() => guest.fontSize === 11 && guest.readOnly);
  });

  it('[HP7] the page hears events where it listens, and may still cancel them; keys go to the shell (R71)', async () => {
    const { element, session } = await withText();
    const titles = collect(element, 'terminal-title');
    const guest = await out(element);
    await session.output('\x1b]0;vim\x07');
    await until(() => titles.length === 1);
    expect(popup?.document.title).to.equal('vim');
    element.addEventListener('terminal-paste', (event) => event.preventDefault());
    session.sent.length = 0;
    guest.paste('refused');
    expect(session.sent).to.deep.equal([]);
    guest.send('x');
    expect(session.sent).to.deep.equal(['x']);
  });

  it('[HP7] an element that leaves the page meanwhile leaves the window alone; closing it parks the screen (R71)', async () => {
    const { element, session } = await withText();
    const guest = await out(element);
    element.remove();
    fakes.clock.advance(0);
    await session.output('\r\nstill here');
    await until(() => drawn(guest).includes('still here'));
    popup?.close();
    await until(() => session.view?.shown === false);
    expect(fakes.registry.active).to.equal(undefined);
    const again = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await until(() => drawn(again.element).includes('still here'));
    expect((again.session as FakeSession) === session).to.equal(true);
  });

  it('[HP7] after a change of route the window keeps its looks and its language; another element of the page that shows the session brings it back (R71)', async () => {
    document.body.lang = 'de';
    document.body.style.setProperty('--term-color-background', '#123456');
    const { element } = await withText();
    const guest = await out(element);
    const background = (): string => getComputedStyle(guest.shadowRoot?.querySelector('.base') as Element).backgroundColor;
    await until(() => background() === 'rgb(18, 52, 86)');
    element.remove();
    document.documentElement.className = 'next-route';
    await until(() => popup?.document.documentElement.className === 'next-route');
    await painted();
    expect([popup?.document.documentElement.lang, background()]).to.deep.equal(['de', 'rgb(18, 52, 86)']);
    const again = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await until(() => popup?.closed === true);
    await until(() => drawn(again.element).includes('line 59'));
    expect(guest.isConnected).to.equal(false);
    document.body.removeAttribute('lang');
    document.body.removeAttribute('style');
  });

  it('[HP7] without a session, or a window that the browser refuses, it says why (R37, R71)', async () => {
    const lone = document.createElement('persistent-terminal');
    const codeOf = (tried: Promise<unknown>): Promise<unknown> => tried.then(() => 'opened', (error: { code: string }) => error.code);
    expect(await codeOf(lone.popOut())).to.equal('unsupported');
    const { element } = await withText();
    const { open } = window;
    const pictures = Object.getOwnPropertyDescriptor(window, 'documentPictureInPicture');
    if (pictures !== undefined) Object.defineProperty(window, 'documentPictureInPicture', { value: undefined, configurable: true });
    window.open = () => null;
    expect(await codeOf(element.popOut())).to.equal('unsupported');
    window.open = open;
    expect(element.matches(':state(shown)')).to.equal(true);
    await out(element);
    if (pictures !== undefined) Object.defineProperty(window, 'documentPictureInPicture', pictures);
  });
});
