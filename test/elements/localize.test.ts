import { expect } from '@open-wc/testing';
import { registerStrings, words } from '../../src/elements/localize.js';
import { CHIP_STRINGS } from '../../src/elements/strings.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { painted, shownTerminal, until } from './support/page.js';

// Tables can't be taken back, so every test has a language of its own.
describe('texts', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute('lang');
    endFakes();
  });
  const put = (markup: string): HTMLElement => {
    document.body.innerHTML = markup;
    return document.body.querySelector('i') as HTMLElement;
  };
  const failed = (element: Element): string => words('chip', CHIP_STRINGS, element).failed;
  const makeChip = (parent: ParentNode = document.body): HTMLElement => {
    const chip = document.createElement('terminal-status-chip');
    chip.setAttribute('session-id', 'one');
    parent.append(chip);
    return chip;
  };
  const text = (chip: Element): string => chip.shadowRoot?.querySelector('.state')?.textContent ?? '';

  it('[NT1] the nearest lang counts, also beyond shadow roots, then that of the page, then English (R41)', () => {
    registerStrings('x-near', { chip: { failed: 'near' } });
    registerStrings('x-page', { chip: { failed: 'page' } });
    expect(failed(put('<i></i>'))).to.equal('Failed');
    expect(failed(put('<p lang="x-near"><b><i></i></b></p>'))).to.equal('near');
    expect(failed(put('<p lang="x-near"><i lang="X-Page"></i></p>')), 'capitals are the same').to.equal('page');
    const outer = (put('<p lang="x-near"><i></i></p>').parentElement as Element).attachShadow({ mode: 'closed' });
    const inner = outer.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
    expect(failed(inner.appendChild(document.createElement('i')))).to.equal('near');
    document.documentElement.lang = 'x-page';
    expect(failed(put('<i></i>'))).to.equal('page');
    expect(failed(put('<p lang=""><i></i></p>')), 'an unknown language').to.equal('Failed');
  });

  it('[NT1] a frame without a language speaks that of the page that made the element (R41)', () => {
    registerStrings('x-frame', { chip: { failed: 'frame' } });
    document.documentElement.lang = 'x-frame';
    const frame = document.body.appendChild(document.createElement('iframe'));
    const other = frame.contentDocument as Document;
    expect(failed(other.body.appendChild(other.adoptNode(document.createElement('i'))))).to.equal('frame');
  });

  it('[NT1] the closest table wins, the last of two, and what is missing comes from the next or is English (R41)', () => {
    registerStrings('x-a-b', { chip: { failed: 'a-b' } });
    registerStrings('x-a', { chip: { failed: 'a', closed: 'a, once' } });
    registerStrings('x-a', { chip: { closed: 'a' }, overlay: {} });
    const own = words('chip', CHIP_STRINGS, put('<i lang="x-a-b-c"></i>'));
    expect([own.failed, own.closed, own.offline]).to.deep.equal(['a-b', 'a', 'Offline']);
    expect(failed(put('<i lang="x-a"></i>'))).to.equal('a');
    expect(failed(put('<i lang="x-ab"></i>')), 'another language').to.equal('Failed');
  });

  it('[NT1] German comes by itself where the page is German, and not over the words of the page (R41)', async () => {
    registerStrings('de', { chip: { failed: 'Kaputt' } });
    document.documentElement.lang = 'de-AT';
    fakes.registry.open({ sessionId: 'one' }).set('connecting');
    const chip = makeChip();
    await until(() => text(chip) === 'Verbindet');
    fakes.registry.open({ sessionId: 'one' }).set('failed');
    await until(() => text(chip) === 'Kaputt');
  });

  it('[NT1] a change of language is seen at once: of the page, of the element, around a shadow root (R41)', async () => {
    registerStrings('x-c', { chip: { connecting: 'c' } });
    fakes.registry.open({ sessionId: 'one' }).set('connecting');
    const box = document.body.appendChild(document.createElement('div'));
    const inside = box.attachShadow({ mode: 'open' }).appendChild(document.createElement('p'));
    const chips = [makeChip(), makeChip(inside)];
    const become = (word: string): Promise<boolean> => until(() => chips.every((chip) => text(chip) === word));
    await become('Connecting');
    for (const change of [document.documentElement, inside, ...chips]) {
      change.lang = 'x-c';
      await until(() => chips.some((chip) => text(chip) === 'c'));
      change.removeAttribute('lang');
      await become('Connecting');
    }
    registerStrings('en', { chip: { connecting: 'Nearly there' } });
    document.documentElement.lang = 'en-GB';
    await become('Nearly there');
    registerStrings('en', { chip: { connecting: 'Connecting' } });
    await become('Connecting');
  });

  it('[NT1] an element that was elsewhere while the language changed speaks the new one (R41)', async () => {
    registerStrings('x-d', { chip: { connecting: 'd' } });
    fakes.registry.open({ sessionId: 'one' }).set('connecting');
    const chip = makeChip();
    await until(() => text(chip) === 'Connecting');
    chip.remove();
    document.documentElement.lang = 'x-d';
    await painted();
    document.body.append(chip);
    await until(() => text(chip) === 'd');
  });

  it('[NT1] the screen and its notices follow too (R41)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    const input = (): string | null | undefined => element.shadowRoot?.querySelector('textarea')?.getAttribute('aria-label');
    await until(() => input() === 'Terminal input');
    session.set('offline');
    element.lang = 'de';
    await until(() => input() === 'Terminal-Eingabe');
    await until(() => element.shadowRoot?.querySelector('[part~=retry-button]')?.textContent === 'Erneut versuchen');
  });
});
