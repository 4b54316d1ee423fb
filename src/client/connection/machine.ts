import { publicStatus } from './public-status.js';
import type { ConnectionEvent, Effect, State, Step, Transition, World } from './state.js';
import { sameDetail } from './status.js';
import { isOnline, PHASE_TIMERS, TABLE } from './table.js';

/**
 * The life of one connection: says what happens next and what has to be done; connection.ts does it.
 * Pure: it reads no clock and touches no socket.
 */
export function transition(state: State, event: ConnectionEvent, world: World): Transition {
  if ('attempt' in event && event.attempt !== state.attempt) return { state, effects: [], outcome: 'late' };
  // The table's type ties each row to its phase and event; looked up by two variables, that tie is out of the compiler's sight.
  const row = TABLE[state.phase][event.type] as { run(state: State, event: ConnectionEvent, world: World): Step } | undefined;
  if (row === undefined) return { state, effects: [], outcome: 'ignored' };
  const step = row.run(state, event, world);
  return { state: step.state, effects: complete(state, step), outcome: 'taken' };
}

/** What every change of phase brings with it, so that no row can forget it. */
function complete(from: State, { state: to, effects }: Step): readonly Effect[] {
  if (from === to || (from.phase === to.phase && from.attempt === to.attempt && to.phase.startsWith('online.'))) return effects;
  const all: Effect[] = [];
  // A new attempt inherits nothing but the linger.
  const kept = from.attempt === to.attempt ? PHASE_TIMERS[to.phase] : PHASE_TIMERS[to.phase].filter((timer) => timer === 'linger');
  for (const timer of PHASE_TIMERS[from.phase]) if (!kept.includes(timer)) all.push({ type: 'cancel', timer });
  if (isOnline(from) && !isOnline(to)) all.push({ type: 'down' });
  all.push(...effects.filter((effect) => effect.type !== 'ready' && effect.type !== 'report'));
  all.push(...effects.filter((effect) => effect.type === 'ready'));
  if (!sameDetail(publicStatus(from), publicStatus(to))) all.push({ type: 'publish' });
  all.push(...effects.filter((effect) => effect.type === 'report'));
  return all;
}
