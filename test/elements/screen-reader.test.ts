import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { painted, shownTerminal, until } from './support/page.js';

describe('screen reader mode', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    document.body.removeAttribute('lang');
    fakes.clock.advance(0);
    endFakes();
  });
  const offer = (element: Element): HTMLButtonElement | null => element.shadowRoot?.querySelector<HTMLButtonElement>('.reader-offer') ?? null;
  const region = (element: Element): HTMLElement | null => element.shadowRoot?.querySelector<HTMLElement>('.xterm-accessibility .live-region') ?? null;

  it('[LK6] the keyboard meets the offer on its way in and passes it on its way out; it counts for the page, and is said (R44)', async () => {
    const before = document.body.appendChild(document.createElement('button'));
    before.textContent = 'before';
    const { element, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    const other = await shownTerminal(fakes.registry, { 'session-id': 'two' });
    const never = await shownTerminal(fakes.registry, { 'session-id': 'three', 'screen-reader-mode': 'off' });
    // A notice that is still fading in has no contrast yet.
    for (const { session } of [{ session: element.session as unknown as FakeSession }, other, never]) await session.attach();
    await until(() => offer(element));
    expect(offer(never.element)).to.equal(null);
    expect(offer(element)?.getBoundingClientRect().width).to.be.lessThan(3);
    before.focus();
    await sendKeys({ press: 'Tab' });
    expect(element.shadowRoot?.activeElement === offer(element)).to.equal(true);
    expect(offer(element)?.getBoundingClientRect().width).to.be.greaterThan(100);
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'Enter' });
    await until(() => term.options.screenReaderMode === true && other.term.options.screenReaderMode === true);
    expect(never.term.options.screenReaderMode).to.equal(false);
    await until(() => element.shadowRoot?.querySelector('.announcer')?.textContent?.includes('Screen reader mode is on'));
    expect(other.element.shadowRoot?.querySelector('.announcer')?.textContent).to.equal('');
    await sendKeys({ press: 'Tab' });
    await until(() => element.shadowRoot?.activeElement === term.textarea);
    await until(() => offer(element)?.tabIndex === -1);
    // A terminal that comes later has it too; and it is turned off as it was turned on.
    const later = await shownTerminal(fakes.registry, { 'session-id': 'four' });
    expect(later.term.options.screenReaderMode).to.equal(true);
    offer(element)?.click();
    await until(() => [term, other.term, later.term].every(({ options }) => options.screenReaderMode === false));
    expect(region(element)).to.equal(null);
  });

  it('[LK6] on: the lines are a list, and nothing is to be said against it; in German too (R44)', async () => {
    document.body.lang = 'de';
    const { element, session } = await shownTerminal(fakes.registry, { 'screen-reader-mode': 'on' });
    await session.attach();
    await session.output('first\r\nsecond');
    await until(() => [...(element.shadowRoot?.querySelectorAll('.xterm-accessibility-tree [role=listitem]') ?? [])].some((row) => row.textContent === 'second'));
    await expect(element).to.be.accessible();
    expect(offer(element)).to.equal(null);
    element.setAttribute('screen-reader-mode', 'auto');
    await until(() => offer(element)?.textContent === 'Screenreader-Modus einschalten');
    await until(() => region(element) === null);
  });

  it('[LK7] a flood is not read out; quiet, it reads again (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'screen-reader-mode': 'on' });
    await session.attach();
    const live = await until(() => region(element));
    const said: string[] = [];
    const watch = new MutationObserver(() => said.push(live.textContent ?? ''));
    await painted();
    watch.observe(live, { childList: true, characterData: true, subtree: true });
    // No line ends: a screen that is redrawn again and again.
    for (let i = 0; i < 3; i++) await session.output(`\x1b[H${'x'.repeat(3000)}`);
    await until(() => live.textContent === 'Too much output to read out. The lines are in the list.');
    for (let i = 0; i < 3; i++) await session.output(`\x1b[H${'y'.repeat(3000)}`);
    await until(() => live.textContent === '');
    expect(said.every((text) => text.length < 100)).to.equal(true);
    fakes.clock.advance(2_500);
    await session.output('\x1b[2J\x1b[Hready');
    await until(() => live.textContent?.includes('ready'));
    expect(live.textContent?.length).to.be.lessThan(200);
    watch.disconnect();
  });
});
