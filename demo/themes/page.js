import { button, pageHead, pane, radios, range, select, terminal, toggle } from '../app/controls.js';
import { rewriteAddress } from '../app/router.js';
import { el } from '../app/words.js';

const THEMES = '/dist/themes.js';
const FONTS = [
  ['', 'The page’s own'], ['ui-monospace, Menlo, Consolas, monospace', 'System'], ["'DejaVu Sans Mono', monospace", 'DejaVu Sans Mono'], ["'Liberation Mono', 'Courier New', monospace", 'Courier'],
  ["'JetBrains Mono', monospace", 'JetBrains Mono, if it is here'], ["'Fira Code', monospace", 'Fira Code, if it is here'],
];
const CURSORS = ['block', 'bar', 'underline'];

/** How terminals look: themes, fonts, sizes, cursors, on a program that prints what a theme has to stand. */
export function createPage({ registry, token }) {
  const refOf = name => ({ url: '/lab', project: 'bench', environment: 'themes', sessionId: `sample-${name}`, profile: 'sample', label: name });
  const previews = el('div', { class: 'theme-grid' });
  const stage = el('div', { class: 'theme-stage' });
  const wishes = { theme: '', scheme: 'auto', font: '', size: 14, line: 1.2, cursor: 'block', blink: false, contrast: 4.5 };
  const seen = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) start(target);
  }, { rootMargin: '80px' });
  const forced = matchMedia('(forced-colors: active)');
  const forcedHint = el('p', { class: 'hint' });
  const tellForced = () => {
    forcedHint.textContent = forced.matches
      ? 'Forced colours are on: every terminal takes the system’s colours.'
      : 'Forced colours are off. With them (High Contrast in Windows, or “Emulate CSS media feature” in developer tools) every terminal takes the system’s.';
  };
  registry.setTokenProvider('/lab', () => token);
  let themes = {};
  let sample;
  let choice;

  const controls = el('aside', { class: 'theme-controls', 'aria-label': 'Looks' });
  const root = el('div', { class: 'page' },
    pageHead('Themes', 'Bundled themes, fonts, sizes and cursors. Text keeps a contrast of 4.5 to 1, whatever a program chooses.'),
    el('div', { class: 'theme-room' }, stage, controls), el('section', { class: 'stack', 'aria-label': 'All themes' }, el('h2', { class: 'gallery-title' }, 'Side by side'), previews));

  async function load() {
    try {
      ({ themes } = await import(THEMES));
    } catch {
      // A build without bundled themes still has its own colours.
    }
    const families = [...new Set(Object.values(themes).map(({ family }) => family))];
    const names = [['', 'Own colours'], ...families.map(name => [name, `${name}, by scheme`]), ...Object.keys(themes).map(name => [name, name])];
    choice = select('Theme', names.map(([value, text]) => ({ value, text })), value => use(value), wishes.theme);
    const bind = (name, read = value => value) => value => {
      wishes[name] = read(value);
      apply();
    };
    controls.replaceChildren(
      choice.root,
      radios('Scheme', ['auto', 'light', 'dark'].map(value => ({ value, text: value })), bind('scheme'), 'auto'),
      select('Font', FONTS.map(([value, text]) => ({ value, text })), bind('font'), '').root,
      range('Size', { min: 8, max: 28, step: 1, value: 14 }, value => `${value} px`, bind('size')).root,
      range('Line height', { min: 1, max: 2, step: 0.05, value: 1.2 }, value => value.toFixed(2), bind('line')).root,
      select('Cursor', CURSORS.map(value => ({ value, text: value })), bind('cursor'), 'block').root,
      toggle('The cursor blinks', bind('blink')).root,
      range('Least contrast', { min: 1, max: 21, step: 0.5, value: 4.5 }, value => `${value} to 1`, bind('contrast')).root,
      forcedHint);
    tellForced();
    forced.addEventListener('change', tellForced);
  }

  function apply() {
    const set = (name, value) => (value === '' || value === false ? sample.removeAttribute(name) : sample.setAttribute(name, value === true ? '' : value));
    set('theme', wishes.theme);
    set('color-scheme', wishes.scheme);
    set('font-size', wishes.size);
    set('cursor-style', wishes.cursor);
    set('cursor-blink', wishes.blink);
    set('minimum-contrast', wishes.contrast);
    for (const [name, value] of [['--term-font-family', wishes.font], ['--term-line-height', String(wishes.line)]]) {
      if (value === '') sample.style.removeProperty(name);
      else sample.style.setProperty(name, value);
    }
  }

  function use(name) {
    wishes.theme = name in themes || Object.values(themes).some(({ family }) => family === name) ? name : '';
    choice.input.value = wishes.theme;
    rewriteAddress('themes', wishes.theme);
    apply();
  }

  /** A shell for what is looked at. */
  function start(place) {
    const body = place.querySelector('.term-body');
    if (body.childElementCount === 0) body.append(terminal(refOf(place.dataset.theme), { theme: place.dataset.theme, 'font-size': 11, readonly: true }));
  }

  function fill() {
    const ref = { ...refOf('large'), label: 'Sample' };
    sample = terminal(ref);
    const place = pane(ref, sample);
    stage.replaceChildren(place);
    previews.replaceChildren(...Object.keys(themes).map(name => {
      const preview = pane(refOf(name), el('span'), button('Use', () => use(name), { kind: 'quiet' }));
      preview.querySelector('.term-body').replaceChildren();
      preview.dataset.theme = name;
      seen.observe(preview);
      return preview;
    }));
  }

  return {
    root,
    async enter({ part }) {
      if (choice === undefined) await load();
      if (stage.childElementCount === 0) fill();
      use(part);
    },
    leave() {
      seen.disconnect();
      stage.replaceChildren();
      previews.replaceChildren();
    },
  };
}
