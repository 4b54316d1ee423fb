import { terminal } from '../app/controls.js';
import { createWitness, fact, socketsFact } from '../witness/witness.js';
import { bytes } from '../app/words.js';

const NAMES = ['A', 'B', 'C', 'D'];

/** The terminals of the layouts page, which every layout shows in its own way, and what a change of place has cost them. */
export function createKit({ registry, control, profiles, journal }) {
  const witness = createWitness({ registry, shells: async () => (await control('stats')).sessions });
  const elements = new Map();
  /** Elements that are not ours and show a terminal for a while: those of windows. */
  const lent = new Map();
  const profile = ['bash', 'sh'].find(name => profiles.includes(name)) ?? 'default';

  const terminals = NAMES.map(name => describe(`terminal-${name.toLowerCase()}`, `Terminal ${name}`));

  function describe(sessionId, label) {
    return { id: sessionId, label, environment: { name: 'Layouts' }, ref: { project: 'bench', environment: 'layouts', sessionId, profile, label } };
  }

  /** The living element of a terminal, or a new one. */
  function elementOf(one) {
    const living = elements.get(one.id);
    if (living !== undefined) return living;
    const element = terminal(one.ref);
    elements.set(one.id, element);
    return element;
  }

  const isShown = one => elements.get(one.id)?.isConnected === true;

  /** Where it is read from now on; undefined for its own element. */
  function lend(one, element) {
    if (element === undefined) lent.delete(one.id);
    else lent.set(one.id, element);
  }

  /** Thrown away, as pages do. The next one is another element. */
  function discard(one) {
    elements.get(one.id)?.remove();
    elements.delete(one.id);
  }

  function discardAll() {
    for (const one of [...elements.values()]) one.remove();
    elements.clear();
    lent.clear();
  }

  const read = one => (registry.get(one.ref) === undefined ? undefined : witness.read(one, lent.get(one.id) ?? elements.get(one.id)));

  /** Readings of those that have a shell. */
  async function readAll(some) {
    const readings = await Promise.all(some.map(async one => [one, await read(one)]));
    return readings.filter(([, reading]) => reading?.pid !== undefined);
  }

  /** Says what has changed since the readings: one terminal in detail, several in short. */
  async function judge(title, readings, extra = []) {
    if (readings.length === 0) return;
    await nextFrames();
    const pairs = [];
    for (const [one, before] of readings) {
      const after = await read(one);
      if (after !== undefined) pairs.push({ one, before, after });
    }
    if (pairs.length === 1) {
      const [{ one, before, after }] = pairs;
      return journal.add(title, [...witness.compare(before, after), ...witness.paintFact(before), ...extra], { where: one.label });
    }
    const same = pairs.filter(({ before, after }) => before.pid === after.pid && before.epoch === after.epoch).length;
    const facts = pairs.map(({ before, after }) => witness.compare(before, after));
    const equal = facts.filter(list => list.find(({ label }) => label === 'Screen')?.ok !== false).length;
    const [{ before, after }] = pairs;
    const lost = after.gapBytes - before.gapBytes;
    journal.add(title, [
      fact('Shells', `${same} of ${pairs.length} the same`, same === pairs.length), fact('Screens', `${equal} of ${pairs.length} as they were`, equal === pairs.length),
      socketsFact(after.sockets - before.sockets), fact('Lost', bytes(lost), lost === 0), ...extra,
    ]);
  }

  /** Takes readings, acts, and judges. */
  async function measure(title, some, act, extra) {
    const readings = await readAll(some);
    await act();
    await judge(title, readings, extra?.());
  }

  return { registry, journal, terminals, describe, elementOf, isShown, lend, discard, discardAll, readAll, judge, measure };
}

export const nextFrames = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** One step where the browser can do it, which keeps focus and frames alive; else taking out and putting in. */
export function moveInto(parent, node, before = null) {
  if (node.isConnected && parent.isConnected && node.ownerDocument === parent.ownerDocument && 'moveBefore' in parent) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}
