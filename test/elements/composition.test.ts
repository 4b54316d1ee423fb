import { expect } from '@open-wc/testing';
import { endFakes, useFakes } from './support/fake-registry.js';
import { frame, shownTerminal } from './support/page.js';

/** What xterm.js does of a composition it does in a timer without delay; this one runs behind it, however busy the machine is. */
const behindItsTimer = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('input methods', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  /** One word as browsers report it: the text field grows and shrinks, keys say only that they are processed. */
  async function compose(field: HTMLTextAreaElement, steps: readonly string[], end: string): Promise<void> {
    const before = field.value;
    const key = (type: string): boolean => field.dispatchEvent(new KeyboardEvent(type, { key: 'Process', keyCode: 229, isComposing: true, bubbles: true, cancelable: true, composed: true }));
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true, composed: true }));
    for (const data of [...steps, end]) {
      key('keydown');
      field.dispatchEvent(new CompositionEvent('compositionupdate', { data, bubbles: true, composed: true }));
      field.value = before + data;
      field.setSelectionRange(field.value.length, field.value.length);
      field.dispatchEvent(new InputEvent('input', { data, inputType: 'insertCompositionText', isComposing: true, bubbles: true, composed: true }));
      key('keyup');
      await frame();
    }
    field.dispatchEvent(new CompositionEvent('compositionend', { data: end, bubbles: true, composed: true }));
    await behindItsTimer();
  }

  it('[CF34] what is composed is typed once, when it is finished, and nothing of the way there (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    element.focus();
    const field = term.textarea as HTMLTextAreaElement;
    await compose(field, ['n', 'に', 'にh', 'にほ', 'にほn'], '日本');
    expect(session.sent.join('')).to.equal('日本');
    await compose(field, ['ㅎ', '하'], '한');
    expect(session.sent.join('')).to.equal('日本한');
    // Given up: all of it was taken back.
    await compose(field, ['x', 'xy'], '');
    expect(session.sent.join('')).to.equal('日本한');
  });

  it('[CF34] a key that comes before the page has had time for anything is typed behind all of it, and nothing is typed again (R21, R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    element.focus();
    const field = term.textarea as HTMLTextAreaElement;
    await compose(field, ['ㅎ', '하'], '한국');
    const tell = (type: string, data: string): boolean => field.dispatchEvent(new CompositionEvent(type, { data, bubbles: true, composed: true }));
    const press = (): boolean => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'e', code: 'KeyE', keyCode: 69, bubbles: true, cancelable: true, composed: true }));
    for (const ended of [true, false]) {
      session.sent.length = 0;
      const { value } = field;
      tell('compositionstart', '');
      tell('compositionupdate', 'é');
      field.value = `${value}é`;
      if (ended) tell('compositionend', 'é');
      press();
      if (!ended) tell('compositionend', 'é');
      await behindItsTimer();
      expect(session.sent.join('').slice(0, 2), `ended before the key: ${ended}`).to.equal('ée');
      if (ended) expect(session.sent.join('')).to.equal('ée');
    }
  });

  it('[CF34] keys that an input method uses are no commands (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    element.focus();
    const press = (isComposing: boolean): boolean =>
      term.textarea?.dispatchEvent(new KeyboardEvent('keydown', { key: '=', code: 'Equal', keyCode: isComposing ? 229 : 187, ctrlKey: true, isComposing, bubbles: true, cancelable: true, composed: true })) ?? false;
    const { fontSize } = term.options;
    expect(press(true)).to.equal(true);
    expect(term.options.fontSize).to.equal(fontSize);
    expect(press(false)).to.equal(false);
    expect(term.options.fontSize).to.not.equal(fontSize);
  });

  it('[CF34] nothing is composed into a terminal that is read only (R44)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { readonly: true });
    await session.attach();
    element.focus();
    await compose(term.textarea as HTMLTextAreaElement, ['n'], '日本');
    expect(session.sent).to.deep.equal([]);
  });
});
