// In a real Chromium against a real shell: what happens to elements must not happen to terminals.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageSuite } from '../support/e2e/page-suite.js';

/* eslint-disable @typescript-eslint/no-explicit-any -- code inside `evaluate` runs in the page, where the kit is a plain global */
declare const kit: any, pt: any;

const suite = pageSuite();

const metrics = async () => {
  const session = await suite.page.createCDPSession();
  await session.send('HeapProfiler.enable');
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { metrics: all } = await session.send('Performance.enable').then(() => session.send('Performance.getMetrics'));
  await session.detach();
  const value = (name: string) => all.find((metric) => metric.name === name)?.value ?? NaN;
  return { nodes: value('Nodes'), listeners: value('JSEventListeners'), heap: value('JSHeapUsedSize') };
};

describe('removing and bringing back', () => {
  it('[EL1] [EL2] [EL3] 500 times during output: same shell, one socket, every cell as in an undisturbed twin (R5, R1)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'persistent-terminal-'));
    await suite.page.evaluate(async (stop) => {
      const recorder = kit.record(pt.registry.open({ sessionId: 'one' }));
      const element = await kit.mount({ id: 'one' });
      const term = await element.terminal;
      const twin = kit.twin(recorder, term);
      // What is printed in the moment when a listener becomes a screen, as a prompt at the new size, comes with the screen: a gap for the listener. Both begin anew behind it.
      element.send('printf "\\033c"; echo pid=$$\r');
      await kit.untilLine(term, /^pid=\d+/);
      const { gaps } = pt.registry.metrics();
      // Colours, wide characters and wrapped lines, a few hundred lines a second for as long as the moves last.
      // A file ends it. Keys would be a race of the shell's own: an interrupt hits a child that has just ended, `read -t` drops what came in its last moment.
      element.send(`stty -echo; until [ -e ${stop} ]; do i=$((i+1)); printf '\\e[3%dm%d\\e[0m 漢字 %0120d\\r\\n' $((i%8)) $i $i; sleep 0.002; done\r`);
      await kit.untilLine(term, /^200 /);
      Object.assign(globalThis, { element, term, twin, gaps, pid: kit.lines(term).find((line: string) => /^pid=/.test(line)) });
    }, join(folder, 'stop'));
    const rounds = async (count: number) =>
      await suite.page.evaluate(async (n) => {
        const { element } = globalThis as any;
        for (let i = 0; i < n; i++) {
          element.remove();
          if (i % 3 === 0) await kit.task();
          if (i % 50 === 0) await kit.frame();
          document.body.append(element);
          if (i % 7 === 0) await kit.frame();
        }
        await kit.frame();
      }, count);
    await rounds(20);
    const before = await metrics();
    await rounds(500);
    const after = await metrics();
    await writeFile(join(folder, 'stop'), '');
    const result = await suite.page.evaluate(async () => {
      const { element, term, twin, gaps, pid } = globalThis as any;
      element.send('echo still=$$ done\r');
      await kit.untilLine(term, /^still=\d+ done/);
      await kit.parsed(term);
      await twin.settled();
      return {
        pid,
        still: kit.lines(term).find((line: string) => /^still=/.test(line)),
        difference: kit.difference(kit.cells(term), kit.cells(twin.terminal)),
        rows: term.buffer.active.length,
        sockets: kit.sockets.length,
        gaps: pt.registry.metrics().gaps - gaps,
      };
    });
    await rm(folder, { recursive: true });
    expect(result.still).toBe(`still=${result.pid.slice(4)} done`);
    expect(result.difference).toBe(null);
    expect(result.rows).toBeGreaterThan(400);
    expect(result.sockets).toBe(1);
    expect(result.gaps).toBe(0);
    expect(suite.host.terminals.sessions()).toHaveLength(1);
    // Scrollback fills meanwhile, so heap may follow the content. Nodes swing by about one screen of rows (each redraw makes its spans anew); a leak of one node a move would be 500.
    expect(after.nodes - before.nodes).toBeLessThan(400);
    expect(after.listeners - before.listeners).toBeLessThan(10);
    expect(after.heap - before.heap).toBeLessThan(8 * 1024 * 1024);
  });

  it('[EL1] scroll position and selection are where they were; the shell heard no size (R5)', async () => {
    const result = await suite.page.evaluate(async () => {
      const element = await kit.mount({ id: 'one' });
      const term = await element.terminal;
      element.send('seq 1 2000\r');
      await kit.untilLine(term, /^2000$/);
      term.scrollToLine(700);
      term.select(1, 705, 800);
      await kit.frame();
      const seen = () => ({ top: term.buffer.active.viewportY, selection: term.getSelection(), size: [term.cols, term.rows], painted: kit.paintedRows(element).join('\n') });
      const before = seen();
      for (let i = 0; i < 20; i++) {
        element.remove();
        await kit.task();
        await kit.frame();
        document.body.append(element);
        await kit.frame();
        await kit.frame();
      }
      return { before, after: seen() };
    });
    expect(result.before.top).toBe(700);
    expect(result.before.selection.length).toBeGreaterThan(20);
    expect(result.after).toEqual(result.before);
  });

  it('[EL1] content is painted within two frames, however long the scrollback (R5)', async () => {
    const frames = await suite.page.evaluate(async () => {
      const out: Record<string, number[]> = {};
      const element = await kit.mount({ id: 'one', scrollback: '60000' });
      const term = await element.terminal;
      for (const count of [1_000, 10_000, 50_000]) {
        element.send(`clear; seq 1 ${count}\r`);
        // With the prompt after them: what comes later is painted a frame later.
        await kit.until(() => kit.lines(term, 3).join('\n').includes(`${count}\n$`), `${count} lines and a prompt`, 60_000);
        out[count] = [];
        for (let i = 0; i < 10; i++) {
          element.remove();
          await kit.task();
          await kit.frame();
          document.body.append(element);
          let waited = 0;
          for (; waited < 10; waited++) {
            await kit.frame();
            await kit.task();
            if (kit.paintedRows(element).join('\n') === kit.viewportRows(term).join('\n')) break;
          }
          out[count]!.push(waited + 1);
        }
      }
      return out;
    });
    for (const [count, seen] of Object.entries(frames)) expect(Math.max(...seen), `${count} lines: ${seen}`).toBeLessThanOrEqual(2);
  });

  it('[EL4] [EL18] [EL1] moving between parents and shadow roots keeps the screen; a second element takes over and gives back (R5)', async () => {
    const result = await suite.page.evaluate(async () => {
      // Sized by itself: rules of the document do not reach into a shadow root.
      const element = await kit.mount({ 'session-id': 'moved', style: 'display:block;width:800px;height:400px' });
      const term = await element.terminal;
      element.send('printf "\\e[?1049h\\e[5;5Halternate \\e[31mred\\e[0m"\r');
      await kit.until(() => term.buffer.active.type === 'alternate');
      // With the prompt after it: from there on nothing is printed unasked.
      await kit.untilText(term, /alternate red\$$/);
      const before = kit.cells(term);
      const host = document.createElement('div');
      document.body.append(host);
      const root = host.attachShadow({ mode: 'open' });
      root.append(element);
      await kit.frame();
      await kit.frame();
      const inShadow = { difference: kit.difference(before, kit.cells(term)), painted: kit.paintedRows(element).join('\n') === kit.viewportRows(term).join('\n') };
      const second = document.createElement('persistent-terminal') as any;
      second.setAttribute('session-id', 'moved');
      document.body.append(second);
      await kit.until(() => kit.paintedRows(second).length > 0, 'second shows');
      const same = (await second.terminal) === term;
      const placeholder = element.shadowRoot.textContent;
      second.remove();
      await kit.until(() => kit.paintedRows(element).length > 0, 'first shows again');
      return { inShadow, same, placeholder, sockets: kit.sockets.length };
    });
    expect(result.inShadow).toEqual({ difference: null, painted: true });
    expect(result.same).toBe(true);
    expect(result.placeholder).toMatch(/Bring here/);
    expect(result.sockets).toBe(1);
    expect(suite.host.terminals.sessions()).toHaveLength(1);
  });
});

