import { describe, expect, it } from 'vitest';
import { Announcer, type Announcement } from '../../../src/elements/announcer.js';
import { ManualClock } from '../../support/manual-clock.js';
import { SeededRandom } from '../../support/seeded-random.js';

/** An element whose state is set, and the live region that comes of it. */
class Region {
  region = '';
  /** What was read out, with its time. */
  readonly heard: [at: number, text: string][] = [];
  readonly #announcer: Announcer;
  #wanted: Announcement | undefined;

  constructor(readonly clock: ManualClock, visible = true) {
    const host = { addController() {}, requestUpdate: () => this.render(), checkVisibility: () => visible } as unknown as ConstructorParameters<typeof Announcer>[0];
    this.#announcer = new Announcer(host, () => clock);
  }

  become(wanted: Announcement | undefined): void {
    this.#wanted = wanted;
    this.render();
  }

  render(): void {
    const text = this.#announcer.text(this.#wanted, 'Connected again');
    if (text !== this.region && text !== '') this.heard.push([this.clock.now(), text]);
    this.region = text;
  }
}

const lost: Announcement = { key: 'reconnecting', text: 'Reconnecting', shared: true };
const ended: Announcement = { key: 'exited 0', text: 'Exited with code 0', shared: false };

describe('[NT7] what a live region says', () => {
  it('a state that lasts half a second is said once, whatever is rendered; one that does not is not said (R41)', () => {
    const region = new Region(new ManualClock());
    region.become(lost);
    region.clock.advance(499);
    region.become(undefined);
    region.clock.advance(10_000);
    expect(region.heard).toEqual([]);
    expect(region.clock.pending).toBe(0);
    const at = region.clock.now();
    region.become(lost);
    for (let i = 0; i < 100; i += 1) {
      region.clock.advance(100);
      region.become({ ...lost, text: `Reconnecting, for reason ${i}` });
    }
    expect(region.heard).toEqual([[at + 500, 'Reconnecting, for reason 3']]);
    expect(region.clock.pending).toBe(0);
  });

  it('a line that comes and goes is told at most every five seconds, and how it ended, always (R41)', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const region = new Region(new ManualClock());
      const random = new SeededRandom(seed);
      for (let i = 0; i < 200; i += 1) {
        region.become(i % 2 === 0 ? lost : undefined);
        region.clock.advance(50 + random.integer(0, 2_500));
      }
      // Ends connected.
      region.clock.advance(10_000);
      const times = region.heard.map(([at]) => at);
      const gaps = times.slice(1).map((at, i) => at - (times[i] as number));
      expect([seed, Math.min(...gaps) >= 5_000]).toEqual([seed, true]);
      expect(region.heard.length).toBeLessThanOrEqual(Math.ceil(region.clock.now() / 5_000));
      expect(region.heard.length).toBeGreaterThan(5);
      expect(region.region).toBe('Connected again');
      for (const [i, [, text]] of region.heard.entries()) expect(text, 'never the same twice in a row').not.toBe(region.heard[i - 1]?.[1]);
      expect(region.clock.pending).toBe(0);
    }
  });

  it('that all is well is worth a word only after it was said that it is not; other states just end (R41)', () => {
    const region = new Region(new ManualClock());
    region.become(ended);
    region.clock.advance(600);
    region.become(undefined);
    region.clock.advance(10_000);
    expect(region.heard.map(([, text]) => text)).toEqual(['Exited with code 0']);
    expect(region.region).toBe('');
  });

  it('of the terminals of a page one says that the line is lost, and each says what is its own (R41)', () => {
    const clock = new ManualClock();
    const hidden = new Region(clock, false);
    const regions = [hidden, ...Array.from({ length: 20 }, () => new Region(clock))];
    for (const region of regions) region.become(lost);
    clock.advance(600);
    expect(regions.filter(({ region }) => region !== '').length, 'the hidden one is not heard, so another one speaks').toBe(2);
    clock.advance(6_000);
    for (const region of regions) region.become(ended);
    clock.advance(600);
    expect(regions.every(({ region }) => region === 'Exited with code 0')).toBe(true);
  });
});
