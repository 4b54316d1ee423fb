import { button, pane } from '../app/controls.js';
import { addressOf } from '../app/router.js';
import { el } from '../app/words.js';
import { fact } from '../witness/witness.js';
import { moveInto } from './kit.js';

/** Layouts of one terminal, the first, that goes to an unusual place and comes back. */

export const dialog = {
  id: 'dialog', title: 'Dialog', about: 'Into a modal dialog and back. A dialog is another layer of the page; the element is moved into it.',
  create(kit) {
    const [one] = kit.terminals;
    const element = kit.elementOf(one);
    const home = pane(one.ref, element);
    const room = el('div', { class: 'dialog-room' });
    const box = el('dialog', { class: 'dialog', 'aria-label': one.label }, el('div', { class: 'row spread' }, el('h2', {}, one.label), button('Close', () => box.close(), { icon: 'close' })), room);
    box.addEventListener('close', () => void kit.measure('Back from a dialog', [one], () => moveInto(home.querySelector('.term-body'), element)));
    const open = () => kit.measure('In a modal dialog', [one], () => {
      box.showModal();
      moveInto(room, element);
    });
    return { root: el('div', { class: 'stack' }, el('div', { class: 'row' }, button('Open in a dialog', open)), home, box), dispose: () => box.open && box.remove() };
  },
};

export const details = {
  id: 'details', title: 'Details', about: 'A closed <details> does not render its content. Open and close it while something runs.',
  create(kit) {
    const items = kit.terminals.slice(0, 2).map((one, at) => {
      const item = el('details', { class: 'details', open: at === 0 }, el('summary', {}, one.label), el('div', { class: 'term-body' }, kit.elementOf(one)));
      let readings;
      item.querySelector('summary').addEventListener('click', () => (readings = item.open ? kit.readAll([one]) : readings));
      item.addEventListener('toggle', async () => {
        if (item.open && readings !== undefined) await kit.judge('Closed, and opened again', await readings);
      });
      return item;
    });
    return { root: el('div', { class: 'stack' }, ...items) };
  },
};

export const hidden = {
  id: 'hidden', title: 'Hidden', about: 'A panel with display: none has no size. The shell hears of none, and what it prints meanwhile is there when the panel is shown.',
  create(kit) {
    const [one] = kit.terminals;
    const place = pane(one.ref, kit.elementOf(one));
    let readings;
    const toggle = button('Hide the panel', async () => {
      if (!place.hidden) readings = await kit.readAll([one]);
      place.hidden = !place.hidden;
      toggle.querySelector('span').textContent = place.hidden ? 'Show the panel' : 'Hide the panel';
      if (place.hidden) kit.journal.begin('Hidden', 'Show it again to see what that cost.', { waiting: false, where: one.label });
      else {
        const state = kit.registry.get(one.ref)?.state;
        const [[, before] = []] = readings;
        const isSame = before?.screen?.cols === state?.cols && before?.screen?.rows === state?.rows;
        await kit.judge('Hidden, and shown again', readings, [fact('Size told to the shell', `${state?.cols} × ${state?.rows}${isSame ? ', as before' : ''}`, isSame)]);
      }
    });
    return { root: el('div', { class: 'stack' }, el('div', { class: 'row' }, toggle), place) };
  },
};

export const frame = {
  id: 'frame', title: 'Frame', about: 'A frame of the same origin has a document of its own. It adopts the element, with its style sheets, and gives it back.',
  create(kit) {
    const [one] = kit.terminals;
    const element = kit.elementOf(one);
    const home = pane(one.ref, element);
    const inner = el('iframe', { class: 'term-frame', src: '/layouts/frame.html', title: 'A frame of the same origin' });
    const go = button('Into the frame', () => kit.measure(element.ownerDocument === document ? 'In a frame' : 'Back from a frame', [one], () => {
      const isHome = element.ownerDocument === document;
      if (isHome) inner.contentDocument.body.append(element);
      else home.querySelector('.term-body').append(element);
      go.querySelector('span').textContent = isHome ? 'Back to the page' : 'Into the frame';
    }));
    return { root: el('div', { class: 'stack' }, el('div', { class: 'row' }, go), el('div', { class: 'term-grid' }, home, inner)), dispose: () => element.remove() };
  },
};

export const shadow = {
  id: 'shadow', title: 'Shadow root', about: 'Into the shadow root of another element and back, as micro-frontends and design systems have them.',
  create(kit) {
    const [one] = kit.terminals;
    const element = kit.elementOf(one);
    const home = pane(one.ref, element);
    const host = el('div', { class: 'shadow-host' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':host { display: block; } persistent-terminal { display: block; height: 100%; }');
    host.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
    const go = button('Into the shadow root', () => kit.measure(home.contains(element) ? 'In a shadow root' : 'Back from a shadow root', [one], () => {
      const isHome = home.contains(element);
      moveInto(isHome ? host.shadowRoot : home.querySelector('.term-body'), element);
      go.querySelector('span').textContent = isHome ? 'Back to the page' : 'Into the shadow root';
    }));
    return { root: el('div', { class: 'stack' }, el('div', { class: 'row' }, go), el('div', { class: 'term-grid' }, home, host)) };
  },
};

export const route = {
  id: 'route', title: 'Route', about: 'As single-page applications do: the route changes, the page with the terminal is thrown away, and made again on the way back.',
  create(kit) {
    const [one] = kit.terminals;
    const outlet = el('div', { class: 'stack' });
    let readings;
    let shown;

    async function follow(path) {
      const next = path === 'settings' ? 'settings' : 'terminal';
      if (next === shown) return;
      const before = shown;
      shown = next;
      if (next === 'settings') {
        readings = before === undefined ? [] : await kit.readAll([one]);
        kit.discard(one);
        outlet.replaceChildren(el('div', { class: 'blank' }, el('p', {}, 'Settings. There is no terminal here.'), el('a', { class: 'button', href: addressOf('layouts', 'route') }, 'Back to the terminal')));
        if (before !== undefined) kit.journal.begin('On another route', 'Go back to see what that cost.', { waiting: false, where: one.label });
        return;
      }
      outlet.replaceChildren(el('div', { class: 'row' }, el('a', { class: 'button', href: addressOf('layouts', 'route/settings') }, 'Go to settings')), pane(one.ref, kit.elementOf(one)));
      if (before !== undefined) await kit.judge('Another route, and back', readings);
    }

    return { root: outlet, follow };
  },
};

export const popOut = {
  id: 'pop-out', title: 'Pop-out', about: 'Into a window of its own and back: one that stays on top where the browser has such, else a small window. Close it, or press “Bring here”.',
  create(kit) {
    const [one] = kit.terminals;
    const element = kit.elementOf(one);
    let open;
    let inWindow = [];

    async function go() {
      // Not waited for: a window wants the click to be fresh.
      const before = kit.readAll([one]);
      try {
        open = await element.popOut();
      } catch (error) {
        return kit.journal.add('The browser opened no window', [fact('Reason', error.message, false)]);
      }
      kit.lend(one, open.document.querySelector('persistent-terminal'));
      open.addEventListener('pagehide', () => void back());
      await kit.judge('In a window of its own', await before);
      inWindow = await kit.readAll([one]);
    }

    async function back() {
      open = undefined;
      kit.lend(one, undefined);
      await element.terminal;
      await kit.judge('Back from a window of its own', inWindow);
    }

    return { root: el('div', { class: 'stack' }, el('div', { class: 'row' }, button('Pop out', go)), pane(one.ref, element)), dispose: () => open?.close() };
  },
};
