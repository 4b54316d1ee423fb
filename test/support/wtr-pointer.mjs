// A @web/test-runner plugin: what the runner's own mouse command lacks.
//   pointer:click   { position, count, hold? }  presses the left button `count` times at one place, with modifier keys held
//   pointer:drag    { path, hold? }             presses at the first of some places, goes to the others and lets go
//   touch:start, touch:move { position }        a finger, which stays until touch:end; `touch:move` with `steps` goes there in so many
//   touch:end
//   touch:throw { path, steps }                 all of it in one go, as fast as can be
// Positions are whole CSS pixels of the page.

async function drag(page, [first, ...rest]) {
  await page.mouse.move(...first);
  await page.mouse.down();
  for (const place of rest) await page.mouse.move(...place);
  await page.mouse.up();
}

/** The finger on each page, and where it is. */
const fingers = new Map();

const touch = {
  async start(page, { position }) {
    fingers.set(page, { finger: await page.touchscreen.touchStart(...position), at: position });
  },
  async move(page, { position: [x, y], steps = 1 }) {
    const held = fingers.get(page);
    const [fromX, fromY] = held.at;
    for (let step = 1; step <= steps; step++) await held.finger.move(fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps);
    held.at = [x, y];
  },
  async end(page) {
    await fingers.get(page)?.finger.end();
    fingers.delete(page);
  },
  async throw(page, { path: [from, to], steps }) {
    await touch.start(page, { position: from });
    await touch.move(page, { position: to, steps });
    await touch.end(page);
  },
};

const COMMANDS = {
  // In one go: Firefox counts only the presses of one command.
  'pointer:click': (page, { position, count }) => page.mouse.click(...position, { count }),
  'pointer:drag': (page, { path }) => drag(page, path),
  'touch:start': touch.start,
  'touch:move': touch.move,
  'touch:end': touch.end,
  'touch:throw': touch.throw,
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
