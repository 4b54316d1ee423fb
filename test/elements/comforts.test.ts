import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { endFakes, useFakes } from './support/fake-registry.js';
import { chord } from './support/keys.js';
import { collect, frame, notice, painted, shownTerminal, until } from './support/page.js';

describe('comforts', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  describe('zoom', () => {
    it('[CF1] Ctrl+plus, minus and 0 zoom the letters; the shell hears one size of each step (R44)', async () => {
      const { element, session, term } = await shownTerminal(fakes.registry);
      await session.attach();
      element.focus();
      const zooms = collect(element, 'terminal-zoom');
      const before = session.sizes.length;
      const { cols } = term;
      await chord('Control', '=');
      await painted();
      expect(term.options.fontSize).to.equal(15);
      expect(term.cols).to.be.lessThan(cols);
      expect(session.sizes.slice(before)).to.deep.equal([`${term.cols}x${term.rows}`]);
      await chord('Control', '-');
      await chord('Control', '-');
      await painted();
      expect(term.options.fontSize).to.equal(13);
      await chord('Control', '0');
      await painted();
      expect(term.cols).to.equal(cols);
      expect(zooms).to.deep.equal([15, 14, 13, 14].map((fontSize) => ({ fontSize })));
      expect(session.sent).to.deep.equal([]);
      element.setAttribute('hotkeys', 'nozoom');
      await element.updateComplete;
      await chord('Control', '=');
      expect(term.options.fontSize).to.equal(14);
    });

    it('[CF1] from 6 to 72 pixels; what the attribute says is what 0 comes back to (R44)', async () => {
      const { element, term } = await shownTerminal(fakes.registry, { 'font-size': '71' });
      element.focus();
      await chord('Control', '=');
      await chord('Control', '=');
      expect(term.options.fontSize).to.equal(72);
      await chord('Control', '0');
      expect(term.options.fontSize).to.equal(71);
      element.fontSize = 7;
      await element.updateComplete;
      await chord('Control', '-');
      await chord('Control', '-');
      expect(term.options.fontSize).to.equal(6);
    });

    it('[CF1] a screen keeps its zoom in whatever element shows it (R44)', async () => {
      const { element, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
      element.focus();
      await chord('Control', '=');
      element.remove();
      fakes.clock.advance(0);
      const again = await shownTerminal(fakes.registry, { 'session-id': 'one' });
      expect(again.term).to.equal(term);
      expect(term.options.fontSize).to.equal(15);
      const other = await shownTerminal(fakes.registry, { 'session-id': 'two' });
      expect(other.term.options.fontSize).to.equal(14);
    });
  });

  describe('bell', () => {
    const flash = (element: Element): Element | null => element.shadowRoot?.querySelector('.bell') ?? null;

    it('[CF2] is seen as one flash of the border, beside the event; none is neither (R44)', async () => {
      const { element, session } = await shownTerminal(fakes.registry);
      await session.attach();
      const bells = collect(element, 'terminal-bell');
      await session.output('\x07');
      await frame();
      const first = flash(element);
      expect(getComputedStyle(first as Element).animationName).to.equal('bell');
      fakes.clock.advance(300);
      await session.output('\x07');
      await frame();
      // It does not start over.
      expect(flash(element) === first).to.equal(true);
      fakes.clock.advance(300);
      await frame();
      expect(flash(element) === null).to.equal(true);
      expect(bells.length).to.equal(2);
      element.setAttribute('bell', 'none');
      await element.updateComplete;
      fakes.clock.advance(300);
      await session.output('\x07');
      await frame();
      expect(flash(element) === null).to.equal(true);
      expect(bells.length).to.equal(3);
    });

    it('[CF2] sound is heard, and nothing is seen (R44)', async () => {
      const { element, session } = await shownTerminal(fakes.registry, { bell: 'sound' });
      await session.attach();
      const box = element.getBoundingClientRect();
      // Browsers make no sound before somebody has used the page.
      await sendMouse({ type: 'click', position: [Math.round(box.left + 100), Math.round(box.top + 50)] });
      const { AudioContext } = window;
      let made = 0;
      window.AudioContext = class extends AudioContext {
        constructor() {
          super();
          made++;
        }
      };
      try {
        await session.output('\x07');
        await frame();
        expect(made).to.equal(1);
        expect(flash(element) === null).to.equal(true);
      } finally {
        window.AudioContext = AudioContext;
      }
    });
  });

  describe('attributes', () => {
    it('[CF3] cursor and contrast, live; options of the page win (R44)', async () => {
      const { element, term } = await shownTerminal(fakes.registry, { 'cursor-style': 'bar', 'cursor-blink': true, 'minimum-contrast': '7' });
      const looks = () => [term.options.cursorStyle, term.options.cursorBlink, term.options.minimumContrastRatio];
      expect(looks()).to.deep.equal(['bar', true, 7]);
      element.removeAttribute('cursor-blink');
      element.setAttribute('cursor-style', 'underline');
      await element.updateComplete;
      expect(looks()).to.deep.equal(['underline', false, 7]);
      element.removeAttribute('cursor-style');
      element.removeAttribute('minimum-contrast');
      await element.updateComplete;
      expect(looks()).to.deep.equal(['block', false, 4.5]);
      element.options = { cursorStyle: 'bar' };
      await element.updateComplete;
      expect(looks()).to.deep.equal(['bar', false, 4.5]);
    });

    for (const [name, value, expected] of [
      ['bell', 'loud', 'one of visual, sound, none'],
      ['tab-key', 'x', 'one of escape, trap'],
      ['cursor-style', 'beam', 'one of block, bar, underline'],
      ['minimum-contrast', '22', 'a number from 1 to 21'],
      ['minimum-contrast', 'high', 'a number from 1 to 21'],
      ['hotkeys', 'nocopy nofly', 'made of '],
    ] as const) {
      it(`[EL6] ${name}="${value}" is reported, and its default is used (R37)`, async () => {
        const { element, session, term } = await shownTerminal(fakes.registry, {});
        await session.attach();
        const errors = collect(element, 'terminal-error') as { code: string; message: string }[];
        element.setAttribute(name, value);
        await element.updateComplete;
        await painted();
        expect(errors.map(({ code }) => code)).to.deep.equal(['bad_attribute']);
        expect(errors[0]?.message).to.contain(`${name} is not ${expected}`);
        expect(notice(element)).to.contain(`${name} is not ${expected}`);
        expect(element.lastError?.code).to.equal('bad_attribute');
        expect([term.options.cursorStyle, term.options.minimumContrastRatio]).to.deep.equal(['block', 4.5]);
        element.removeAttribute(name);
        await element.updateComplete;
        fakes.clock.advance(8_000);
        await painted();
        expect(notice(element)).to.equal('');
        expect(errors.length).to.equal(1);
      });
    }
  });
  describe('reading further up', () => {
    const hint = (element: Element): HTMLButtonElement | null => element.shadowRoot?.querySelector('.scroll-hint') ?? null;
    const unread = (element: Element): HTMLElement | null => element.shadowRoot?.querySelector('.unread-line') ?? null;
    const rows = (from: number, count: number): string => Array.from({ length: count }, (_, i) => `line ${from + i}\r\n`).join('');
    const settle = async (): Promise<void> => {
      fakes.clock.advance(200);
      await painted();
    };

    it('[CF5] the way down says how many lines have come, and a line shows where reading stopped (R44)', async () => {
      const { element, session, term } = await shownTerminal(fakes.registry);
      await session.attach();
      await session.output(rows(1, 100));
      await settle();
      expect(hint(element) === null).to.equal(true);
      term.scrollLines(-30);
      await settle();
      expect([hint(element)?.textContent, hint(element)?.ariaLabel]).to.deep.equal(['', 'To the last line']);
      const { viewportY } = term.buffer.active;
      await session.output(rows(101, 1));
      await settle();
      expect([hint(element)?.textContent, hint(element)?.ariaLabel]).to.deep.equal(['1 new line', 'To the last line, 1 new line']);
      await session.output(rows(102, 11));
      await settle();
      expect(hint(element)?.textContent).to.equal('12 new lines');
      // Nothing has moved, and the last line that is seen is free.
      expect(term.buffer.active.viewportY).to.equal(viewportY);
      const screen = element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
      expect(hint(element)?.getBoundingClientRect().bottom).to.be.lessThan(screen.bottom - screen.height / term.rows);
      hint(element)?.click();
      await settle();
      expect(term.buffer.active.viewportY).to.equal(term.buffer.active.baseY);
      expect(hint(element) === null).to.equal(true);
      expect(element.shadowRoot?.activeElement === term.textarea).to.equal(true);
      // Below the row on which the cursor was: line 100 and the empty one it was on.
      const line = unread(element)?.getBoundingClientRect() as DOMRect;
      const lastRead = Array.from(element.shadowRoot?.querySelectorAll('.xterm-rows > div') ?? []).find((row) => row.textContent?.trim() === 'line 101')?.getBoundingClientRect();
      expect(Math.abs(line.bottom - (lastRead?.bottom ?? 0))).to.be.lessThan(2);
      expect(Math.abs(line.width - screen.width)).to.be.lessThan(2);
      await chord('a');
      await settle();
      expect(unread(element) === null).to.equal(true);
    });

    it('[CF5] counts to 999 and says no more, also when the place has left the scrollback (R44)', async () => {
      const { element, session, term } = await shownTerminal(fakes.registry, { scrollback: '1500' });
      await session.attach();
      await session.output(rows(1, 200));
      term.scrollLines(-10);
      await settle();
      await session.output(rows(201, 999));
      await settle();
      expect(hint(element)?.textContent).to.equal('999 new lines');
      await session.output(rows(1200, 1));
      await settle();
      expect(hint(element)?.textContent).to.equal('999+ new lines');
      await session.output(rows(1201, 2000));
      await settle();
      expect(hint(element)?.textContent).to.equal('999+ new lines');
    });

    it('[CF5] is gone while a program has the screen, and after everything was cleared (R44)', async () => {
      const { element, session, term } = await shownTerminal(fakes.registry);
      await session.attach();
      await session.output(rows(1, 100));
      term.scrollLines(-10);
      await settle();
      await session.output('\x1b[?1049h');
      await settle();
      expect(hint(element) === null).to.equal(true);
      await session.output('\x1b[?1049l');
      await settle();
      expect(hint(element)?.textContent).to.equal('');
      element.clear();
      await settle();
      expect(hint(element) === null).to.equal(true);
    });

    it('[CF5] speaks the language of the page (R44)', async () => {
      const { element, session, term } = await shownTerminal(fakes.registry, { lang: 'de' });
      await session.attach();
      await session.output(rows(1, 100));
      term.scrollLines(-10);
      await session.output(rows(101, 3));
      await settle();
      await until(() => hint(element)?.textContent === '3 neue Zeilen');
    });
  });

  describe('copying', () => {
    const drag = async (element: Element, from: number, to: number): Promise<void> => {
      const box = element.shadowRoot?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
      const cell = (element as unknown as { cell: number }).cell;
      const y = Math.round(box.top + 8);
      await sendMouse({ type: 'move', position: [Math.round(box.left + from * cell + 1), y] });
      await sendMouse({ type: 'down' });
      await sendMouse({ type: 'move', position: [Math.round(box.left + to * cell + 1), y] });
      await sendMouse({ type: 'up' });
    };

    it('[CF4] what the mouse selects is copied with copy-on-select, and only then; what a script selects is not (R44)', async () => {
      const { element, session, term } = await shownTerminal(fakes.registry);
      await session.attach();
      await session.output('copy me now');
      await painted();
      const screen = element.shadowRoot?.querySelector('.xterm-screen') as HTMLElement;
      Object.assign(element, { cell: screen.clientWidth / term.cols });
      const copied: (string | undefined)[] = [];
      element.addEventListener('copy', (event) => copied.push(event.clipboardData?.getData('text/plain')));
      await drag(element, 0, 4);
      expect(term.getSelection()).to.equal('copy');
      expect(copied).to.deep.equal([]);
      element.copyOnSelect = true;
      await drag(element, 5, 7);
      expect(copied).to.deep.equal(['me']);
      term.select(8, 0, 3);
      await frame();
      expect(copied).to.deep.equal(['me']);
    });
  });
});
