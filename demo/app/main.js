import { createControlClient } from './control.js';
import { showGate } from './gate.js';
import { createShell } from './shell.js';
import { takeToken } from './token.js';

const PACKAGE = '/cdn/persistent-terminal.js';

// A new key pasted over an open page changes the fragment only, which loads nothing by itself.
addEventListener('hashchange', () => {
  if (/[#?&]token=/.test(location.hash)) location.reload();
});
await enter();

/** Into the demo, or to the gate with the reason why not. */
async function enter() {
  const token = takeToken();
  if (!token) return showGate('missing');
  const control = createControlClient(() => token);
  let stats;
  try {
    stats = await control('stats');
  } catch (error) {
    return showGate(error.status === 401 || error.status === 403 ? 'wrong' : 'down');
  }
  let pt;
  try {
    pt = await import(PACKAGE);
  } catch {
    return showGate('unbuilt');
  }
  const { registry } = pt;
  registry.configure({ url: '/terminal', tokenProvider: () => token });
  createShell({ pt, registry, control, token, profiles: stats.profiles });
  watchForAnotherRun(registry, control);
}

/** A server that was stopped and started again has another key: the terminals say so, and the page says what to do about it. */
function watchForAnotherRun(registry, control) {
  registry.subscribe(async event => {
    if (event.type !== 'connection-changed' || event.connection.status !== 'failed') return;
    try {
      await control('stats');
    } catch (error) {
      if (error.status === 401) showGate('wrong');
    }
  });
}
