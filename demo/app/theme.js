const KEY = 'environments/theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export const currentTheme = () => document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light');

/** A toggle that forgets itself when it agrees with the system, so that the page follows the system again. */
export function installTheme(button, onChange) {
  const show = () => {
    button.setAttribute('aria-label', `Colour theme: ${currentTheme()}. Switch to ${currentTheme() === 'dark' ? 'light' : 'dark'}`);
    onChange(currentTheme());
  };
  button.addEventListener('click', () => {
    const next = currentTheme() === 'dark' ? 'light' : 'dark';
    if (next === (dark.matches ? 'dark' : 'light')) {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(KEY);
    } else {
      document.documentElement.dataset.theme = next;
      localStorage.setItem(KEY, next);
    }
    show();
  });
  dark.addEventListener('change', show);
  show();
}
