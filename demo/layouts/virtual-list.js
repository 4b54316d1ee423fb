import { button, pane, terminal } from '../app/controls.js';
import { count, el } from '../app/words.js';

const ROWS = 100;
const ROW_HEIGHT = 200;
/** Rows kept above and below what is in sight. */
const MARGIN = 1;

/** A hundred terminals in a list that keeps only the visible ones in the page. A shell starts when its row first comes into sight. */
export const virtualList = {
  id: 'list', title: 'Virtual list', about: 'A hundred terminals, of which only the visible ones are in the page. A shell starts when its row first comes into sight; scroll away and back, and it is as it was.',
  create(kit) {
    const { registry } = kit;
    const rows = new Map();
    const numbers = el('p', { class: 'hint', role: 'status' });
    const space = el('ol', { class: 'virtual-space', 'aria-label': `${ROWS} terminals` });
    space.style.setProperty('--height', `${ROWS * ROW_HEIGHT}px`);
    const scroller = el('div', { class: 'virtual-list', tabindex: 0, role: 'region', 'aria-label': 'Virtual list' }, space);
    let queued = false;

    function render() {
      queued = false;
      const first = Math.max(0, Math.floor(scroller.scrollTop / ROW_HEIGHT) - MARGIN);
      const last = Math.min(ROWS - 1, Math.ceil((scroller.scrollTop + scroller.clientHeight) / ROW_HEIGHT) + MARGIN - 1);
      for (const [at, row] of rows) {
        if (at >= first && at <= last) continue;
        row.remove();
        rows.delete(at);
      }
      for (let at = first; at <= last; at++) if (!rows.has(at)) insert(at);
      tell();
    }

    function insert(at) {
      const { ref } = kit.describe(`row-${at + 1}`, `Terminal ${at + 1}`);
      const element = terminal(ref, { 'font-size': 12 });
      // Each says once which one it is.
      element.addEventListener('terminal-session-created', ({ detail }) => {
        if (detail.created) element.send(`echo "I am terminal ${at + 1} of ${ROWS}, process $$"\r`);
      });
      const row = el('li', { class: 'virtual-row', 'aria-setsize': ROWS, 'aria-posinset': at + 1 }, pane(ref, element));
      row.style.setProperty('--top', `${at * ROW_HEIGHT}px`);
      rows.set(at, row);
      const following = [...rows.keys()].filter(other => other > at).sort((a, b) => a - b)[0];
      space.insertBefore(row, rows.get(following) ?? null);
    }

    function tell() {
      const shells = registry.sessions.filter(({ ref, state }) => ref.sessionId?.startsWith('row-') && state.sessionId !== undefined).length;
      numbers.textContent = `${count(rows.size)} elements in the page · ${count(shells)} shells started · ${count(registry.metrics().warm)} screens warm · ${count(registry.metrics().evictions)} freed so far`;
    }

    function endAll() {
      for (const session of registry.sessions) if (session.ref.sessionId?.startsWith('row-')) registry.close(session);
      for (const row of rows.values()) row.remove();
      rows.clear();
      render();
    }

    scroller.addEventListener('scroll', () => {
      if (!queued) requestAnimationFrame(render);
      queued = true;
    }, { passive: true });
    const sized = new ResizeObserver(render);
    sized.observe(scroller);
    const timer = setInterval(tell, 1000);
    const jump = to => scroller.scrollTo({ top: to * ROW_HEIGHT });
    return {
      root: el('div', { class: 'stack' }, el('div', { class: 'row' }, button('First', () => jump(0)), button('Middle', () => jump(49)), button('Last', () => jump(99)), button('End all hundred', endAll)), numbers, scroller),
      dispose() {
        clearInterval(timer);
        sized.disconnect();
        for (const row of rows.values()) row.remove();
      },
    };
  },
};
