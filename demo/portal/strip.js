import { bytes, count, el } from '../app/words.js';

/** The bottom line: what the registry counts, once a second and on every change. */
export function createStrip(root, registry) {
  const values = new Map();
  for (const label of ['Connection', 'Sockets opened', 'Sessions', 'Received', 'Sent', 'Round trip', 'Gaps']) {
    const value = el('dd', {}, '–');
    values.set(label, value);
    root.append(el('div', { class: 'figure' }, el('dt', {}, label), value));
  }
  const set = (label, text) => {
    const value = values.get(label);
    if (value.textContent !== text) value.textContent = text;
  };
  let queued = false;
  const render = () => {
    queued = false;
    const metrics = registry.metrics();
    const connection = registry.connections[0];
    set('Connection', connection?.status ?? 'idle');
    set('Sockets opened', count(metrics.socketsOpened));
    set('Sessions', metrics.warm > 0 ? `${count(metrics.sessions)}, ${count(metrics.warm)} warm` : count(metrics.sessions));
    set('Received', bytes(metrics.bytesIn));
    set('Sent', bytes(metrics.bytesOut));
    set('Round trip', connection?.roundTripMs === undefined ? '–' : `${Math.max(1, Math.round(connection.roundTripMs))} ms`);
    set('Gaps', bytes(metrics.gapBytes));
  };
  registry.subscribe(() => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(render);
  });
  setInterval(render, 1000);
  render();
}
