import { expect } from '@open-wc/testing';
import '../../src/inspector.js';
import { endFakes } from './support/fake-registry.js';
import { useInspected } from './support/inspected-registry.js';
import { painted, shownTerminal } from './support/page.js';

/** What pages may set; all else is ours. */
const TOLD = /^--(?:term|terminal|chip)-/;
const LOOKS = ['color', 'backgroundColor', 'borderTopColor', 'borderBottomColor', 'fontFamily', 'fill', 'stroke', 'left', 'top', 'bottom', 'outlineColor'] as const;

describe('custom properties of a page', () => {
  const page = document.createElement('style');
  afterEach(() => {
    page.remove();
    document.body.replaceChildren();
    endFakes();
  });

  const rootOf = (element: Element): ShadowRoot => element.shadowRoot as ShadowRoot;

  /** Names that the sheets of an element read. */
  const namesIn = (element: Element): string[] =>
    rootOf(element).adoptedStyleSheets.flatMap(({ cssRules }) => Array.from(cssRules, ({ cssText }) => [...cssText.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name ?? ''))).flat();

  const looks = (element: Element): string[] =>
    [...rootOf(element).querySelectorAll('*')].map((part) => `${part.localName}.${part.getAttribute('class') ?? ''}: ${LOOKS.map((name) => getComputedStyle(part)[name]).join(' | ')}`);

  it('[HP10] that are called like ours change nothing in terminal, chip and inspector (R71)', async () => {
    const { registry, clock } = useInspected();
    const { element, session, term } = await shownTerminal(registry, { 'session-id': 'one', 'with-toolbar': '', 'key-bar': 'on', label: 'Build', 'color-scheme': 'dark' });
    await session.attach();
    session.set('connected');
    await session.output('line\r\n'.repeat(90));
    term.scrollLines(-20);
    element.command('find');
    const chip = document.createElement('terminal-status-chip');
    chip.setAttribute('session-id', 'one');
    const inspector = document.createElement('terminal-inspector');
    inspector.toggleAttribute('open', true);
    document.body.append(chip, inspector);
    const there = (part: string, of: Element = element): boolean => rootOf(of).querySelector(part) !== null;
    const settled = (): boolean => there('.find-bar') && there('.scroll-hint') && there('.tools') && there('.key-bar') && there('.label', chip) && there('.sessions', inspector);
    for (let i = 0; i < 300 && !settled(); i++) {
      clock.advance(200);
      await painted();
    }
    expect([['.find-bar', '.scroll-hint', '.tools', '.key-bar'].filter((part) => !there(part)), there('.label', chip), there('.sessions', inspector)]).to.deep.equal([[], true, true]);
    await Promise.all(element.getAnimations({ subtree: true }).map(({ finished }) => finished.catch(() => {})));
    await painted();
    const parts = [element, chip, inspector];
    const ours = [...new Set(parts.flatMap(namesIn))].filter((name) => !TOLD.test(name) && !name.startsWith('--vscode-'));
    expect(ours).to.include.members(['--background', '--text', '--ring', '--surface']);
    const before = parts.map(looks);
    page.textContent = `:root { ${ours.map((name) => `${name}: rgb(255, 0, 0);`).join(' ')} }`;
    document.head.append(page);
    await painted();
    for (const [at, part] of parts.entries()) expect(looks(part).filter((look, i) => look !== before[at]?.[i]), part.localName).to.deep.equal([]);
  });
});
