import { expect } from '@open-wc/testing';
import { endFakes, useFakes } from './support/fake-registry.js';
import { paintedMarks } from './support/marks.js';
import { frame, painted, shownTerminal } from './support/page.js';

/** Characters that no test before has drawn: how wide they are is not known yet. */
const NEW = 'ÀÁ|ÂÃ|\x1b[1mÄÅ|\x1b[3mÆÇ|\x1b[0m漢字|';
const MARKS = [2, 5, 8, 11, 16];

/** What can be told of characters where nothing is laid out is nothing; and xterm.js goes on drawing until the browser tells it, a frame later. */
describe('what is drawn where nothing is laid out', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const shown = async (): ReturnType<typeof shownTerminal> => {
    const all = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await all.session.attach();
    await painted();
    return all;
  };
  const settle = async (): Promise<void> => {
    await Promise.resolve();
    fakes.clock.advance(0);
    for (let i = 0; i < 4; i++) await frame();
  };

  const places: Record<string, { leave: (element: HTMLElement) => void; back: (element: HTMLElement) => void }> = {
    'out of the page': { leave: (element) => element.remove(), back: (element) => document.body.append(element) },
    'not displayed': { leave: (element) => (element.style.display = 'none'), back: (element) => (element.style.display = '') },
    'in a box that is not displayed': {
      leave: (element) => {
        const box = document.createElement('div');
        box.style.display = 'none';
        element.before(box);
        box.append(element);
      },
      back: (element) => ((element.parentElement as HTMLElement).style.display = ''),
    },
  };
  for (const [place, { leave, back }] of Object.entries(places)) {
    it(`[EL1] [EL43] ${place} just when output comes: every character is in its cell in the first frame that shows it again (R5)`, async () => {
      const { element, session, term } = await shown();
      await session.output(NEW);
      // What is parsed is drawn in the next frame.
      leave(element);
      await settle();
      // Drawn it was; else there would be nothing to be wrong.
      expect(term.element?.querySelector('.xterm-rows')?.textContent).to.include('ÀÁ');
      back(element);
      await frame();
      const marks = paintedMarks(element, term);
      expect(marks.length).to.equal(MARKS.length);
      marks.forEach((column, at) => expect(column, `mark ${at}`).to.be.closeTo(MARKS[at] as number, 0.3));
      await settle();
      expect(paintedMarks(element, term)).to.deep.equal(marks);
    });
  }
});
