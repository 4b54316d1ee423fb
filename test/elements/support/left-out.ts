/** What WebKit's driver cannot do: tests by the beginning of their titles, and why. They are counted as skipped. */
const BY_DRIVER: Readonly<Record<string, string>> = {
  '[EL1] put back while the system is dark': 'emulates no media features',
  'keys go to the shell, Tab included': 'sends no Shift+Tab: GTK makes another key of it, and the page hears nothing',
  'Ctrl+C is the shell’s; Ctrl+Shift+C copies': 'WebKit fires no copy event for a script without a selection of its own; the text goes to the clipboard another way',
};

const isWebKit = navigator.userAgent.includes('AppleWebKit') && !navigator.userAgent.includes('Chrome');

beforeEach(function () {
  const title = this.currentTest?.title ?? '';
  if (isWebKit && Object.keys(BY_DRIVER).some((begin) => title.startsWith(begin))) this.skip();
});
