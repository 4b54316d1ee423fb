// A @web/test-runner plugin: what the runner's own mouse command lacks.
//   pointer:click   { position, count, hold? }  presses the left button `count` times at one place, with modifier keys held
//   pointer:drag    { path, hold? }             presses at the first of some places, goes to the others and lets go
//   touch:start, touch:move { position }        a finger, which stays until touch:end; `touch:move` with `steps` goes there in so many
//   touch:end
//   touch:throw { path, steps }                 all of it in one go
// Positions are whole CSS pixels of the page.

async function drag(page, [first, ...rest]) {
  await page.mouse.move(...first);
  await page.mouse.down();
  for (const place of rest) await page.mouse.move(...place);
  await page.mouse.up();
}

/** Between two movements of a finger that is thrown. Milliseconds. */
const THROW_STEP_MS = 8;

/** All of it is on its way at once, with the times it would have: how fast it is thrown does not depend on how busy the machine is. */
async function throwByProtocol(page, from, places) {
  const protocol = await page.createCDPSession();
  const began = Date.now();
  const events = [['touchStart', [from]], ...places.map((place) => ['touchMove', [place]]), ['touchEnd', []]];
  await Promise.all(events.map(([type, points], i) =>
    protocol.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y]) => ({ x, y })), timestamp: (began + i * THROW_STEP_MS) / 1000 })));
  await protocol.detach();
}

/** The same for WebDriver BiDi, in one command that the browser times itself. puppeteer has no public name for it. */
function throwByActions(context, [x, y], places) {
  const move = ([toX, toY]) => ({ type: 'pointerMove', x: toX, y: toY, duration: THROW_STEP_MS });
  return context.performActions([{
    type: 'pointer', id: 'thrown-finger', parameters: { pointerType: 'touch' },
    actions: [{ type: 'pointerMove', x, y }, { type: 'pointerDown', button: 0 }, ...places.map(move), { type: 'pointerUp', button: 0 }],
  }]);
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
  throw(page, { path: [from, to], steps }) {
    const places = Array.from({ length: steps }, (_, step) => from.map((at, axis) => Math.round(at + ((to[axis] - at) * (step + 1)) / steps)));
    const { browsingContext } = page.mainFrame();
    return browsingContext === undefined ? throwByProtocol(page, from, places) : throwByActions(browsingContext, from, places);
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
