import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { endFakes, useFakes } from './support/fake-registry.js';
import { makeTerminal, painted, shownTerminal, until } from './support/page.js';
import { sizeWindow } from './support/size-window.js';

describe('key bar', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  const bar = (element: Element): HTMLElement | null => element.shadowRoot?.querySelector<HTMLElement>('.key-bar') ?? null;
  const key = (element: Element, sign: string): HTMLElement => bar(element)?.querySelector(`[data-sign="${sign}"]`) as HTMLElement;
  const middle = (target: Element): [number, number] => {
    const { left, top, width, height } = target.getBoundingClientRect();
    return [Math.round(left + width / 2), Math.round(top + height / 2)];
  };

  async function withBar(): Promise<Awaited<ReturnType<typeof shownTerminal>>> {
    const shown = await shownTerminal(fakes.registry, { 'key-bar': 'on' });
    await shown.session.attach();
    await until(() => bar(shown.element) !== null);
    await painted();
    shown.element.focus();
    return shown;
  }

  it('[CF17] its keys type, the keyboard stays in the terminal, the grid makes room (R44)', async () => {
    const { element, session, term } = await withBar();
    for (const sign of ['Esc', 'Tab', '↑', '|']) await sendMouse({ type: 'click', position: middle(key(element, sign)) });
    expect(session.sent).to.deep.equal(['\x1b', '\t', '\x1b[A', '|']);
    expect(element.shadowRoot?.activeElement).to.equal(term.textarea);
    const rows = element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect().bottom ?? 0;
    expect(rows).to.be.at.most(bar(element)?.getBoundingClientRect().top ?? 0);
    await session.output('\x1b[?1h');
    await sendMouse({ type: 'click', position: middle(key(element, '↓')) });
    expect(session.sent.at(-1)).to.equal('\x1bOB');
    await expect(element).to.be.accessible();
  });

  it('[CF17] Ctrl holds for the next key, here or on the keyboard, and can be let go (R44)', async () => {
    const { element, session } = await withBar();
    const press = (sign: string): Promise<void> => sendMouse({ type: 'click', position: middle(key(element, sign)) });
    await press('Ctrl');
    await element.updateComplete;
    expect(key(element, 'Ctrl').getAttribute('aria-pressed')).to.equal('true');
    await sendKeys({ type: 'c' });
    await sendKeys({ type: 'c' });
    await press('Alt');
    await press('←');
    await press('Ctrl');
    await press('Ctrl');
    await sendKeys({ type: 'd' });
    expect(session.sent).to.deep.equal(['\x03', 'c', '\x1b[1;3D', 'd']);
  });

  it('[CF17] an arrow that is held repeats until it is let go (R44)', async () => {
    const { element, session } = await withBar();
    await sendMouse({ type: 'move', position: middle(key(element, '→')) });
    await sendMouse({ type: 'down' });
    fakes.clock.advance(399);
    expect(session.sent.length).to.equal(0);
    fakes.clock.advance(1 + 3 * 70);
    expect(session.sent.length).to.equal(4);
    await sendMouse({ type: 'up' });
    fakes.clock.advance(1000);
    expect(session.sent).to.deep.equal(Array.from({ length: 4 }, () => '\x1b[C'));
    await sendMouse({ type: 'click', position: middle(key(element, '→')) });
    expect(session.sent.length).to.equal(5);
  });

  it('[CF17] a bar that goes under the finger types no more (R44)', async () => {
    const { element, session } = await withBar();
    await sendMouse({ type: 'move', position: middle(key(element, '→')) });
    await sendMouse({ type: 'down' });
    fakes.clock.advance(400);
    element.keyBar = 'off';
    await until(() => bar(element) === null);
    fakes.clock.advance(1000);
    expect(session.sent).to.deep.equal(['\x1b[C']);
    await sendMouse({ type: 'up' });
  });

  it('[CF17] Ctrl and Alt hold for Enter and Backspace too, and for one key whatever it is (R44)', async () => {
    const { element, session } = await withBar();
    const press = (sign: string): Promise<void> => sendMouse({ type: 'click', position: middle(key(element, sign)) });
    await press('Alt');
    await sendKeys({ press: 'Backspace' });
    await press('Ctrl');
    await sendKeys({ press: '1' });
    await sendKeys({ press: 'c' });
    expect(session.sent).to.deep.equal(['\x1b\x7f', '1', 'c']);
  });

  it('[CF17] by keyboard too, and on a narrow screen (R44)', async () => {
    await sizeWindow(320, 500);
    const { element, session } = await withBar();
    element.style.width = '300px';
    key(element, 'Esc').focus();
    await sendKeys({ press: 'Enter' });
    expect(session.sent).to.deep.equal(['\x1b']);
    expect(bar(element)?.getBoundingClientRect().right).to.be.at.most(element.getBoundingClientRect().right);
    await sizeWindow(800, 600);
  });

  it('with a mouse there is none unless it is asked for (R44)', async () => {
    const element = makeTerminal();
    await element.terminal;
    await painted();
    expect(bar(element)).to.equal(null);
  });
});
