// A @web/test-runner plugin: what the runner's own mouse command lacks.
//   pointer:click   { position, count, hold? }  presses the left button `count` times at one place, with modifier keys held
//   pointer:drag    { path, hold? }             presses at the first of some places, goes to the others and lets go
// Positions are whole CSS pixels of the page.

async function drag(page, [first, ...rest]) {
  await page.mouse.move(...first);
  await page.mouse.down();
  for (const place of rest) await page.mouse.move(...place);
  await page.mouse.up();
}

const COMMANDS = {
  // In one go: Firefox counts only the presses of one command.
  'pointer:click': (page, { position, count }) => page.mouse.click(...position, { count }),
  'pointer:drag': (page, { path }) => drag(page, path),
};

export default {
  name: 'pointer',
  async executeCommand({ command, payload, session }) {
    const act = COMMANDS[command];
    if (act === undefined) return undefined;
    const page = session.browser.getPage(session.id);
    const { hold = [] } = payload;
    for (const key of hold) await page.keyboard.down(key);
    await act(page, payload);
    for (const key of hold) await page.keyboard.up(key);
    return true;
  },
};
