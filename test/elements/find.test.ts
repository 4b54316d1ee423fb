import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { frame, shownTerminal, until } from './support/page.js';
import { sizeWindow } from './support/size-window.js';

describe('find bar', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  const bar = (element: Element): HTMLElement | null => element.shadowRoot?.querySelector<HTMLElement>('.find-bar') ?? null;
  const said = (element: Element): string => bar(element)?.querySelector('.found')?.textContent?.trim() ?? '';
  const button = (element: Element, name: string): HTMLButtonElement => bar(element)?.querySelector(`button[aria-label="${name}"]`) as HTMLButtonElement;

  async function opened(output: string | ((cols: number) => string), select?: [number, number, number]): Promise<{ element: PersistentTerminal; session: FakeSession; term: XtermTerminal }> {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output(typeof output === 'string' ? output : output(term.cols));
    element.focus();
    if (select !== undefined) term.select(...select);
    await chord('Control', 'f');
    await until(() => element.shadowRoot?.activeElement?.localName === 'input');
    return { element, session, term };
  }

  it('[CF15] Ctrl+F opens it, typing finds, Enter and Shift+Enter go on and back, Esc gives the keyboard back (R44)', async () => {
    const { element, session, term } = await opened('one apple\r\ntwo apples\r\nthree');
    await sendKeys({ type: 'apple' });
    await until(() => said(element) === '1 of 2');
    expect(term.getSelectionPosition()?.start).to.deep.equal({ x: 4, y: 0 });
    await sendKeys({ press: 'Enter' });
    await until(() => said(element) === '2 of 2');
    expect(term.getSelectionPosition()?.start).to.deep.equal({ x: 4, y: 1 });
    await chord('Shift', 'Enter');
    await until(() => said(element) === '1 of 2');
    await sendKeys({ press: 'F3' });
    await until(() => said(element) === '2 of 2');
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await until(() => bar(element) === null);
    expect(session.sent).to.deep.equal([]);
    await sendKeys({ type: 'x' });
    expect(session.sent).to.deep.equal(['x']);
  });

  it('[CF15] it opens with what is selected; across wrapped lines, wide characters and on the alternate screen (R44)', async () => {
    const { element, session, term } = await opened((cols) => `漢字 needle\r\n${'a'.repeat(cols - 3)}needle`, [5, 0, 6]);
    await until(() => said(element).endsWith('of 2'));
    expect((bar(element)?.querySelector('input') as HTMLInputElement).value).to.equal('needle');
    const places = new Set<string>();
    for (let i = 0; i < 2; i++) {
      const before = said(element);
      places.add(JSON.stringify(term.getSelectionPosition()?.start));
      await sendKeys({ press: 'Enter' });
      await until(() => said(element) !== before);
    }
    expect([...places].sort()).to.deep.equal(['{"x":5,"y":0}', `{"x":${term.cols - 3},"y":1}`]);
    await session.output('\x1b[?1049h\x1b[Hneedle in a program');
    await sendKeys({ press: 'Enter' });
    await until(() => said(element) === '1 of 1');
    expect(term.buffer.active.type).to.equal('alternate');
  });

  it('[CF15] what comes while it is open is counted; more than 1,000 are said as such (R44)', async () => {
    const { element, session } = await opened('a match\r\n');
    await sendKeys({ type: 'match' });
    await until(() => said(element) === '1 of 1');
    await session.output('another match\r\n');
    fakes.clock.advance(1_000);
    await until(() => said(element).endsWith('of 2'));
    await session.output('match\r\n'.repeat(1500));
    fakes.clock.advance(1_000);
    await until(() => /^(1,000\+ found|\d+ of 1,000\+)$/.test(said(element)));
  });

  it('[CF15] while output goes on it is counted once a second; nothing scrolls, and what somebody selects stays theirs (R44)', async () => {
    const { element, session, term } = await opened('tick\r\n'.repeat(100));
    await sendKeys({ type: 'tick' });
    await until(() => said(element).endsWith('of 100'));
    const { viewportY } = term.buffer.active;
    const meant = JSON.stringify(term.getSelectionPosition());
    await session.output('tick\r\n');
    await until(() => said(element).endsWith('of 101'));
    await session.output('tick\r\n');
    await session.output('tick\r\n');
    await frame();
    expect(said(element)).to.match(/of 101$/);
    fakes.clock.advance(1_000);
    await until(() => said(element).endsWith('of 103'));
    expect([term.buffer.active.viewportY, JSON.stringify(term.getSelectionPosition())]).to.deep.equal([viewportY, meant]);
    term.select(1, 3, 2);
    await session.output('tick\r\n');
    fakes.clock.advance(1_000);
    await frame();
    expect(term.getSelection()).to.equal('ic');
  });

  it('[CF16] case, whole words, regular expressions; one that is none is said (R44)', async () => {
    const { element } = await opened('Make make maker mat(ch\r\n');
    await sendKeys({ type: 'make' });
    await until(() => said(element) === '1 of 3');
    button(element, 'Match case').click();
    await until(() => said(element).endsWith('of 2'));
    button(element, 'Whole words').click();
    await until(() => said(element) === '1 of 1');
    expect(button(element, 'Whole words').getAttribute('aria-pressed')).to.equal('true');
    button(element, 'Whole words').click();
    button(element, 'Regular expression').click();
    const input = bar(element)?.querySelector('input') as HTMLInputElement;
    input.focus();
    input.select();
    await sendKeys({ type: 'mat(' });
    await until(() => said(element) === 'Not a regular expression');
    expect(input.getAttribute('aria-invalid')).to.equal('true');
    await sendKeys({ press: 'Backspace' });
    await sendKeys({ type: '.ch' });
    await until(() => said(element) === '1 of 1');
    await sendKeys({ type: 'z' });
    await until(() => said(element) === 'No results');
  });

  it('[CF16] whole words are found behind parts of words in the same line, by call too; signs in them mean themselves (R44)', async () => {
    const { element, term } = await opened('maker remake make\r\nmaker\r\na.b axb\r\n');
    button(element, 'Whole words').click();
    const input = bar(element)?.querySelector('input') as HTMLInputElement;
    input.focus();
    await sendKeys({ type: 'make' });
    await until(() => said(element) === '1 of 1');
    expect(term.getSelectionPosition()?.start).to.deep.equal({ x: 13, y: 0 });
    input.select();
    await sendKeys({ type: 'a.b' });
    await until(() => said(element) === '1 of 1');
    expect(term.getSelectionPosition()?.start).to.deep.equal({ x: 0, y: 2 });
    expect(await element.find('make', { wholeWord: true })).to.equal(true);
    expect(await element.find('mak', { wholeWord: true })).to.equal(false);
    // A word that begins or ends with a sign has no edge there.
    expect(await element.find('.b', { wholeWord: true })).to.equal(true);
  });

  it('[CF15] [CF16] what is looked for stays as it was written when the bar is opened again; what somebody selects means itself (R44)', async () => {
    const { element, term } = await opened('n 12 a(b\r\nn 345\r\n');
    const input = bar(element)?.querySelector('input') as HTMLInputElement;
    button(element, 'Regular expression').click();
    input.focus();
    await sendKeys({ type: '\\d+' });
    await until(() => said(element) === '1 of 2');
    await chord('Control', 'f');
    await frame();
    expect(input.value).to.equal('\\d+');
    await sendKeys({ press: 'Escape' });
    await until(() => bar(element) === null);
    await chord('Control', 'f');
    await until(() => element.shadowRoot?.activeElement?.localName === 'input');
    expect((bar(element)?.querySelector('input') as HTMLInputElement).value).to.equal('\\d+');
    term.select(5, 0, 3);
    await chord('Control', 'f');
    await until(() => said(element) === '1 of 1');
    expect(term.getSelection()).to.equal('a(b');
  });

  it('[CF16] matches of an expression do not overlap, forwards and backwards, across wrapped lines too (R44)', async () => {
    const { element, term } = await opened((cols) => `n 12 345\r\n${'x'.repeat(cols - 2)}6789 10\r\n漢字 11`);
    button(element, 'Regular expression').click();
    bar(element)?.querySelector('input')?.focus();
    await sendKeys({ type: '\\d+' });
    await until(() => said(element) === '1 of 5');
    const found = ['12', '345', '6789', '10', '11'];
    for (let turn = 0; turn <= 5; turn++) {
      await until(() => said(element) === `${(turn % 5) + 1} of 5`);
      expect(term.getSelection()).to.equal(found[turn % 5]);
      await sendKeys({ press: 'Enter' });
    }
    for (let turn = 6; turn >= 0; turn--) {
      await until(() => said(element) === `${((turn + 5) % 5) + 1} of 5`);
      expect(term.getSelection()).to.equal(found[(turn + 5) % 5]);
      await chord('Shift', 'Enter');
    }
  });

  it('[CF15] in the bar, too, Cmd+G goes on and Shift+Cmd+G back (R44)', async () => {
    const { element } = await opened('apple apple apple');
    await sendKeys({ type: 'apple' });
    await until(() => said(element) === '1 of 3');
    await chord('Meta', 'g');
    await until(() => said(element) === '2 of 3');
    await chord('Shift', 'Meta', 'g');
    await until(() => said(element) === '1 of 3');
  });

  it('[CF15] what is cleared is no longer selected, nor counted (R44)', async () => {
    const { element, session, term } = await opened('apple\r\napple\r\n$ ');
    await sendKeys({ type: 'apple' });
    await until(() => said(element) === '1 of 2');
    expect(element.command('clear')).to.equal(true);
    expect(term.hasSelection()).to.equal(false);
    fakes.clock.advance(1_000);
    await until(() => said(element) === 'No results');
    await session.output('\r\nnew text');
    expect(term.hasSelection()).to.equal(false);
    // The cursor is where it was afterwards.
    await session.output('\x1b7\x1b[3;1Happle\x1b8');
    fakes.clock.advance(1_000);
    await until(() => said(element) === '1 of 1');
  });

  it('[CF35] it makes room for a match below it, and for a notice at its edge (R44)', async () => {
    const { element, session, term } = await opened((cols) => `${' '.repeat(cols - 12)}hidden\r\n\r\n\r\nseen`);
    const apart = (other: DOMRect): boolean => {
      const box = bar(element)?.getBoundingClientRect() as DOMRect;
      return box.bottom <= other.top || box.top >= other.bottom;
    };
    await sendKeys({ type: 'seen' });
    await until(() => said(element) === '1 of 1');
    const top = bar(element)?.getBoundingClientRect().top;
    (bar(element)?.querySelector('input') as HTMLInputElement).select();
    await sendKeys({ type: 'hidden' });
    const grid = (): DOMRect => element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
    const firstRow = (): DOMRect => new DOMRect(grid().left, grid().top, grid().width, grid().height / term.rows);
    await until(() => said(element) === '1 of 1' && apart(firstRow()));
    // It does not come back until it has to.
    (bar(element)?.querySelector('input') as HTMLInputElement).select();
    await sendKeys({ type: 'seen' });
    await until(() => said(element) === '1 of 1' && term.getSelection() === 'seen');
    expect(bar(element)?.getBoundingClientRect().top).to.not.equal(top);
    session.set('reconnecting', { attempt: 3, retryAt: fakes.clock.now() + 60_000 });
    await until(() => element.shadowRoot?.querySelector('.notice.bar') !== null);
    await frame();
    expect(apart(element.shadowRoot?.querySelector('.notice.bar')?.getBoundingClientRect() as DOMRect)).to.equal(true);
  });

  it('[CF15] it fits a narrow screen; German where the page is (R44)', async () => {
    await sizeWindow(320, 500);
    const { element } = await opened('text');
    element.style.width = '300px';
    element.lang = 'de';
    await until(() => button(element, 'Nächster Treffer') !== null);
    const box = bar(element)?.getBoundingClientRect() as DOMRect;
    const outer = element.getBoundingClientRect();
    expect(box.left).to.be.at.least(outer.left);
    expect(box.right).to.be.at.most(outer.right);
    await sizeWindow(800, 600);
  });

  it('`hotkeys="nofind"` gives Ctrl+F to the shell (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { hotkeys: 'nofind' });
    element.focus();
    await chord('Control', 'f');
    expect(session.sent).to.deep.equal(['\x06']);
  });
});
