import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { endFakes, useFakes } from './support/fake-registry.js';
import { frame, shownTerminal } from './support/page.js';

describe('reduced motion', () => {
  let fakes: ReturnType<typeof useFakes>;
  before(() => emulateMedia({ reducedMotion: 'reduce' }));
  after(() => emulateMedia({ reducedMotion: 'no-preference' }));
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const flash = (element: Element): Element | null => element.shadowRoot?.querySelector('.bell') ?? null;

  it('[CF2] under reduced motion it is a mark that stands still (R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output('\x07');
    await frame();
    const { animationName, opacity } = getComputedStyle(flash(element) as Element);
    expect([animationName, opacity]).to.deep.equal(['none', '1']);
    fakes.clock.advance(600);
    await frame();
    expect(flash(element) === null).to.equal(true);
  });

  it('[CF3] nothing blinks under reduced motion (R44)', async () => {
    const { term } = await shownTerminal(fakes.registry, { 'cursor-blink': true });
    expect(term.options.cursorBlink).to.equal(false);
  });
});
