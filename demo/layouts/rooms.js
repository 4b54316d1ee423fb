import { pane, radios } from '../app/controls.js';
import { el } from '../app/words.js';

export const grid = {
  id: 'grid', title: 'Grid', about: 'Four terminals on one socket.',
  create: kit => ({ root: el('div', { class: 'term-grid' }, ...kit.terminals.map(one => pane(one.ref, kit.elementOf(one)))) }),
};

export const tabs = {
  id: 'tabs', title: 'Tabs', about: 'Panels that are not shown stay in the page with display: none, or leave it. Neither their shells nor their screens notice.',
  create(kit) {
    let keeps = true;
    let chosen = kit.terminals[0];
    const panels = new Map(kit.terminals.map(one => [one.id, el('div', { class: 'tab-panel', role: 'tabpanel', id: `panel-${one.id}`, 'aria-labelledby': `tab-${one.id}` })]));
    const buttons = new Map(kit.terminals.map(one => [one.id, el('button', {
      class: 'tab-button', type: 'button', role: 'tab', id: `tab-${one.id}`, 'aria-controls': `panel-${one.id}`, onclick: () => choose(one), onkeydown: event => onKey(event, one),
    }, one.label)]));

    function render() {
      for (const one of kit.terminals) {
        const isChosen = one === chosen;
        const panel = panels.get(one.id);
        panel.hidden = !isChosen;
        if (isChosen || keeps) {
          if (panel.childElementCount === 0) panel.append(kit.elementOf(one));
        } else kit.discard(one);
        buttons.get(one.id).setAttribute('aria-selected', String(isChosen));
        buttons.get(one.id).tabIndex = isChosen ? 0 : -1;
      }
    }

    async function choose(one) {
      if (one === chosen) return;
      await kit.measure(`Switched to ${one.label}`, [one], () => {
        chosen = one;
        render();
      });
    }

    function onKey(event, one) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const next = kit.terminals[(kit.terminals.indexOf(one) + step + kit.terminals.length) % kit.terminals.length];
      buttons.get(next.id).focus();
      void choose(next);
    }

    render();
    return {
      root: el('div', { class: 'stack' },
        radios('Panels not shown', [{ value: 'stay', text: 'stay, hidden' }, { value: 'leave', text: 'leave the page' }], value => {
          keeps = value === 'stay';
          render();
        }, 'stay'),
        el('div', { class: 'tab-room' }, el('div', { class: 'tab-row', role: 'tablist', 'aria-label': 'Terminals' }, ...buttons.values()), ...panels.values())),
    };
  },
};

const STEP = 5;
const LEAST = 15;

export const split = {
  id: 'split', title: 'Split', about: 'Drag the divider, or move it with the arrow keys. Each shell hears its new size once, at the end of the movement and every 100 ms at most.',
  create(kit) {
    const [first, second] = kit.terminals;
    const divider = el('div', {
      class: 'divider', role: 'separator', tabindex: 0, 'aria-label': 'Divider', 'aria-orientation': 'vertical', 'aria-valuemin': LEAST, 'aria-valuemax': 100 - LEAST,
    });
    const root = el('div', { class: 'term-split' }, pane(first.ref, kit.elementOf(first)), divider, pane(second.ref, kit.elementOf(second)));
    let share = 50;
    const set = value => {
      share = Math.min(100 - LEAST, Math.max(LEAST, value));
      root.style.setProperty('--share', `${share}%`);
      divider.setAttribute('aria-valuenow', String(Math.round(share)));
    };
    set(share);
    divider.addEventListener('keydown', event => {
      const to = { ArrowLeft: share - STEP, ArrowUp: share - STEP, ArrowRight: share + STEP, ArrowDown: share + STEP, Home: LEAST, End: 100 - LEAST }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      set(to);
    });
    divider.addEventListener('pointerdown', event => {
      divider.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    divider.addEventListener('pointermove', event => {
      if (!divider.hasPointerCapture(event.pointerId)) return;
      const { left, top, width, height } = root.getBoundingClientRect();
      // On narrow screens the two are above each other.
      const isColumn = getComputedStyle(root).flexDirection === 'column';
      set(isColumn ? ((event.clientY - top) / height) * 100 : ((event.clientX - left) / width) * 100);
    });
    return { root };
  },
};
