import { expect } from '@open-wc/testing';
import { MAX_LINKS } from '../../src/base/output-limits.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { collect, lines, painted, shownTerminal } from './support/page.js';
import { deliver, looks, serverScreen, text, witness } from './support/real-screen.js';

const ESC = '\x1b';

describe('questions of programs', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  // Every place in xterm.js 6.0.0 that answers, and what other terminals answer.
  for (const [name, query] of [
    ['DA1', `${ESC}[c`], ['DA1 with 0', `${ESC}[0c`], ['DA2', `${ESC}[>c`], ['DA3', `${ESC}[=c`], ['DECID', `${ESC}Z`], ['ENQ', '\x05'],
    ['DSR 5', `${ESC}[5n`], ['CPR', `${ESC}[6n`], ['DECXCPR', `${ESC}[?6n`], ['DSR 15', `${ESC}[?15n`], ['colour scheme', `${ESC}[?996n`],
    ['DECRQM', `${ESC}[4$p`], ['DECRQM private', `${ESC}[?2026$p`], ['DECRQSS m', `${ESC}P$qm${ESC}\\`], ['DECRQSS r', `${ESC}P$qr${ESC}\\`], ['DECRQSS SP q', `${ESC}P$q q${ESC}\\`],
    ['XTVERSION', `${ESC}[>q`], ['XTGETTCAP', `${ESC}P+q544e${ESC}\\`], ['window size in pixels', `${ESC}[14t`], ['cell size', `${ESC}[16t`], ['size in characters', `${ESC}[18t`],
    ['window title', `${ESC}[21t`], ['palette', `${ESC}]4;1;?\x07`], ['foreground', `${ESC}]10;?${ESC}\\`], ['background', `${ESC}]11;?\x07`], ['cursor colour', `${ESC}]12;?\x07`],
    ['three colours', `${ESC}]10;?;?;?\x07`], ['palette, set and asked', `${ESC}]4;1;#ff0000;2;?\x07`], ['focus reports switched on', `${ESC}[?1004h`], ['the same with others', `${ESC}[?2004;1004h`],
    ['DECREQTPARM', `${ESC}[x`], ['clipboard', `${ESC}]52;c;?\x07`], ['kitty keyboard', `${ESC}[?u`],
  ] as const) {
    it(`[EL10] ${name}: no answer, live or in a snapshot (R25)`, async () => {
      const { element, session, term } = await shownTerminal(fakes.registry);
      term.options.windowOptions = { getWinSizePixels: true, getCellSizePixels: true, getWinSizeChars: true, getWinTitle: true };
      element.focus();
      await session.attach(`$ ${query}`);
      await session.output(query);
      for (let i = 1; i < query.length; i++) await Promise.all([session.output(query.slice(0, i)), session.output(query.slice(i))]);
      await painted();
      expect(session.sent).to.deep.equal([]);
    });
  }

  it('[EL10] what people do still arrives: keys, mouse reports, focus that really changes; modes and colours are carried out (R25)', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    await session.output(`${ESC}[?1004;1000;1006h${ESC}]4;1;#00ff00;2;?\x07${ESC}[6n`);
    element.focus();
    expect(session.sent).to.deep.equal([`${ESC}[I`]);
    term.input('x');
    const screen = term.element?.querySelector('.xterm-screen') as HTMLElement;
    const box = screen.getBoundingClientRect();
    screen.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, clientX: box.left + 2, clientY: box.top + 2, buttons: 1 }));
    term.blur();
    expect(session.sent).to.deep.equal([`${ESC}[I`, 'x', `${ESC}[<0;1;1M`, `${ESC}[O`]);
    term.options.minimumContrastRatio = 1;
    await session.output(`\r\n${ESC}[31mgreen`);
    await painted();
    const row = [...(element.shadowRoot?.querySelectorAll('.xterm-rows > div') ?? [])].find((one) => one.textContent?.includes('green'));
    expect(getComputedStyle(row?.querySelector('span') as Element).color).to.equal('rgb(0, 255, 0)');
  });
});