describe('many terminals', () => {
  it('[RG1] [CN2] 20 terminals use one socket and 20 shells (R3, R4)', async () => {
    const before = await suite.page.evaluate(() => kit.sockets.length);
    const result = await suite.page.evaluate(async () => {
      const grid = document.createElement('div');
      grid.className = 'grid';
      document.body.append(grid);
      const elements = await Promise.all(Array.from({ length: 20 }, (_, i) => kit.mount({ 'session-id': `t${i}` }, grid)));
      for (const element of elements) element.send('echo me=$$.\r');
      const pids = await Promise.all(
        elements.map(async (element) => {
          const term = await element.terminal;
          await kit.untilLine(term, /^me=\d+\./);
          return kit.lines(term).find((line: string) => /^me=/.test(line));
        }),
      );
      return { pids: new Set(pids).size, sockets: kit.sockets.length, connections: pt.registry.connections.length };
    });
    expect(before).toBe(0);
    expect(result).toEqual({ pids: 20, sockets: 1, connections: 1 });
    expect(suite.host.webSockets).toBe(1);
  });

  it('[RG1] two copies of the bundle on one page: one registry, one socket (R1)', async () => {
    const result = await suite.page.evaluate(async () => {
      const copy = await kit.secondCopy();
      const element = await kit.mount({ 'session-id': 'shared' });
      const other = copy.registry.open({ sessionId: 'shared' });
      const another = copy.registry.open({ sessionId: 'second' });
      another.subscribe({});
      await kit.until(() => another.status === 'connected');
      return {
        differentModules: copy !== pt && copy.registry !== pt.registry,
        same: other.id === element.session.id && other === element.session,
        sockets: kit.sockets.length,
        sessions: pt.registry.sessions.length,
      };
    });
    expect(result).toEqual({ differentModules: true, same: true, sockets: 1, sessions: 2 });
    expect(suite.host.webSockets).toBe(1);
  });
});
