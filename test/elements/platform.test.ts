import { expect } from '@open-wc/testing';
import { silentLogger } from '../../src/base/logger.js';
import { defineOnce } from '../../src/elements/define-once.js';
import { screenLoader } from '../../src/elements/lazy-parts.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { drawn, makeTerminal, painted, shownTerminal } from './support/page.js';

describe('the platform around it', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute('style');
    endFakes();
  });
  const fontOf = (element: Element): string => getComputedStyle(element.shadowRoot?.querySelector('.xterm-rows') as Element).fontSize;
  const background = (element: Element): string => getComputedStyle(element.shadowRoot?.querySelector('.base') as Element).backgroundColor;

  it('[EL16] xterm.js writes no style element; what it would write is adopted and follows changes (R72)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('text');
    await painted();
    expect(element.shadowRoot?.querySelectorAll('style').length).to.equal(0);
    expect(document.createElement('style')).to.be.instanceOf(HTMLStyleElement);
    expect(Object.hasOwn(document, 'createElement')).to.equal(false);
    expect(fontOf(element)).to.equal('14px');
    element.setAttribute('font-size', '20');
    await painted();
    await painted();
    expect(fontOf(element)).to.equal('20px');
    const textarea = element.shadowRoot?.querySelector('textarea') as Element;
    expect(getComputedStyle(textarea).position).to.equal('absolute');
    expect(element.shadowRoot?.textContent).to.not.contain('.xterm-rows');
  });

  it('[EL16] in a document whose policy forbids style elements it looks the same and nothing is reported (R72)', async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.style.cssText = 'width: 700px; height: 400px';
    frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="style-src 'none'; style-src-attr 'unsafe-inline'"><body></body>`;
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    const inside = frame.contentDocument as Document;
    const violations: string[] = [];
    inside.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
    const { element, session } = await shownTerminal(fakes.registry, {}, inside.body);
    await session.attach();
    await session.output('\x1b[31mred\x1b[0m');
    await painted();
    expect(drawn(element)[0]).to.equal('red');
    expect(fontOf(element)).to.equal('14px');
    expect(violations).to.deep.equal([]);
  });

  it('[EL1] [EL16] adopted by another document and back: text, styles and size follow (R71)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('travels');
    await painted();
    const colour = background(element);
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.style.cssText = 'width: 500px; height: 300px';
    element.style.cssText = 'width: 300px; height: 200px';
    frame.contentDocument?.body.append(element);
    await painted();
    await painted();
    await session.output(' far');
    await painted();
    expect(drawn(element)[0]).to.equal('travels far');
    expect(background(element)).to.equal(colour);
    expect(fontOf(element)).to.equal('14px');
    expect(session.sizes.at(-1)).to.equal(`${term.cols}x${term.rows}`);
    expect(term.cols).to.be.lessThan(40);
    element.style.cssText = 'width: 640px; height: 320px';
    document.body.append(element);
    await painted();
    await painted();
    expect(drawn(element)[0]).to.equal('travels far');
    expect(background(element)).to.equal(colour);
    expect(term.cols).to.be.greaterThan(60);
  });

  it('[EL1] [EL20] moveBefore is no disconnect and keeps the focus', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    element.focus();
    const box = document.body.appendChild(document.createElement('section'));
    box.moveBefore(element, null);
    await painted();
    expect(element.shadowRoot?.activeElement === term.textarea).to.equal(true);
    expect(session.view?.shown).to.equal(true);
  });

  it('a page that throws its body away takes the parking place with it, and no screen (R70)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('survives');
    element.remove();
    fakes.clock.advance(0);
    const old = document.body;
    document.documentElement.replaceChild(document.createElement('body'), old);
    const again = makeTerminal();
    await again.updateComplete;
    await painted();
    expect(drawn(again)[0]).to.equal('survives');
    again.remove();
    fakes.clock.advance(0);
    expect(document.querySelectorAll('[data-persistent-terminal-parking]').length).to.equal(1);
    expect(document.querySelector('[data-persistent-terminal-parking] .xterm')).to.exist;
  });

  it('colours: defaults per scheme, CSS in asciinema’s names, then the property; a change of CSS is noticed', async () => {
    const { element, term } = await shownTerminal(fakes.registry, { 'color-scheme': 'light' });
    const light = term.options.theme?.background;
    element.setAttribute('color-scheme', 'dark');
    await element.updateComplete;
    expect(term.options.theme?.background).to.not.equal(light);
    expect(element.matches(':state(dark)')).to.equal(true);
    await painted();
    element.style.setProperty('--term-color-background', '#123456');
    element.style.setProperty('--term-color-1', '#ff0000');
    await new Promise<void>((resolve) => element.shadowRoot?.querySelector('.theme-probe')?.addEventListener('transitionend', () => resolve(), { once: true }));
    await painted();
    expect(term.options.theme?.background).to.equal('#123456');
    expect(term.options.theme?.red).to.equal('#ff0000');
    expect(background(element)).to.equal('rgb(18, 52, 86)');
    element.theme = { background: '#654321' };
    await element.updateComplete;
    expect(term.options.theme?.background).to.equal('#654321');
    document.documentElement.style.colorScheme = 'light';
    element.setAttribute('color-scheme', 'auto');
    await element.updateComplete;
    await painted();
    expect(element.matches(':state(light)')).to.equal(true);
  });

  it('xterm.js is loaded once for all', async () => {
    expect(screenLoader.load()).to.equal(screenLoader.load());
    expect(await screenLoader.load()).to.equal(screenLoader.loaded);
  });

  it('[EL17] the first definition of a tag wins; another version is reported once (R1)', () => {
    const warnings: string[] = [];
    const logger = () => ({ ...silentLogger, warn: (_fields: Record<string, unknown>, message: string) => void warnings.push(message) });
    const make = (version: string) =>
      class extends HTMLElement {
        static readonly version = version;
      };
    const first = make('1.0.0');
    defineOnce('x-first', first, logger);
    defineOnce('x-first', make('1.0.0'), logger);
    expect(warnings.length).to.equal(0);
    defineOnce('x-first', make('2.0.0'), logger);
    defineOnce('x-first', make('2.0.0'), logger);
    expect(customElements.get('x-first')).to.equal(first);
    expect(warnings.length).to.equal(1);
  });

  it('attributes are the page’s: none of its own are added, and foreign ones stay', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'data-x': '1', 'session-id': 'one' });
    await session.attach();
    session.set('reconnecting', { attempt: 2 });
    await painted();
    expect(element.getAttributeNames().sort()).to.deep.equal(['data-x', 'session-id', 'style']);
  });
});
