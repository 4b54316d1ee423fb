import { el } from './words.js';

const INSPECTOR = '/cdn/persistent-terminal.inspector.js';
const KEY = 'environments/inspector';

/** The inspector at the bottom of every page: nothing of it is loaded before it is opened. */
export function createDock({ button, dock, context }) {
  let element;

  button.addEventListener('click', () => (dock.hidden ? open() : close()));
  if (sessionStorage.getItem(KEY) === 'open') void open();

  async function open() {
    sessionStorage.setItem(KEY, 'open');
    button.setAttribute('aria-expanded', 'true');
    dock.hidden = false;
    if (element === undefined) {
      element = el('terminal-inspector', { open: true });
      context.onScheme(scheme => element.setAttribute('color-scheme', scheme));
      // It has a button of its own to close it.
      element.addEventListener('toggle', () => element.open || close());
      dock.append(element);
      await import(INSPECTOR);
    } else element.open = true;
  }

  function close() {
    sessionStorage.removeItem(KEY);
    button.setAttribute('aria-expanded', 'false');
    dock.hidden = true;
    if (element !== undefined) element.open = false;
  }

  return { open, close };
}
