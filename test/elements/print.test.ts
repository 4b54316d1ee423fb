import { expect } from '@open-wc/testing';
import { endFakes, useFakes } from './support/fake-registry.js';
import { painted, shownTerminal } from './support/page.js';

const printed = (element: Element): (string | null)[] => Array.from(element.shadowRoot?.querySelectorAll('.printed') ?? [], (text) => text.textContent);

describe('printing', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    window.dispatchEvent(new Event('afterprint'));
    document.body.replaceChildren();
    endFakes();
  });

  it('[HP9] what is on the screen is in the page as text while it is printed, and then gone (R71)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output(`${Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\r\n')}\r\n${'long '.repeat(30)}end`);
    term.scrollToLine(12);
    await painted();
    const sheets = element.shadowRoot?.adoptedStyleSheets.length;
    window.dispatchEvent(new Event('beforeprint'));
    expect(printed(element)).to.deep.equal([Array.from({ length: term.rows }, (_, row) => `line ${row + 12}`).join('\n')]);
    // As a browser that is asked to print again before it has said that it is done.
    term.scrollToBottom();
    window.dispatchEvent(new Event('beforeprint'));
    expect(printed(element).length).to.equal(1);
    expect(printed(element)[0]?.endsWith(`line 39\n${'long '.repeat(30)}end`), 'rows that wrap are one line').to.equal(true);
    window.dispatchEvent(new Event('afterprint'));
    expect(printed(element)).to.deep.equal([]);
    expect(element.shadowRoot?.adoptedStyleSheets.length).to.equal(sheets);
  });

  it('[HP9] only where the session is shown; a parked screen prints nothing and listens to nothing (R71)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    await session.output('text');
    const second = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    window.dispatchEvent(new Event('beforeprint'));
    expect([printed(element), printed(second.element)]).to.deep.equal([[], ['text']]);
    window.dispatchEvent(new Event('afterprint'));
    for (const one of [element, second.element]) one.remove();
    fakes.clock.advance(0);
    window.dispatchEvent(new Event('beforeprint'));
    expect([printed(element), printed(second.element)]).to.deep.equal([[], []]);
  });
});
