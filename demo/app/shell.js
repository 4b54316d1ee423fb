import { createDock } from './dock.js';
import { readAddress } from './router.js';
import { installTheme } from './theme.js';
import { el } from './words.js';
import { createPortal } from '../portal/portal.js';

/** The pages besides the portal; each is fetched when it is first opened. */
const PAGES = {
  layouts: { name: 'Layouts', load: () => import('../layouts/page.js') },
  chaos: { name: 'Chaos', load: () => import('../chaos/page.js') },
  plots: { name: 'Plots', load: () => import('../plots/page.js') },
  gallery: { name: 'Gallery', load: () => import('../gallery/page.js') },
  themes: { name: 'Themes', load: () => import('../themes/page.js') },
  soak: { name: 'Soak', load: () => import('../soak/page.js') },
};
const byId = id => document.getElementById(id);

/** What is around the pages: navigation, theme, inspector; and which page is there. */
export function createShell({ pt, registry, control, token, profiles }) {
  const bench = byId('bench');
  const made = new Map();
  const themeListeners = new Set();
  let scheme = 'dark';
  let shown;
  let turn = 0;

  const context = {
    pt, registry, control, token, profiles,
    get scheme() {
      return scheme;
    },
    /** Calls now and at every change; returns the way out. */
    onScheme(listener) {
      themeListeners.add(listener);
      listener(scheme);
      return () => themeListeners.delete(listener);
    },
  };
  installTheme(byId('theme'), theme => {
    scheme = theme;
    for (const listener of themeListeners) listener(theme);
  });
  byId('app').hidden = false;
  const portal = createPortal(context);
  const dock = createDock({ button: byId('inspector'), dock: byId('dock'), context });
  const links = makeNavigation();
  addEventListener('hashchange', () => void follow());
  document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault();
    if (shown === 'portal') portal.focus();
    else bench.focus();
  });
  void follow();

  function makeNavigation() {
    const entries = [['portal', 'Portal'], ...Object.entries(PAGES).map(([id, { name }]) => [id, name])];
    return new Map(entries.map(([id, name]) => {
      const link = el('a', { href: `#${id}` }, name);
      byId('pages').append(el('li', {}, link));
      return [id, link];
    }));
  }

  async function follow() {
    const address = readAddress();
    if (address.page === 'inspector') dock.open();
    const id = Object.hasOwn(PAGES, address.page) ? address.page : 'portal';
    mark(id);
    const mine = ++turn;
    if (id !== 'portal' && !made.has(id)) {
      const module = await load(id);
      if (module !== undefined) made.set(id, module.createPage(context));
    }
    // Somebody has gone on meanwhile.
    if (mine !== turn) return;
    if (shown !== id) {
      made.get(shown)?.leave();
      shown = id;
      byId('portal').hidden = id !== 'portal';
      bench.hidden = id === 'portal';
      bench.replaceChildren(...(made.has(id) ? [made.get(id).root] : []));
      window.scrollTo(0, 0);
      if (id === 'portal') portal.enter();
      else portal.leave();
    }
    made.get(id)?.enter(address);
    document.title = `${id === 'portal' ? portal.title : PAGES[id].name} · persistent-terminal`;
  }

  async function load(id) {
    try {
      return await PAGES[id].load();
    } catch (error) {
      bench.replaceChildren(el('p', { class: 'muted' }, `This page could not be loaded: ${error.message}`));
      return undefined;
    }
  }

  function mark(current) {
    for (const [id, link] of links) {
      if (id === current) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    const item = links.get(current).parentElement;
    byId('pages').scrollTo({ left: item.offsetLeft - 16, behavior: 'instant' });
  }
}
