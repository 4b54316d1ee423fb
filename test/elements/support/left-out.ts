/** What the drivers of some engines cannot do: tests by the beginning of their titles, and why. They are counted as skipped. */
const BY_DRIVER: Readonly<Record<'firefox' | 'webkit', Readonly<Record<string, string>>>> = {
  firefox: {
    '[EL1] put back while the system is dark': 'emulates no media features',
    '[CF36] the page is scrolled': 'its driver’s finger scrolls nothing by itself',
  },
  webkit: {
    '[EL1] put back while the system is dark': 'emulates no media features',
    'keys go to the shell, Tab included': 'sends no Shift+Tab: GTK makes another key of it, and the page hears nothing',
    'Ctrl+C is the shell’s; Ctrl+Shift+C copies': 'WebKit fires no copy event for a script without a selection of its own; the text goes to the clipboard another way',
  },
};

const { userAgent } = navigator;
const engine = userAgent.includes('Firefox') ? 'firefox' : userAgent.includes('AppleWebKit') && !userAgent.includes('Chrome') ? 'webkit' : undefined;

beforeEach(function () {
  const title = this.currentTest?.title ?? '';
  if (engine !== undefined && Object.keys(BY_DRIVER[engine]).some((begin) => title.startsWith(begin))) this.skip();
});