describe('hostile output', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  /** How often slower than alone the machine is just now: others may have its processors too. */
  function slowness(): number {
    const began = performance.now();
    let sum = 0;
    for (let i = 0; i < 5_000_000; i++) sum = (sum * 31 + i) | 0;
    return Math.max(1, (performance.now() - began + (sum & 0)) / 10);
  }

  /** Longest time in which nothing else could run, while `act` goes on, milliseconds of a machine that has nothing else to do; the best of a few attempts. */
  async function longestBlock(act: () => Promise<void>): Promise<number> {
    let best = Infinity;
    for (let attempt = 0; attempt < 3 && best > 80; attempt++) {
      const before = slowness();
      let [longest, last, running] = [0, performance.now(), true];
      const tick = (): void => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        if (running) channel.port2.postMessage(0);
      };
      const channel = new MessageChannel();
      channel.port1.onmessage = tick;
      tick();
      await act();
      await painted();
      running = false;
      tick();
      channel.port1.close();
      best = Math.min(best, longest / Math.max(before, slowness()));
    }
    return best;
  }

  const lots = (text: string, bytes = 64 * 1024): string => text.repeat(Math.ceil(bytes / text.length));
  for (const [name, bomb] of [
    ['huge counts', [...'STLMIZb@PX'].map((final) => `x${ESC}[2147483647${final}`).join('')],
    ['many large counts by lines', lots([...'STLM'].map((final) => `${ESC}[9999${final}`).join(''))],
    ['many large counts by columns', lots([...'IZ@PX'].map((final) => `${ESC}[9999${final}`).join(''))],
    ['REP of a character, again and again', lots(`x${ESC}[9999b`, 2 * 1024)],
    ['REP of a cluster', `e${'\u0301'.repeat(5000)}${ESC}[9999b`],
    ['a cluster without end', `e${'\u0301'.repeat(300_000)}`],
    ['clusters in every cell', lots(`e${'\u0301'.repeat(30)}`, 300_000)],
    ['links without end', Array.from({ length: 5000 }, (_, i) => `${ESC}]8;;https://x.example/${i}\x07y${ESC}]8;;\x07`).join('')],
    ['links with ids on many lines', Array.from({ length: 5000 }, (_, i) => `${ESC}]8;id=${i % 7};https://x.example/\x07y\r\n`).join('')],
    ['a link that stays open', `${ESC}]8;;https://x.example/\x07${'y\r\n'.repeat(30_000)}`],
    ['links as long as books', lots(`${ESC}]8;;https://x.example/${'a'.repeat(20_000)}\x07y`, 400_000)],
    ['bells', '\x07'.repeat(200_000)],
    ['titles', Array.from({ length: 10_000 }, (_, i) => `${ESC}]0;title ${i}\x07`).join('')],
    ['a string that never ends', `${ESC}]0;${'a'.repeat(1_000_000)}`],
    ['an OSC beyond what xterm.js keeps', `${ESC}]2;${'a'.repeat(11_000_000)}\x07`],
    ['a device string that never ends', `${ESC}P+q${'a'.repeat(1_000_000)}`],
    ['erasing above, in the last corner', `${ESC}[999;999H${ESC}[1J`],
  ] as const) {
    it(`[EL14] ${name}: the page goes on, and so does the terminal (R28)`, async () => {
      const { session, term } = await shownTerminal(fakes.registry);
      await session.attach();
      const time = await longestBlock(() => session.output(bomb));
      await session.output(`\x18${ESC}c${ESC}[Hstill here`);
      expect(lines(term)[0]).to.equal('still here');
      expect(time).to.be.below(100);
    });
  }

  it('[EL14] the page and the server’s screen come to show the same (R28)', async () => {
    const { session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    const { cols, rows } = term;
    for (const hostile of [
      ...[...'STLMIZ@PXb'].flatMap((final) => [9_999, 10_001, 2147483647].map((count) => `a\r\nbcd\r\nef${ESC}[2;2Hg${ESC}[${count}${final}h`)),
      `e${'\u0301'.repeat(50)}${ESC}[200b${ESC}[2000bx`, `e${'\u0301'.repeat(5000)}x`, `👍${ESC}[9999bx`, `${ESC}]8;;https://x.example/${'a'.repeat(5000)}\x07y`, `${ESC}[999;999H${ESC}[1Jx`,
      `${ESC}]0;${'t'.repeat(9000)}\x07x${ESC}]4;1;${'#'.repeat(5000)}\x07y`,
    ]) {
      await session.output(`\x18${ESC}c${hostile}`);
      const snapshot = serverScreen(cols, rows, hostile).snapshot();
      const twin = await witness(cols, rows, text(snapshot.screen) + text(snapshot.tail));
      expect(looks(term, term.buffer.active.baseY), JSON.stringify(hostile.slice(0, 60))).to.deep.equal(looks(twin));
    }
  });

  for (const [name, start, payload, end] of [
    ['a title that fits', ']2;', 't'.repeat(4096), '\x07'], ['a title too long', ']2;', 't'.repeat(4097), '\x07'], ['a title much too long', ']2;', 't'.repeat(6000), `${ESC}\\`],
    ['a link that fits', ']8;;', `https://x.example/${'a'.repeat(4000)}`, '\x07'], ['a link too long', ']8;;', `https://x.example/${'a'.repeat(4090)}`, '\x07'],
    ['a link much too long', ']8;;', `https://x.example/${'漢'.repeat(2000)}`, `${ESC}\\`], ['one that is cancelled', ']8;;', `https://x.example/${'a'.repeat(6000)}`, '\x18'],
    ['one that another ends', ']8;;', `https://x.example/${'a'.repeat(6000)}`, '\u009d8;;https://y.example/\x07'], ['a device string', 'P$q', 'a'.repeat(6000), `${ESC}\\`],
  ] as const) {
    it(`[EL14] [EL23] ${name}: the same live, cut anywhere, and from a snapshot in its middle (R22, R28)`, async () => {
      const { session, term } = await shownTerminal(fakes.registry);
      await session.attach();
      const { cols, rows } = term;
      const before = `${ESC}c${ESC}]2;before\x07${ESC}]8;;https://ok.example/\x07a`;
      const sequence = new TextEncoder().encode(`${ESC}${start}${payload}${end}`);
      const after = 'z';
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the title has no public reading
      const seen = (): unknown => [looks(term, term.buffer.active.baseY), (term as any)._core._inputHandler._windowTitle.slice(0, 256)];
      await session.output(before);
      await session.output(sequence);
      await session.output(after);
      const whole = JSON.stringify(seen());
      const { length } = sequence;
      const around = (at: number): number[] => [-2, -1, 0, 1, 2].map((by) => at + by);
      for (const cut of [...around(3), 16, 2048, ...around(4096), ...around(4128), ...around(4132), ...around(length - 2)].filter((at) => at > 0 && at < length)) {
        const [head, tail] = [sequence.slice(0, cut), sequence.slice(cut)];
        await session.output(before);
        await session.output(head);
        await session.output(tail);
        await session.output(after);
        expect(JSON.stringify(seen()), `live, cut at ${cut}`).to.equal(whole);
        const screen = serverScreen(cols, rows, before);
        screen.write(head);
        await deliver(session, screen.snapshot());
        await session.output(tail);
        await session.output(after);
        expect(JSON.stringify(seen()), `from a snapshot at ${cut}`).to.equal(whole);
      }
    });
  }

  it('[EL14] a count beyond the height of the screen moves what there is, like the exact one', async () => {
    const { session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    const after = async (sequence: string): Promise<string[]> => {
      await session.output(`${ESC}c${Array.from({ length: term.rows }, (_, i) => `row ${i}`).join('\r\n')}${ESC}[3;8r${ESC}[5;3H${sequence}here`);
      return [...lines(term), `${term.buffer.active.cursorX},${term.buffer.active.cursorY}`];
    };
    for (const final of 'STLM') expect(await after(`${ESC}[9999${final}`), final).to.deep.equal(await after(`${ESC}[6${final}`));
  });

  it('a new link makes the oldest one text; an overlong one is none (R28)', async () => {
    const { session, term } = await shownTerminal(fakes.registry);
    await session.attach();
    const count = MAX_LINKS + 100;
    await session.output(Array.from({ length: count }, (_, i) => `${ESC}]8;;https://x.example/${i}\x07L${ESC}]8;;\x07\r\n`).join(''));
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- links have no public reading
    const core = (term as any)._core;
    const linkAt = (row: number): string | undefined => core._oscLinkService.getLinkData(core.buffer.lines.get(row)._extendedAttrs[0]?.urlId)?.uri;
    expect(linkAt(count - 1)).to.equal(`https://x.example/${count - 1}`);
    expect(linkAt(101)).to.equal('https://x.example/101');
    expect(linkAt(50)).to.equal(undefined);
    expect(core._oscLinkService._dataByLinkId.size).to.equal(MAX_LINKS);
    await session.output(`${ESC}c${ESC}]8;;https://x.example/ok\x07${ESC}]8;;https://x.example/${'a'.repeat(5000)}\x07z`);
    expect(core.buffer.lines.get(0)._extendedAttrs[0]?.urlId ?? 0).to.equal(0);
  });

  it('[EL30] bells and titles: a few events a second, the last title always (R28)', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    const bells = collect(element, 'terminal-bell');
    const titles = collect(element, 'terminal-title') as { title: string }[];
    await session.attach();
    for (let tenth = 0; tenth < 10; tenth++) {
      await session.output('\x07'.repeat(50) + Array.from({ length: 50 }, (_, i) => `${ESC}]2;${tenth} ${i}\x07`).join(''));
      fakes.clock.advance(100);
    }
    expect(bells.length).to.be.within(3, 5);
    expect(titles.length).to.be.within(10, 30);
    expect(titles.at(-1)?.title).to.equal('9 49');
  });

  it('synchronized output that is left open holds the picture for a second at most', async () => {
    const { element, session } = await shownTerminal(fakes.registry);
    await session.attach();
    await painted();
    await session.output(`${ESC}[?2026hheld`);
    const rows = element.shadowRoot?.querySelector('.xterm-rows') as HTMLElement;
    expect(rows.textContent).to.not.contain('held');
    const began = performance.now();
    await new Promise<void>((resolve) => {
      const watch = new MutationObserver(() => {
        if (!(rows.textContent ?? '').includes('held')) return;
        watch.disconnect();
        resolve();
      });
      watch.observe(rows, { childList: true, subtree: true, characterData: true });
    });
    expect(performance.now() - began).to.be.below(3000);
  });
});

