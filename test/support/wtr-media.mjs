// A @web/test-runner plugin for what its own commands cannot emulate: executeServerCommand('media:features', { 'forced-colors': 'active' }); {} ends it. Chromium only.
const devtools = new WeakMap();

export default {
  name: 'media-features',
  async executeCommand({ command, payload, session }) {
    if (command !== 'media:features') return undefined;
    const page = session.browser.getPage(session.id);
    if (!devtools.has(page)) devtools.set(page, await page.createCDPSession());
    await devtools.get(page).send('Emulation.setEmulatedMedia', { features: Object.entries(payload).map(([name, value]) => ({ name, value })) });
    return true;
  },
};
