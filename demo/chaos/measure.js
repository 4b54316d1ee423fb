import { bytes, count, seconds } from '../app/words.js';
import { fact, until } from '../witness/witness.js';

/** While a fault lasts somebody types. */
const TYPE_EVERY_MS = 400;
const MOST_TYPED = 60;

/** How far every watched terminal is, before a fault. */
function mark(watched, registry) {
  return {
    at: performance.now(), sockets: registry.metrics().socketsOpened,
    sides: watched.map(one => ({ ledger: one.ledger.totals, pulse: one.pulse?.totals, heard: one.pulse?.heard.length, epoch: one.session.state.epoch })),
  };
}

const isWell = ({ session, shadow }, goal) => session.status === 'connected' && shadow?.status === 'connected' && session.state.parsedOffset >= goal;

/**
 * Does a fault to two watched terminals and says what it has cost: how long until both were live again and had caught up, which bytes came twice or not at all,
 * whether what was typed meanwhile arrived once, and whether the screens are those of their twins.
 */
export async function measureFault({ fault, tools, watched, registry, pids, progress }) {
  const [pulse] = watched;
  const before = mark(watched, registry);
  const pidsBefore = await pids();
  for (const one of watched) {
    one.forget();
    await one.scrollLikeLive();
  }
  const typist = startTyping(pulse.session);
  let end;
  let told;
  try {
    told = (await fault.act(tools)) ?? {};
    end = performance.now();
  } finally {
    typist.stop();
  }
  progress('waiting until both are live again…');
  // What is over by now has been noticed, or will not be.
  if (told.since !== 'end') await until(() => watched.some(({ statuses }) => statuses.length > 1), fault.within * 500);
  const back = await untilWell(watched, fault.within * 1000);
  const took = (performance.now() - (told.since === 'end' ? end : before.at)) / 1000;
  progress('comparing the screens with those of their twins…');
  const arrived = await until(() => pulse.pulse.heard.length - before.sides[0].heard >= typist.typed.length, 20_000);
  await until(() => watched.every(({ ledger }) => ledger.received.live >= ledger.received.twin - 4096), 5_000);
  const screens = await Promise.all(watched.map(one => one.compare()));
  const pidsAfter = await pids();
  return [
    liveFact(watched, fault, back, told.since === 'end', took),
    fact('States', watched[0].statuses.join(' → ')),
    ...(told.facts ?? []).map(entry => fact(...entry)),
    ...byteFacts(watched, before, fault),
    pulseFact(pulse, before),
    typedFact(pulse, before, typist.typed, arrived),
    fact('Shells', pidsAfter.length > 0 && String(pidsBefore) === String(pidsAfter) ? `the same, pids ${pidsAfter.join(' and ')}` : `were ${pidsBefore.join(' and ')}, are ${pidsAfter.join(' and ')}`, String(pidsBefore) === String(pidsAfter)),
    screenFact(watched, screens),
    fact('Sockets opened', String(registry.metrics().socketsOpened - before.sockets)),
  ];
}

function liveFact(watched, fault, back, fromEnd, took) {
  if (!back) return fact('Live again', `not within ${fault.within} s: ${watched.map(({ session }) => session.status).join(', ')}`, false);
  const wasAway = watched.some(({ statuses }) => statuses.length > 1);
  if (wasAway) return fact('Live again', `${seconds(took)} after ${fromEnd ? 'its end' : 'it began'}`, true);
  return fact('Live again', fromEnd ? `was never away; caught up ${seconds(took)} after its end` : 'was never away', true);
}

/** Live, and caught up with what the undisturbed line had brought when they became live. */
async function untilWell(watched, limitMs) {
  const goals = new Map();
  return until(() => watched.every(one => {
    const { session, ledger } = one;
    // Typed long ago: somebody has to say that it is still wanted.
    if (session.state.input.held !== undefined) session.sendHeld();
    if (session.status !== 'connected') return goals.delete(one) && false;
    if (!goals.has(one)) goals.set(one, ledger.received.twin);
    return isWell(one, goals.get(one));
  }), limitMs);
}

function startTyping(session) {
  const typed = [];
  const type = () => {
    const word = `k${String(Date.now()).slice(-7)}-${typed.length}`;
    try {
      session.send(`${word}\r`);
      typed.push(word);
    } catch {
      // Refused: then it has not been typed.
    }
    if (typed.length >= MOST_TYPED) clearInterval(timer);
  };
  const timer = setInterval(type, TYPE_EVERY_MS);
  type();
  return { typed, stop: () => clearInterval(timer) };
}

function byteFacts(watched, before, { freesScreens = false }) {
  const change = name => watched.reduce((sum, { ledger }, at) => sum + ledger.totals[name] - before.sides[at].ledger[name], 0);
  const different = change('different');
  return [
    fact('Bytes', different === 0 ? `${bytes(change('compared'))}, equal to the twins’` : `${count(different)} differ from the twins’`, different === 0),
    fact('Lost', bytes(change('lost')), change('lost') === 0),
    ...(change('told') > 0 ? [fact('Came within new screens', bytes(change('told')), freesScreens ? undefined : false)] : []),
    fact('Repeated', bytes(change('repeated')), change('repeated') === 0),
  ];
}

function pulseFact({ pulse }, { sides: [{ pulse: was }] }) {
  const now = pulse.totals;
  const missing = now.missing - was.missing;
  const repeated = now.repeated - was.repeated;
  const isGood = missing === 0 && repeated === 0;
  return fact('Numbered lines', isGood ? `${count(was.last ?? 0)} to ${count(now.last ?? 0)}, each once` : `${count(missing)} missing, ${count(repeated)} repeated`, isGood);
}

function typedFact({ pulse }, { sides: [{ heard }] }, typed, arrived) {
  const got = pulse.heard.slice(heard);
  const isGood = arrived && String(got) === String(typed);
  return fact('Typed meanwhile', isGood ? `${count(typed.length)} words, each once, in order` : `${count(typed.length)} words, ${count(got.length)} arrived: ${got.slice(-3).join(' ')}`, isGood);
}

function screenFact(watched, screens) {
  const good = screens.filter(({ identical }) => identical).length;
  if (good === screens.length) return fact('Screens', `identical to their twins, ${screens.map(({ rows }) => count(rows)).join(' and ')} rows`, true);
  const at = screens.findIndex(({ identical }) => !identical);
  return fact('Screens', `${watched[at].ref.label}: ${screens[at].differences.join('; ')}`, false);
}
