import { el, icon } from '../app/words.js';

/** The terminals of the environment: choose one for the focused pane, end one that was added. */
export function createTabs(list, { stage, onChoose, onEnd }) {
  let drawn = '';

  /** Made anew only when the terminals are others: a chip that is replaced would speak up again. */
  return terminals => {
    const names = terminals.map(({ id }) => id).join(' ');
    if (names !== drawn) list.replaceChildren(...terminals.map(makeTab));
    drawn = names;
    terminals.forEach((terminal, index) => {
      const item = list.children[index];
      const isCurrent = stage.current?.id === terminal.id;
      item.classList.toggle('shown', stage.sideOf(terminal) !== undefined);
      const tab = item.querySelector('.tab');
      if (!isCurrent) return tab.removeAttribute('aria-current');
      tab.setAttribute('aria-current', 'true');
      reveal(list, item);
    });
  };

  function makeTab(terminal) {
    const { project, environment, sessionId } = terminal.ref;
    const chip = el('terminal-status-chip', { project, environment, 'session-id': sessionId, variant: 'dot' });
    const choose = el('button', { class: 'tab', type: 'button', onclick: () => onChoose(terminal) }, terminal.label);
    const end = terminal.number === 1 ? undefined : el('button', {
      class: 'tab-end', type: 'button', 'aria-label': `End ${terminal.label}`, title: 'End the shell', onclick: () => onEnd(terminal),
    }, icon('close'));
    return el('li', { class: 'tab-item' }, el('span', { class: 'tab-chip' }, chip), choose, end);
  }
}

/** Scrolls the strip, never the page. */
function reveal(list, item) {
  const left = item.offsetLeft - list.offsetLeft;
  if (left < list.scrollLeft) list.scrollLeft = left;
  else if (left + item.offsetWidth > list.scrollLeft + list.clientWidth) list.scrollLeft = left + item.offsetWidth - list.clientWidth;
}
