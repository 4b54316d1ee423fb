import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { endFakes, useFakes } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { shownTerminal, until } from './support/page.js';

describe('the keyboard', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  const pageButton = (text: string): HTMLElement => {
    const button = document.body.appendChild(document.createElement('button'));
    button.textContent = text;
    return button;
  };
  /** Where the keyboard is: the part of the element, or the text of what is outside. */
  const place = (element: Element): string => {
    if (document.activeElement !== element) return document.activeElement?.textContent ?? '';
    const inner = element.shadowRoot?.activeElement;
    if (inner?.localName === 'textarea') return 'terminal';
    const part = inner?.closest('.toolbar, .overlay, .find-bar, .scroll-hint, .reader-offer');
    return part?.classList[0] ?? inner?.outerHTML ?? 'nothing';
  };
  /** Places on the way, one for all the stops in it. */
  async function walk(element: Element, from: () => void, step: () => Promise<void>, end: string): Promise<string[]> {
    from();
    const seen = [place(element)];
    for (let i = 0; i < 40 && seen.at(-1) !== end; i++) {
      await step();
      const now = place(element);
      if (now !== seen.at(-1)) seen.push(now);
    }
    return seen;
  }

  it('[CF33] walks from the page through tools, notices and find bar into the terminal and back out, in the order of what is seen (R44)', async () => {
    const before = pageButton('before');
    const { element, session, term } = await shownTerminal(fakes.registry, { 'with-toolbar': true });
    const after = pageButton('after');
    await session.attach();
    await session.output('line\r\n'.repeat(100));
    element.focus();
    await chord('Control', 'f');
    await until(() => place(element) === 'find-bar');
    await sendKeys({ type: 'line' });
    term.scrollLines(-10);
    fakes.clock.advance(1_000);
    session.set('reconnecting', { attempt: 3, retryAt: fakes.clock.now() + 60_000 });
    // Each of them comes when its part has been loaded.
    await until(() => ['.tool', '.notice button', '.scroll-hint'].every((one) => element.shadowRoot?.querySelector(one) !== null));
    const way = ['before', 'reader-offer', 'toolbar', 'overlay', 'find-bar', 'scroll-hint', 'terminal'];
    const tab = (): Promise<void> => sendKeys({ press: 'Tab' });
    const back = (): Promise<void> => chord('Shift', 'Tab');
    const there = await walk(element, () => before.focus(), tab, 'terminal');
    expect(there).to.deep.equal(way);
    // Tab is the shell's there, and nothing else was typed on the way.
    await tab();
    expect([place(element), session.sent]).to.deep.equal(['terminal', ['\t']]);
    // What is typed leads to the last line.
    term.scrollLines(-10);
    fakes.clock.advance(1_000);
    await until(() => element.shadowRoot?.querySelector('.scroll-hint') !== null);
    const out = await walk(element, () => after.focus(), back, 'before');
    expect(out).to.deep.equal(['after', ...way.reverse()]);
    expect(session.sent).to.deep.equal(['\t']);
  });

  it('[CF33] all that has the keyboard shows it (R44)', async () => {
    const before = pageButton('before');
    const { element, session } = await shownTerminal(fakes.registry, { 'with-toolbar': true });
    await session.attach();
    element.focus();
    await chord('Control', 'f');
    await until(() => place(element) === 'find-bar' && element.shadowRoot?.querySelector('.tool') !== null);
    before.focus();
    const plain: string[] = [];
    for (let i = 0; i < 20 && place(element) !== 'terminal'; i++) {
      await sendKeys({ press: 'Tab' });
      const inner = element.shadowRoot?.activeElement;
      if (inner === null || inner === undefined || place(element) === 'terminal') continue;
      const { outlineStyle, outlineWidth } = getComputedStyle(inner);
      if (outlineStyle === 'none' || outlineWidth === '0px') plain.push(inner.outerHTML);
    }
    expect(place(element)).to.equal('terminal');
    expect(plain).to.deep.equal([]);
  });
});
