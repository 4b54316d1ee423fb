import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { InspectorPage } from './support/inspector-page.js';
import { chord } from './support/keys.js';
import { mouseOver } from './support/mouse.js';
import { painted, shownTerminal } from './support/page.js';

describe('a terminal and what is around it', () => {
  let fakes: ReturnType<typeof useFakes>;
  let heard: string[] = [];
  const hear = ({ key }: KeyboardEvent): void => void heard.push(key);
  beforeEach(() => {
    fakes = useFakes();
    heard = [];
    for (const type of ['keydown', 'keypress'] as const) window.addEventListener(type, hear);
  });
  afterEach(() => {
    for (const type of ['keydown', 'keypress'] as const) window.removeEventListener(type, hear);
    document.body.replaceChildren();
    endFakes();
  });

  async function within(markup: string): Promise<{ around: HTMLElement; element: PersistentTerminal; session: FakeSession; term: XtermTerminal }> {
    document.body.insertAdjacentHTML('beforeend', markup);
    const around = document.body.lastElementChild as HTMLElement;
    const shown = await shownTerminal(fakes.registry, { 'session-id': `in-${fakes.registry.sessions.length}` }, around);
    await shown.session.attach();
    return { around, ...shown };
  }

  /** Until the keyboard is in it. */
  async function findBar(element: Element): Promise<void> {
    while (element.shadowRoot?.activeElement?.matches('.find-bar input') !== true) await painted();
  }

  const typed = (session: FakeSession): string => session.sent.map((data) => (typeof data === 'string' ? data : new TextDecoder().decode(data))).join('');

  it('[HP11] no key that types reaches the shortcuts of the page: neither letters nor Space and capitals, in the terminal or in its find bar (R44)', async () => {
    const { element, session } = await within('<div></div>');
    element.focus();
    await sendKeys({ type: 'a B?' });
    expect(typed(session)).to.equal('a B?');
    await chord('Control', 'f');
    await findBar(element);
    await sendKeys({ type: 'c D' });
    expect(element.shadowRoot?.querySelector<HTMLInputElement>('.find-bar input')?.value).to.equal('c D');
    expect(heard.filter((key) => key.length === 1 && key !== 'f')).to.deep.equal([]);
  });

  it('[HP11] keys with Ctrl, Alt or a name that nobody used are the page\'s as ever (R44)', async () => {
    const { element } = await within('<div></div>');
    element.focus();
    await chord('Control', 'f');
    await findBar(element);
    heard = [];
    await chord('Control', 'ArrowRight');
    await sendKeys({ press: 'PageDown' });
    expect(heard).to.include.members(['ArrowRight', 'PageDown']);
  });

  it('[HP11] a key whose default the page has prevented before is neither typed nor a command (R44)', async () => {
    const { element, session } = await within('<div></div>');
    const take = (event: KeyboardEvent): void => {
      if (event.key === 'j' || event.key === 'J' || event.ctrlKey) event.preventDefault();
    };
    window.addEventListener('keydown', take, { capture: true });
    element.focus();
    await sendKeys({ type: 'ajJb' });
    await chord('Control', 'f');
    await chord('Control', 'c');
    window.removeEventListener('keydown', take, { capture: true });
    for (let i = 0; i < 5; i++) await painted();
    expect(typed(session)).to.equal('ab');
    expect(element.shadowRoot?.querySelector('.find-bar') === null).to.equal(true);
  });

  it('[HP11] a click in a terminal presses neither the label, the link nor the summary that it is in (R71)', async () => {
    for (const markup of ['<label>Name <input></label>', '<label><input type="checkbox"></label>', '<a href="#followed"></a>', '<details><summary></summary></details>']) {
      const { around, element, session, term } = await within(markup);
      (around.querySelector('summary') ?? around).append(element);
      await painted();
      await mouseOver(element, term).click([5, 3]);
      expect(document.activeElement === element, `${markup}: the keyboard`).to.equal(true);
      await sendKeys({ type: 'x' });
      expect(typed(session), markup).to.equal('x');
      expect(around.querySelector('input')?.checked ?? false, markup).to.equal(false);
      expect((around as HTMLDetailsElement).open ?? false, markup).to.equal(false);
      expect(location.hash, markup).to.equal('');
      document.body.replaceChildren();
      fakes.clock.advance(0);
    }
  });

  it('[HP11] Enter sends no form, in the terminal or in its find bar (R71)', async () => {
    const { around, element, session } = await within('<form><button>Go</button></form>');
    let sent = 0;
    around.addEventListener('submit', (event) => {
      event.preventDefault();
      sent++;
    });
    element.focus();
    await sendKeys({ press: 'Enter' });
    expect(typed(session)).to.equal('\r');
    await chord('Control', 'f');
    await findBar(element);
    await sendKeys({ press: 'Enter' });
    expect(sent).to.equal(0);
  });

  it('[HP11] no key that types reaches the page from the fields of an inspector (R42)', async () => {
    const page = new InspectorPage();
    await page.make();
    page.one('.timeline input').focus();
    await sendKeys({ type: 'x Y' });
    expect((page.one('.timeline input') as HTMLInputElement).value).to.equal('x Y');
    expect(heard).to.deep.equal(['Shift'].slice(0, heard.length));
  });
});
