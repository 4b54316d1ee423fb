import { el, icon } from './words.js';

/** The terminals of the environment: choose one for the focused pane, end one that was added. */
export function renderTabs(list, { terminals, stage, onChoose, onEnd }) {
  const focusedId = list.contains(document.activeElement) ? document.activeElement.dataset.terminal : undefined;
  list.replaceChildren(...terminals.map(terminal => {
    const { project, environment, sessionId } = terminal.ref;
    const current = stage.current?.id === terminal.id;
    const choose = el('button', {
      class: 'tab', type: 'button', 'data-terminal': terminal.id, 'aria-current': current ? 'true' : undefined, onclick: () => onChoose(terminal),
    }, terminal.label);
    const chip = el('terminal-status-chip', { project, environment, 'session-id': sessionId, variant: 'dot' });
    const end = terminal.number === 1 ? undefined : el('button', {
      class: 'tab-end', type: 'button', 'aria-label': `End ${terminal.label}`, title: 'End the shell', onclick: () => onEnd(terminal),
    }, icon('close'));
    return el('li', { class: stage.sideOf(terminal) ? 'tab-item shown' : 'tab-item' }, chip, choose, end);
  }));
  if (focusedId) list.querySelector(`[data-terminal="${CSS.escape(focusedId)}"]`)?.focus();
}
