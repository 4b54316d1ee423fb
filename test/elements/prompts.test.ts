import { expect } from '@open-wc/testing';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import type { XtermTerminal } from '../../src/elements/terminal-view/xterm.js';
import { endFakes, useFakes, type FakeSession } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { painted, shownTerminal } from './support/page.js';

const osc = (text: string, code = 133): string => `\x1b]${code};${text}\x07`;
/** A prompt, a command of so many lines, and how it ended. */
const command = (name: string, lines: number, exit: string, code?: number): string =>
  `${osc('A', code)}$ ${osc('B', code)}${name}\r\n${osc('C', code)}${`${name} prints\r\n`.repeat(lines)}${osc(`D;${exit}`, code)}`;

describe('prompts', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  async function shown(output: string): Promise<{ element: HTMLElement; session: FakeSession; term: XtermTerminal }> {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output(output);
    await painted();
    element.focus();
    return { element, session, term };
  }

  const top = (term: XtermTerminal): string => term.buffer.active.getLine(term.buffer.active.viewportY)?.translateToString(true) ?? '';
  const marks = (element: Element): Element[] => [...(element.shadowRoot?.querySelectorAll('.prompt-mark') ?? [])];

  for (const code of [133, 633]) {
    it(`[CF10] Ctrl+Up and Ctrl+Down go from prompt to prompt, and to the end (OSC ${code}) (R44)`, async () => {
      const { session, term } = await shown([command('one', 40, '0', code), command('two', 40, '1', code), osc('A', code), '$ '].join(''));
      await chord('Control', 'ArrowUp');
      expect(top(term)).to.equal('$ two');
      await chord('Control', 'ArrowUp');
      expect(top(term)).to.equal('$ one');
      await chord('Control', 'ArrowUp');
      expect(top(term)).to.equal('$ one');
      await chord('Control', 'ArrowDown');
      expect(top(term)).to.equal('$ two');
      await chord('Control', 'ArrowDown');
      expect(term.buffer.active.viewportY).to.equal(term.buffer.active.baseY);
      expect(session.sent).to.deep.equal([]);
    });
  }

  it('[CF10] without marks, on the alternate screen and with `noprompts` the keys are typed (R44)', async () => {
    const { element, session } = await shown('no marks\r\n'.repeat(60));
    await chord('Control', 'ArrowUp');
    await session.output(command('one', 60, '0'));
    await session.output('\x1b[?1049h');
    await chord('Control', 'ArrowUp');
    await session.output('\x1b[?1049l');
    await chord('Control', 'ArrowUp');
    element.setAttribute('hotkeys', 'noprompts');
    await chord('Control', 'ArrowUp');
    expect(session.sent).to.deep.equal(['\x1b[1;5A', '\x1b[1;5A', '\x1b[1;5A']);
  });

  it('[CF11] a mark says how a command ended; it moves with its line and goes with it (R44)', async () => {
    const { element, session, term } = await shown([command('good', 2, '0'), command('bad', 2, '127'), `${osc('A')}$ running`].join(''));
    const said = (): string[] => marks(element).map((mark) => `${mark.classList.contains('bad') ? 'bad' : 'good'} ${mark.getAttribute('aria-label') ?? ''}`).sort();
    expect(said()).to.deep.equal(['bad Exit code 127', 'good Succeeded']);
    await expect(element).to.be.accessible();
    const first = marks(element).find((mark) => mark.classList.contains('bad'));
    const before = first?.getBoundingClientRect().top ?? 0;
    await session.output(`\r\n${'more\r\n'.repeat(term.rows - 6)}`);
    await painted();
    expect(first?.getBoundingClientRect().top).to.be.lessThan(before);
    await session.output('\x1b[2J\x1b[3J\x1b[H');
    await session.output(command('next', 1, '0'));
    await painted();
    expect(said()).to.deep.equal(['good Succeeded']);
  });

  it('[CF11] a prompt in the place of one that was cleared has the mark of its own command; one that waits while the terminal is cleared stays a prompt (R44)', async () => {
    const { element, session } = await shown(`${osc('A')}$ clear\r\n${osc('C')}\x1b[H\x1b[J${osc('D;0')}`);
    const said = (): string[] => marks(element).map((mark) => mark.getAttribute('aria-label') ?? '');
    await session.output(`${osc('A')}$ false`);
    await painted();
    expect(said()).to.deep.equal([]);
    await session.output(`\r\n${osc('C')}${osc('D;1')}${osc('A')}$ `);
    await painted();
    expect(said()).to.deep.equal(['Exit code 1']);
    (element as PersistentTerminal).clear();
    await painted();
    expect(said()).to.deep.equal([]);
    await session.output(`false\r\n${osc('C')}no prompt\r\n`);
    await session.output(`${osc('D;3')}${osc('A')}$ running\r\n${osc('C')}`);
    await painted();
    expect(said()).to.deep.equal(['Exit code 3']);
    // Not while a command runs.
    (element as PersistentTerminal).clear();
    await session.output(`output\r\n${osc('D;4')}${osc('A')}$ `);
    await painted();
    expect(said()).to.deep.equal([]);
  });

  it('[CF10] what is no mark, or a flood of them, harms nothing (R28)', async () => {
    const { element, session, term } = await shown([osc(''), osc('Z'), osc('D;nonsense'), osc('D;99999999'), osc('D;1'), osc('A'), osc('A;k=i'), osc('D;x'), osc('D')].join(''));
    expect(marks(element)).to.deep.equal([]);
    await session.output(Array.from({ length: 5000 }, (_, i) => `${osc('A')}$ ${i}${osc('D;1')}\r\n`).join(''));
    await painted();
    term.scrollToTop();
    await chord('Control', 'ArrowDown');
    expect(top(term)).to.equal('$ 4000');
  });
});
