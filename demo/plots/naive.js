// What hand-made pages do at every visit: a new terminal, filled from what the server has kept. Has a document of its own, because xterm.js by itself writes
// style elements, which the policy of the page around it forbids.
import { Terminal } from '/vendor/xterm/lib/xterm.mjs';
import { untilPainted } from './painted.js';

/** Milliseconds from nothing to painted. Called by the page around this one. */
globalThis.measureVisit = async (bytes, cols, rows) => {
  await new Promise(requestAnimationFrame);
  const start = performance.now();
  const box = document.createElement('div');
  box.className = 'naive';
  const term = new Terminal({ cols, rows, scrollback: 60_000 });
  document.body.append(box);
  term.open(box);
  await new Promise(resolve => term.write(bytes, resolve));
  await untilPainted(term, box);
  const took = performance.now() - start;
  term.dispose();
  box.remove();
  return took;
};
