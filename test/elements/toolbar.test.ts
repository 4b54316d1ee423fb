import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { endFakes, useFakes } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { frame, painted, shownTerminal, until } from './support/page.js';

describe('toolbar', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  const tools = (element: Element): HTMLElement[] => [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.tool') ?? [])];
  const names = (element: Element): (string | undefined)[] => tools(element).map((tool) => tool.dataset['tool']);

  async function withTools(attributes: Record<string, string> = {}): Promise<Awaited<ReturnType<typeof shownTerminal>>> {
    const shown = await shownTerminal(fakes.registry, { 'with-toolbar': true, 'screen-reader-mode': 'off', ...attributes });
    await shown.session.attach();
    await until(() => tools(shown.element).length > 0);
    await painted();
    return shown;
  }

  it('[CF18] says what the terminal is called and what its program does (R44)', async () => {
    const { element, session } = await withTools({ label: 'Build' });
    const title = (): string => element.shadowRoot?.querySelector('.tool-title')?.textContent ?? '';
    expect(title()).to.equal('Build');
    await session.output('\x1b]0;make test\x07');
    while (title() !== 'Build · make test') {
      fakes.clock.advance(20);
      await frame();
    }
    await expect(element).to.be.accessible();
  });

  it('[CF18] [NT1] names the keys as they are called in the language of the page, and none that are the shell’s (R41)', async () => {
    document.body.lang = 'de';
    const { element } = await withTools({ hotkeys: 'nozoom' });
    const title = (name: string): string | undefined => tools(element).find((tool) => tool.dataset['tool'] === name)?.title;
    await until(() => title('zoom-in') === 'Schrift größer');
    expect(title('find')).to.match(/^Suchen \((Strg|⌘)\+F\)$/);
    document.body.removeAttribute('lang');
  });

  it('[CF18] one stop of Tab, arrows within; a tool gives the keyboard back (R44)', async () => {
    const before = document.body.appendChild(document.createElement('button'));
    const { element, session, term } = await withTools();
    before.focus();
    // The offer of screen reader mode may come first.
    const stops: (string | undefined)[] = [];
    while (stops.at(-1) !== 'tool' && stops.length < 4) {
      await sendKeys({ press: 'Tab' });
      stops.push(element.shadowRoot?.activeElement?.className);
    }
    expect(stops.slice(-1), stops.join()).to.deep.equal(['tool']);
    expect(element.shadowRoot?.activeElement === tools(element)[0]).to.equal(true);
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'ArrowRight' });
    const larger = tools(element).find((tool) => tool.dataset['tool'] === 'zoom-in');
    expect(element.shadowRoot?.activeElement === larger).to.equal(true);
    const size = term.options.fontSize ?? 0;
    await sendKeys({ press: 'Enter' });
    expect(term.options.fontSize).to.equal(size + 1);
    expect(element.shadowRoot?.activeElement === term.textarea).to.equal(true);
    await sendKeys({ type: 'x' });
    expect(session.sent).to.deep.equal(['x']);
    await chord('Shift', 'Tab');
    expect(element.shadowRoot?.activeElement === larger).to.equal(true);
    for (let stop = 0; stop < 4 && document.activeElement !== before; stop++) await chord('Shift', 'Tab');
    expect(document.activeElement === before).to.equal(true);
  });

  it('[CF18] tools that have something to do are there: prompts where there are some (R44)', async () => {
    const { element, session } = await withTools();
    expect(names(element)).to.deep.equal(['find', 'zoom-out', 'zoom-in', 'clear']);
    await session.output('\x1b]133;A\x07$ \r\n');
    element.requestUpdate();
    await element.updateComplete;
    expect(names(element)).to.include('previous-prompt');
    element.withToolbar = false;
    await painted();
    expect(tools(element)).to.deep.equal([]);
  });
});
