/** Least time between two, milliseconds: programs ring as often as they like. */
const PAUSE_MS = 500;
/** Hertz, seconds and loudness (0 to 1). */
const PITCH = 740;
const LENGTH = 0.18;
const VOLUME = 0.08;

interface Player {
  readonly context: AudioContext;
  /** Clock time. */
  last: number;
}

const players = new WeakMap<Window, Player>();

/**
 * A short soft tone. Silent until somebody has used the page: browsers see to that.
 * @param now clock time, milliseconds
 */
export function ring(view: (Window & typeof globalThis) | null, now: number): void {
  if (view?.AudioContext === undefined) return;
  let player = players.get(view);
  if (player === undefined) players.set(view, (player = { context: new view.AudioContext(), last: -PAUSE_MS }));
  if (now - player.last < PAUSE_MS) return;
  player.last = now;
  const { context } = player;
  if (context.state === 'running') sound(context);
  // Played late it would tell of nothing: only when it may start at once.
  else if (view.navigator.userActivation?.hasBeenActive !== false) void context.resume().then(() => sound(context), () => undefined);
}

function sound(context: AudioContext): void {
  const tone = context.createOscillator();
  const loudness = context.createGain();
  const from = context.currentTime;
  tone.frequency.value = PITCH;
  loudness.gain.setValueAtTime(VOLUME, from);
  // To nothing, which an exponential ramp may not reach, without a click.
  loudness.gain.exponentialRampToValueAtTime(0.0001, from + LENGTH);
  tone.connect(loudness).connect(context.destination);
  tone.start(from);
  tone.stop(from + LENGTH);
}
