// States that concern a whole page, each in a page of its own: a browser without network, code that does not arrive.
import { terminal } from '../app/controls.js';
import { createControlClient } from '../app/control.js';
import { keptToken } from '../app/token.js';
import { printed } from './states.js';

const kinds = {
  loading: { from: '/cdn-slow/', notice: 'connecting' },
  'load-failed': { from: '/cdn-broken/', notice: 'failed' },
  offline: { from: '/cdn/', notice: 'offline', begin: goOffline },
};

const { from, notice, begin } = kinds[location.hash.slice(1)] ?? kinds.loading;
// A terminal that has something to show, and then loses the network.
const url = begin === undefined ? '/lab' : `/bad/dies/offline-${Date.now().toString(36)}`;
const { registry } = await import(`${from}persistent-terminal.js`);
registry.configure({ tokenProvider: keptToken });
const element = terminal({ url, project: 'bench', environment: 'gallery', sessionId: `frame-${location.hash.slice(1)}`, profile: 'sample' });
document.body.append(element);
void begin?.();
setInterval(() => {
  if (element.shadowRoot?.querySelector('.notice')?.classList.contains(notice)) document.documentElement.dataset.there = '';
}, 250);

/** The line is lost first. What the browser says is pretended, in this frame only. */
async function goOffline() {
  await printed(element);
  await createControlClient(keptToken)('bad.turn', { path: url });
  const timer = setInterval(() => {
    if (element.status !== 'reconnecting') return;
    clearInterval(timer);
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
    dispatchEvent(new Event('offline'));
  }, 50);
}
