import { environments } from './environments.js';
import { el } from '../app/words.js';

/** The list of environments, by project, each with the chip of the terminal used last there. Chips need no terminal on the page. */
export function createSidebar(nav, onChoose) {
  const links = new Map();
  const projects = Map.groupBy ? Map.groupBy(environments, ({ project }) => project) : groupByProject();
  for (const [project, members] of projects) {
    const list = el('ul', { class: 'env-list', 'aria-label': project }, ...members.map(environment => {
      const link = el('a', { class: 'env-link', href: `?env=${environment.id}` },
        el('span', { class: 'env-name' }, environment.name), el('span', { class: 'env-about' }, environment.about));
      link.addEventListener('click', event => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        onChoose(environment);
      });
      links.set(environment.id, link);
      const chip = el('terminal-status-chip', { project: environment.project, environment: environment.id, variant: 'label' });
      return el('li', { class: 'env' }, link, chip);
    }));
    nav.append(el('div', { class: 'env-group' }, el('p', { class: 'env-project', 'aria-hidden': 'true' }, project), list));
  }
  return (current, terminal) => {
    const chip = links.get(current.id)?.nextElementSibling;
    if (terminal?.ref.sessionId) chip?.setAttribute('session-id', terminal.ref.sessionId);
    else chip?.removeAttribute('session-id');
    for (const [id, link] of links) {
      if (id === current.id) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    const item = links.get(current.id)?.closest('.env');
    // On a narrow screen the list is a strip: keep the chosen one in sight, without moving the page.
    item?.closest('.env-nav')?.scrollTo({ left: item.offsetLeft - 16, behavior: 'instant' });
  };
}

function groupByProject() {
  const groups = new Map();
  for (const environment of environments) groups.set(environment.project, [...(groups.get(environment.project) ?? []), environment]);
  return groups;
}