describe('what programs may be told of the viewer', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  it('[EL31] colours and cell size, before the first attach, and again when they change', async () => {
    const { element, session, term } = await shownTerminal(fakes.registry, { 'session-id': 'one' });
    await painted();
    const facts = session.facts.at(-1);
    const hex = (name: 'background' | 'foreground'): string | undefined => facts?.[name] && `#${facts[name].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
    expect([hex('background'), hex('foreground')]).to.deep.equal([term.options.theme?.background, term.options.theme?.foreground]);
    expect(facts?.palette?.length).to.equal(16);
    const box = term.element?.querySelector('.xterm-screen')?.getBoundingClientRect() as DOMRect;
    expect(facts?.cellWidth).to.be.closeTo(box.width / term.cols, 0.01);
    expect(facts?.cellHeight).to.be.closeTo(box.height / term.rows, 0.01);
    const told = session.facts.length;
    element.style.width = '500px';
    await painted();
    expect(session.facts.length).to.equal(told);
    element.theme = { background: 'rgb(1 2 3)', foreground: 'hsl(120 100% 50%)', red: 'rebeccapurple' };
    await element.updateComplete;
    expect(session.facts.at(-1)).to.deep.include({ background: [1, 2, 3], foreground: [0, 255, 0] });
    expect(session.facts.at(-1)?.palette?.[1]).to.deep.equal([0x66, 0x33, 0x99]);
    element.fontSize = 24;
    await element.updateComplete;
    await painted();
    expect(session.facts.at(-1)?.cellHeight).to.be.greaterThan(facts?.cellHeight ?? Infinity);
    // A program's own colours are not the viewer's.
    const last = session.facts.length;
    await session.attach();
    await session.output(`${ESC}]11;#ffffff\x07`);
    element.style.width = '600px';
    await painted();
    expect(session.facts.length).to.equal(last);
  });
});
