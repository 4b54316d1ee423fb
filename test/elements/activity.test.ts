import { expect } from '@open-wc/testing';
import type { SessionProgress } from '../../src/client/session/contract.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { painted, shownTerminal } from './support/page.js';

const progress = (...parts: (string | number)[]): string => `\x1b]9;4;${parts.join(';')}\x1b\\`;

describe('what programs say of themselves', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  for (const [name, sequence, expected] of [
    ['normal', progress(1, 42), { state: 'normal', value: 42 }],
    ['error', progress(2, 7), { state: 'error', value: 7 }],
    ['error without a number', progress(2), { state: 'error', value: 0 }],
    ['indeterminate', progress(3), { state: 'indeterminate', value: 0 }],
    ['indeterminate with a number', progress(3, 50), { state: 'indeterminate', value: 0 }],
    ['paused', progress(4, 99), { state: 'paused', value: 99 }],
    ['more than all', progress(1, '9'.repeat(400)), { state: 'normal', value: 100 }],
    ['ended by BEL', '\x1b]9;4;1;5\x07', { state: 'normal', value: 5 }],
    ['with an end of its own', progress(1, 5, ''), { state: 'normal', value: 5 }],
  ] as [string, string, SessionProgress][]) {
    it(`[EL35] progress, ${name}: read wherever it is cut, and removed (R40)`, async () => {
      const { session } = await shownTerminal(fakes.registry);
      await session.attach();
      for (let cut = 1; cut < Math.min(sequence.length, 16); cut++) {
        session.notes.length = 0;
        await session.output(sequence.slice(0, cut));
        await session.output(sequence.slice(cut));
        expect(session.activity.progress).to.deep.equal(expected);
        fakes.clock.advance(100);
        await session.output(progress(0));
        fakes.clock.advance(100);
        expect(session.notes).to.deep.equal([expected, undefined]);
      }
    });
  }

  it('[EL35] what is no progress changes nothing: other commands, unknown states, words, a state without its number (R28)', async () => {
    const { session } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output(progress(1, 30));
    fakes.clock.advance(100);
    session.notes.length = 0;
    for (const text of ['\x1b]9;Build finished\x07', '\x1b]9;12\x07', progress(5, 1), progress(1, 'x'), progress(1, -1), progress(1), progress('1.5', 2), '\x1b]9;40;1\x07', progress(1, 2, 3)]) await session.output(text);
    fakes.clock.advance(1000);
    expect(session.notes).to.deep.equal([]);
    await session.output(progress(2));
    expect(session.notes).to.deep.equal([{ state: 'error', value: 30 }]);
  });

  it('[EL35] a flood of progress is told ten times a second, the last one always; shown or parked (R28)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    element.remove();
    fakes.clock.advance(0);
    expect(session.view?.shown).to.equal(false);
    session.notes.length = 0;
    for (let round = 0; round < 5; round++) {
      let flood = '';
      for (let i = 0; i < 2000; i++) flood += progress(1, i % 100);
      await session.output(flood + progress(1, round));
      fakes.clock.advance(100);
    }
    expect(session.notes.length).to.be.lessThanOrEqual(11);
    fakes.clock.advance(100);
    expect(session.activity.progress).to.deep.equal({ state: 'normal', value: 4 });
  });

  it('[EL35] a new shell, and a screen given anew, end the progress that came before, also when it was still on its way (R22)', async () => {
    const { session } = await shownTerminal(fakes.registry);
    await session.attach();
    for (const history of ['', 'a screen']) {
      void session.output(`${progress(1, 10)}${progress(1, 20)}\x1b]2;cut`);
      await session.attach(history);
      fakes.clock.advance(100);
      fakes.clock.advance(100);
      expect(session.activity.progress, history).to.equal(undefined);
    }
  });

  it('[EL35] the bar above the first line says how far: shown, changed, gone; with another element it goes too (R40, R44)', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await session.attach();
    const bar = (): Element | null | undefined => element.shadowRoot?.querySelector('[part~=progress]');
    expect(bar()).to.equal(null);
    await session.output(progress(1, 42));
    await painted();
    expect(['role', 'aria-label', 'aria-valuenow'].map((name) => bar()?.getAttribute(name))).to.deep.equal(['progressbar', 'Progress', '42']);
    expect(bar()?.querySelector('.bar')?.getAttribute('width')).to.equal('42');
    expect((bar() as Element).getBoundingClientRect().width).to.equal((element.shadowRoot?.querySelector('.stage') as Element).getBoundingClientRect().width);
    await expect(element).to.be.accessible();
    for (const [sequence, label, now] of [[progress(2), 'Progress, failed', '42'], [progress(4, 60), 'Progress, paused', '60'], [progress(3), 'In progress', null]] as const) {
      await session.output(sequence);
      fakes.clock.advance(100);
      await painted();
      expect([bar()?.getAttribute('aria-label'), bar()?.getAttribute('aria-valuenow')]).to.deep.equal([label, now]);
    }
    await session.output(progress(0));
    fakes.clock.advance(100);
    await painted();
    expect(bar()).to.equal(null);
    const before = fakes.registry.listeners;
    element.remove();
    fakes.clock.advance(0);
    await painted();
    expect(fakes.registry.listeners).to.be.lessThan(before);
  });

  it('[EL35] bell and title are told to the session, shown or parked; a picture of the screen does not ring (R40)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach('old\x07');
    expect(session.notes).to.deep.equal([]);
    element.remove();
    fakes.clock.advance(0);
    await session.output('\x07\x1b]2;make \u202eall\x07');
    expect(session.notes).to.deep.equal(['bell', 'make all']);
  });
});
