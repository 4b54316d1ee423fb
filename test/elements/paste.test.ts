import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { pasteQuestionLoader } from '../../src/elements/comforts/parts.js';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { collect, notice, painted, pasteEvent, shownTerminal, until } from './support/page.js';

describe('pasting', () => {
  let fakes: ReturnType<typeof useFakes>;
  // Tests in which nothing comes would pass while it is only late.
  before(() => pasteQuestionLoader.load());
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  /** As the browser does when somebody presses the keys. */
  const paste = (element: PersistentTerminal, text: string): void => {
    element.shadowRoot?.querySelector('textarea')?.dispatchEvent(pasteEvent(text));
  };
  const card = (element: Element): HTMLElement | null => element.shadowRoot?.querySelector('.question .card') ?? null;
  const asked = async (element: Element): Promise<HTMLElement> => {
    await until(() => element.shadowRoot?.activeElement?.textContent === 'Cancel');
    return card(element) as HTMLElement;
  };
  const button = (element: Element, text: string): HTMLButtonElement =>
    Array.from(element.shadowRoot?.querySelectorAll<HTMLButtonElement>('.question button') ?? []).find((one) => one.textContent === text) as HTMLButtonElement;

  it('[CF7] several lines are asked about, with what will be left out marked; Paste pastes them (R28, R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    element.focus();
    const pastes = collect(element, 'terminal-paste');
    paste(element, 'echo one\necho \x1b[201~two\u202e\n');
    const question = await asked(element);
    expect(question.querySelector('h2')?.textContent).to.equal('Paste 2 lines?');
    expect(question.querySelector('pre')?.textContent).to.equal('echo one\necho ^[[201~two▯\n');
    expect(Array.from(question.querySelectorAll('s'), (one) => one.textContent)).to.deep.equal(['^[']);
    expect(question.querySelector('p')?.textContent).to.contain('What is marked is left out');
    await expect(element).to.be.accessible({ ignoredRules: ['region'] });
    // Nothing can be typed meanwhile.
    await sendKeys({ type: 'x' });
    expect([session.sent, pastes]).to.deep.equal([[], []]);
    button(element, 'Paste').click();
    expect(session.sent).to.deep.equal(['echo one\recho [201~two\u202e\r']);
    expect(pastes).to.deep.equal([{ text: 'echo one\necho [201~two\u202e\n', lines: 3 }]);
    await painted();
    expect(card(element) === null).to.equal(true);
    expect(element.shadowRoot?.activeElement === term.textarea).to.equal(true);
  });

  it('[CF7] as one line; Escape and Enter, which is Cancel, paste nothing and give the keyboard back (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    element.focus();
    paste(element, 'a \\\n  b\n');
    await asked(element);
    button(element, 'Paste as one line').click();
    expect(session.sent).to.deep.equal(['a b']);
    for (const key of ['Escape', 'Enter']) {
      paste(element, 'a\nb');
      await asked(element);
      await sendKeys({ press: key });
      await painted();
      expect(card(element) === null).to.equal(true);
      expect(element.shadowRoot?.activeElement === term.textarea).to.equal(true);
    }
    expect(session.sent).to.deep.equal(['a b']);
    await sendKeys({ type: 'c' });
    expect(session.sent).to.deep.equal(['a b', 'c']);
  });

  it('[CF7] Escape answers the question, and leaves a dialog around the terminal open (R44)', async () => {
    const dialog = document.body.appendChild(document.createElement('dialog'));
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    dialog.append(element);
    dialog.showModal();
    await painted();
    element.focus();
    paste(element, 'a\nb\n');
    await asked(element);
    await sendKeys({ press: 'Escape' });
    await painted();
    expect(card(element) === null).to.equal(true);
    expect(dialog.open).to.equal(true);
    expect([element.shadowRoot?.activeElement === term.textarea, session.sent]).to.deep.equal([true, []]);
  });

  it('[CF7] nobody is asked where the program has bracketed paste on, for one line, by paste-warning="never", or when a script pastes (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    paste(element, 'one\n');
    await session.output('\x1b[?2004h');
    paste(element, 'a\nb');
    await session.output('\x1b[?2004l');
    element.setAttribute('paste-warning', 'never');
    paste(element, 'a\nb');
    element.removeAttribute('paste-warning');
    element.paste('c\nd');
    await painted();
    expect(session.sent).to.deep.equal(['one\r', '\x1b[200~a\rb\x1b[201~', 'a\rb', 'c\rd']);
    element.setAttribute('paste-warning', 'always');
    await session.output('\x1b[?2004h');
    paste(element, 'a\nb');
    await asked(element);
  });

  it('[CF7] a line longer than the question is wrapped, not cut: nothing of it is out of sight at its side (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    element.style.inlineSize = '320px';
    paste(element, `echo ${'a'.repeat(120)}\n\nls\n`);
    const question = await asked(element);
    const pre = question.querySelector('pre') as HTMLElement;
    const lines = Array.from(pre.querySelectorAll('span'), (line) => line.getBoundingClientRect().height);
    expect(pre.scrollWidth).to.equal(pre.clientWidth);
    // An empty one has its place, and one of several rows is one line.
    expect(lines.length).to.equal(3);
    expect(lines[1]).to.equal(lines[2]);
    expect(lines[0]).to.be.greaterThan(2 * (lines[2] ?? 0));
    button(element, 'Cancel').click();
  });

  it('[CF7] long texts are shown in part, and go the way of long pastes (R22, R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    const text = 'x'.repeat(1_000).concat('\n').repeat(2_000);
    paste(element, text);
    const question = await asked(element);
    expect(question.querySelector('h2')?.textContent).to.equal('Paste 2,000 lines?');
    expect(question.querySelector('pre')?.textContent?.length).to.be.lessThan(25_000);
    expect(question.querySelector('i')?.textContent).to.equal('… and 1,900 more lines');
    button(element, 'Paste').click();
    expect(session.sent).to.deep.equal([]);
    expect(session.transmissions.map(({ bytes }) => bytes.length)).to.deep.equal([text.length]);
  });

  it('[CF7] a question that leaves with its screen pastes nothing and leaves the screen usable (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    paste(element, 'a\nb');
    await asked(element);
    element.sessionId = 'two';
    await element.updateComplete;
    element.sessionId = 'one';
    await element.updateComplete;
    await element.updateComplete;
    expect(card(element) === null).to.equal(true);
    element.focus();
    await sendKeys({ type: 'x' });
    expect(session.sent).to.deep.equal(['x']);
  });

  it('[CF8] where the clipboard cannot be read, it is said which keys paste (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    const { readText } = Object.getPrototypeOf(navigator.clipboard) as Clipboard;
    Object.getPrototypeOf(navigator.clipboard).readText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    try {
      element.command('paste');
      await until(() => notice(element) !== '');
      expect(notice(element)).to.match(/^The browser does not let this page read the clipboard. Press (Ctrl\+Shift\+V|⌘\+V|Ctrl\+V) to paste./);
      Object.getPrototypeOf(navigator.clipboard).readText = () => Promise.resolve('from it');
      element.command('paste');
      await until(() => session.sent.length > 0);
      expect(session.sent).to.deep.equal(['from it']);
    } finally {
      Object.getPrototypeOf(navigator.clipboard).readText = readText;
    }
  });

  it('[CF7] German (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { lang: 'de' });
    await session.attach();
    paste(element, 'a\nb');
    await until(() => card(element)?.querySelector('h2')?.textContent === '2 Zeilen einfügen?');
  });

  // The last one: it holds for the rest of the page's life.
  it('[CF7] who does not want to be asked again on this page is not (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    paste(element, 'a\nb');
    await asked(element);
    await chord('Shift', 'Tab');
    await chord('Shift', 'Tab');
    await chord('Shift', 'Tab');
    await sendKeys({ press: ' ' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await painted();
    paste(element, 'c\nd');
    expect(session.sent).to.deep.equal(['a\rb', 'c\rd']);
  });
});
