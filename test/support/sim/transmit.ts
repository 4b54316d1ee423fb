import { isTerminalError } from '../../../src/protocol/errors.js';
import type { Transmission } from './input-ledger.js';
import type { PageSession, SimPage } from './page.js';
import type { Action } from './schedule.js';
import type { World } from './world.js';

type Transmit = Extract<Action, { kind: 'transmit' }>;
type Cancel = Extract<Action, { kind: 'cancel-transmit' }>;

/** A person pastes something long; one text at a time. */
export function transmit(world: World, page: SimPage, session: PageSession, { bytes: count, bracketed: wanted }: Transmit): void {
  const { handle, ledger, plan } = session;
  if (session.text !== undefined) return;
  const bracketed = wanted && world.invariants.claimBrackets(page.typist, plan.name);
  const shell = page.shellInMind(session);
  const cancel = (session.text = new AbortController());
  const before = handle.state.bytesOut;
  // Progress may be told before it is known whether the text was taken.
  const taken: { transmission?: Transmission } = {};
  const event = (what: string): void => world.trace.event(world.clock.now(), `page ${page.typist} ${plan.name} text of ${count} ${what}`);
  const done = handle.transmit(ledger.next(count), {
    bracketed, signal: cancel.signal,
    onProgress: ({ delivered, total, state }) => {
      event(`${state} ${delivered}`);
      if (taken.transmission !== undefined) ledger.progressed(taken.transmission, world.fault.textGoesOn?.(delivered, total) ?? delivered, total);
    },
  });
  // A refusal is told by the promise, which is too late for what happens next in this moment.
  if (handle.state.bytesOut > before) taken.transmission = ledger.acceptTransmission(count, bracketed, shell);
  done.then(
    (result) => {
      if (session.text === cancel) session.text = undefined;
      event(`${result.outcome} ${result.delivered}`);
      if (taken.transmission !== undefined) ledger.finished(taken.transmission, world.fault.textEnds?.(result) ?? result);
    },
    (error: unknown) => {
      session.text = undefined;
      if (!isTerminalError(error) || error.code !== 'session_closed' || taken.transmission !== undefined) world.invariants.fail('I', `a text is refused: ${String(error)}`);
    },
  );
}

export function cancelTransmit(page: SimPage, session: PageSession, by: Cancel['by']): void {
  if (by === 'signal') session.text?.abort();
  // The others have no byte for it.
  else if (by === 'interrupt' && page.typist === 0) page.interrupt(session);
  else session.handle.cancelTransmit();
  page.catchUp(session);
}
