import { describe, expect, it } from 'vitest';
import { readProgress, tellProgress, type ToldProgress } from '../../../../src/base/progress-sequence.js';
import { SeededRandom } from '../../../support/seeded-random.js';
import { restore, Subject, text } from './rig.js';

const progress = (...parts: (string | number)[]): string => `\x1b]9;4;${parts.join(';')}\x1b\\`;

/** What a page knows that reads the output from its beginning. */
function heard(output: string, before?: ToldProgress): ToldProgress | undefined {
  let last = before;
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  for (const [, data = ''] of output.matchAll(/\x1b\]9;([^\x07\x1b]*)(?:\x07|\x1b\\)/g)) {
    const told = readProgress(data, last);
    if (told !== 'other') last = told;
  }
  return last;
}

describe('progress in a snapshot', () => {
  it.each([
    ['none was told', '', undefined],
    ['normal', progress(1, 42), { state: 'normal', value: 42 }],
    ['failed where it stood', progress(1, 42) + progress(2), { state: 'error', value: 42 }],
    ['paused', progress(4, 99), { state: 'paused', value: 99 }],
    ['indeterminate', progress(3), { state: 'indeterminate', value: 0 }],
    ['indeterminate after a number', progress(1, 30) + progress(3), { state: 'indeterminate', value: 30 }],
    ['ended', progress(1, 42) + progress(0), undefined],
    ['a message is none', `${progress(1, 42)}\x1b]9;Build finished\x07`, { state: 'normal', value: 42 }],
  ] as [string, string, ToldProgress | undefined][])('%s: whoever comes later knows it [SE26] (R22, R40)', (_, output, expected) => {
    const { screen } = new Subject().write(output);
    expect(heard(text(screen.snapshot().screen))).toEqual(expected);
    expect(heard(progress(2), heard(text(screen.snapshot().screen)))).toEqual(heard(progress(2), expected));
  });

  it('is whole when the output is cut within it, and survives a full reset as it does in a page [SE26] (R22)', () => {
    const output = `${progress(1, 10)}\x1bc${progress(1, 55)}`;
    for (let cut = 1; cut < output.length; cut++) {
      const live = new Subject().write(output.slice(0, cut));
      const snapshot = live.screen.snapshot();
      expect(heard(text(snapshot.screen) + text(snapshot.tail) + output.slice(cut)), `cut at ${cut}`).toEqual({ state: 'normal', value: 55 });
      // A terminal that reads no progress is not disturbed.
      restore(snapshot);
    }
  });

  it('whatever is told, telling it gives the same (R22)', () => {
    const random = new SeededRandom(9);
    let last: ToldProgress | undefined;
    for (let i = 0; i < 2_000; i++) {
      const told = readProgress(`4;${random.integer(0, 5)}${random.integer(0, 2) === 0 ? '' : `;${random.integer(0, 120)}`}`, last);
      if (told !== 'other') last = told;
      let again: ToldProgress | undefined;
      for (const data of last === undefined ? [] : tellProgress(last)) again = readProgress(data, again) as ToldProgress;
      expect(again).toEqual(last);
    }
  });
});
