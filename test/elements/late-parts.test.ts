import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { detailsLoader } from '../../src/elements/chip-face.js';
import { findLoader } from '../../src/elements/comforts/find.js';
import { menuLoader } from '../../src/elements/comforts/menu.js';
import { pasteQuestionLoader } from '../../src/elements/comforts/parts.js';
import { ChipRegistry } from './support/chip-registry.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { late } from './support/late.js';
import { pasteEvent, painted, shownTerminal, until } from './support/page.js';

describe('parts that come late', () => {
  let fakes: ReturnType<typeof useFakes<ChipRegistry>>;
  beforeEach(() => (fakes = useFakes({}, new ChipRegistry())));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const focused = (element: Element): string | undefined => element.shadowRoot?.activeElement?.localName;

  it('[CF38] what is typed after Ctrl+F is looked for, and no command of the shell (R21, R44)', async () => {
    const arrive = late(findLoader);
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('one apple\r\ntwo apples\r\n$ ');
    element.focus();
    await chord('Control', 'f');
    await sendKeys({ type: 'appla' });
    await sendKeys({ press: 'Backspace' });
    await sendKeys({ press: 'Enter' });
    expect([focused(element), session.sent]).to.deep.equal(['textarea', []]);
    await arrive();
    await until(() => focused(element) === 'input');
    const input = element.shadowRoot?.activeElement as HTMLInputElement;
    await sendKeys({ type: 'es' });
    expect(input.value).to.equal('apples');
    await until(() => element.shadowRoot?.querySelector('.found')?.textContent === '1 of 1');
    expect(session.sent).to.deep.equal([]);
    await sendKeys({ press: 'Escape' });
    await sendKeys({ type: 'x' });
    expect(session.sent).to.deep.equal(['x']);
  });

  it('[CF38] nothing is typed between a paste of several lines and the question about it (R21, R44)', async () => {
    const arrive = late(pasteQuestionLoader);
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    element.focus();
    term.textarea?.dispatchEvent(pasteEvent('a\nb\n'));
    await sendKeys({ press: 'Enter' });
    term.textarea?.dispatchEvent(pasteEvent('another'));
    expect(session.sent).to.deep.equal([]);
    await arrive();
    await until(() => element.shadowRoot?.activeElement?.textContent === 'Cancel');
    [...(element.shadowRoot?.querySelectorAll<HTMLButtonElement>('.question button') ?? [])].find(({ textContent }) => textContent === 'Paste')?.click();
    expect(session.sent).to.deep.equal(['a\rb\r']);
  });

  it('[CF38] what is pressed before the menu comes is not typed; Escape and a press elsewhere keep it away, and so does the keyboard elsewhere (R21, R44)', async () => {
    const arrive = late(menuLoader);
    const field = document.body.appendChild(document.createElement('input'));
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    const menu = (): Element | null => element.shadowRoot?.querySelector('.menu') ?? null;
    const { left, top } = (element.shadowRoot?.querySelector('.xterm-screen') as Element).getBoundingClientRect();
    const ask = async (): Promise<void> => {
      element.focus();
      await chord('Shift', 'F10');
    };
    await ask();
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Escape' });
    await sendKeys({ type: 'a' });
    expect(session.sent).to.deep.equal(['a']);
    await ask();
    await sendMouse({ type: 'click', position: [Math.round(left + 300), Math.round(top + 200)] });
    await sendKeys({ type: 'b' });
    expect(session.sent).to.deep.equal(['a', 'b']);
    await ask();
    fakes.clock.advance(5_000);
    await sendKeys({ type: 'c' });
    expect(session.sent, 'after a while it is the shell’s again').to.deep.equal(['a', 'b', 'c']);
    await ask();
    field.focus();
    await arrive();
    await painted();
    expect([menu(), document.activeElement === field]).to.deep.equal([null, true]);
    await ask();
    await until(() => element.shadowRoot?.activeElement?.getAttribute('role') === 'menuitem');
    expect(session.sent).to.deep.equal(['a', 'b', 'c']);
  });

  it('[CH6] a chip that was pressed before its menu came opens nothing when it has gone, and takes the keyboard from nobody (R41)', async () => {
    const arrive = late(detailsLoader);
    fakes.registry.open({ sessionId: 'one' }).set('connected');
    const make = (): HTMLElement => {
      const chip = document.createElement('terminal-status-chip');
      chip.setAttribute('session-id', 'one');
      chip.setAttribute('menu', '');
      return document.body.appendChild(chip);
    };
    const [gone, left] = [make(), make()];
    const field = document.body.appendChild(document.createElement('input'));
    const faults: unknown[] = [];
    const heard = ({ reason }: PromiseRejectionEvent): unknown => faults.push(reason);
    window.addEventListener('unhandledrejection', heard);
    const button = (chip: Element): HTMLElement | null => chip.shadowRoot?.querySelector('button') ?? null;
    await until(() => button(gone) !== null && button(left) !== null);
    button(gone)?.click();
    gone.remove();
    button(left)?.focus();
    await sendKeys({ press: 'Enter' });
    field.focus();
    await arrive();
    await painted();
    window.removeEventListener('unhandledrejection', heard);
    expect([faults, document.activeElement === field, [gone, left].map((chip) => chip.shadowRoot?.querySelector('[role=menu]') ?? null)]).to.deep.equal([[], true, [null, null]]);
    document.body.append(gone);
    await painted();
    expect(gone.shadowRoot?.querySelector('[role=menu]') ?? null).to.equal(null);
    button(left)?.focus();
    await sendKeys({ press: 'Enter' });
    await until(() => left.shadowRoot?.activeElement?.getAttribute('role') === 'menuitem');
  });
});
