import { button, number, pageHead } from '../app/controls.js';
import { rewriteAddress } from '../app/router.js';
import { bytes, clock, count, el, seconds } from '../app/words.js';
import { createRun } from './run.js';

const LINES_OF_LOG = 200;
const MOST_MINUTES = 24 * 60;

/** Chance at work on four terminals, until the time is over; then a verdict in one line. `#soak?seed=1&minutes=1&start` begins by itself. */
export function createPage({ registry, control, profiles }) {
  const shell = ['bash', 'sh'].find(name => profiles.includes(name)) ?? 'default';
  const seed = number('Seed', { min: 0, max: 4_294_967_295, value: 1 });
  const minutes = number('Minutes', { min: 0.05, max: MOST_MINUTES, step: 'any', value: 1 });
  const startButton = button('Start', () => void start(), { kind: 'primary' });
  const stopButton = button('Stop', () => {
    run?.stop();
    say('Stopping: everything settles, then the verdict.');
  });
  stopButton.disabled = true;
  const verdict = el('p', { class: 'soak-verdict', role: 'status' }, 'Nothing has run yet.');
  const numbers = el('p', { class: 'hint' });
  const log = el('ol', { class: 'soak-log', tabindex: 0, 'aria-label': 'What was done' });
  const slots = Array.from({ length: 4 }, () => el('div', { class: 'soak-slot' }));
  const root = el('div', { class: 'page' },
    pageHead('Soak', 'Four terminals, and chance: taken out, put in, moved, hidden, cut, frozen, flooded, typed into, while the server crashes. Each has a twin that nobody disturbs. The same seed does the same.',
      el('div', { class: 'soak-form' }, seed.root, minutes.root, startButton, stopButton)),
    verdict, numbers, el('div', { class: 'soak-room' }, el('div', { class: 'soak-slots' }, ...slots), log));
  let run;
  let runs = 0;

  function say(text, state = '') {
    verdict.textContent = text;
    verdict.dataset.verdict = state;
  }

  async function start() {
    const mine = ++runs;
    run?.dispose();
    const settings = { seed: Math.floor(seed.value), minutes: minutes.value };
    rewriteAddress('soak', '', settings);
    log.replaceChildren();
    startButton.disabled = true;
    stopButton.disabled = false;
    say('Starting four shells and their twins…', 'running');
    const began = performance.now();
    try {
      run = createRun({ registry, control, shell, seed: settings.seed, slots, onAction: (what, progress) => mine === runs && tell(what, progress, began, settings) });
      await run.begin();
      const result = await run.go(settings.minutes * 60_000);
      if (mine === runs) conclude(result, (performance.now() - began) / 1000);
    } catch (error) {
      if (mine === runs) say(`The soak itself failed: ${error.message}`, 'bad');
    } finally {
      if (mine === runs) {
        startButton.disabled = false;
        stopButton.disabled = true;
      }
    }
  }

  function tell(what, progress, began, settings) {
    const left = Math.max(0, settings.minutes * 60 - (performance.now() - began) / 1000);
    say(`Running, ${seconds(left)} left.`, 'running');
    numbers.textContent = `${count(progress.actions)} actions · ${count(progress.cuts)} cuts · ${count(progress.crashes)} restarts and crashes · ${bytes(progress.bytes)} compared with the twins`;
    log.prepend(el('li', {}, el('time', {}, clock()), ` ${what}`));
    if (log.childElementCount > LINES_OF_LOG) log.lastElementChild.remove();
  }

  function conclude(result, took) {
    const { good, isWell, actions, cuts, crashes, words, lost, repeated, wrongShell, screens, of, typedWell, different, differences, discarded, told } = result;
    const faults = [
      isWell ? '' : 'did not settle', different > 0 ? `${count(different)} bytes differ` : '', typedWell < of ? `words wrong in ${of - typedWell}` : '', discarded > 0 ? `${discarded} inputs discarded` : '', ...differences,
    ].filter(Boolean);
    say([
      good ? 'Good.' : 'Not good.', `Seed ${result.seed}, ${seconds(took)}`, `${count(actions)} actions`, `${bytes(result.bytes)}`, `${count(cuts)} cuts`, `${count(crashes)} restarts and crashes`,
      `${count(words)} words typed`, `lost ${count(lost)}`, `repeated ${count(repeated)}`, `wrong shell ${count(wrongShell)}`, ...(told > 0 ? [`${bytes(told)} came within new screens, after evictions`] : []), `screens equal ${screens} of ${of}`, ...faults,
    ].join(' · '), good ? 'good' : 'bad');
  }

  return {
    root,
    enter({ params }) {
      if (params.has('seed')) seed.value = params.get('seed');
      if (params.has('minutes')) minutes.value = params.get('minutes');
      if (params.has('start')) void start();
    },
    /** Its terminals are its own: what is not looked at does not go on. */
    leave() {
      runs += 1;
      run?.dispose();
      if (run !== undefined && stopButton.disabled === false) say('Left before its end: no verdict.');
      run = undefined;
      startButton.disabled = false;
      stopButton.disabled = true;
    },
  };
}
