import { DIAGNOSIS_STRINGS } from '../diagnosis-strings.js';
import type { Strings } from '../localize.js';
import { inEnglish, type Tell } from '../sentence.js';
import { CHIP_STRINGS } from '../strings.js';
import { INSPECTOR_STRINGS, type InspectorText } from './inspector-strings.js';

/** How things are said, and numbers written, in one language. */
export class Wording {
  readonly text: InspectorText;
  /** The chip's words for states. */
  readonly chip: Strings['chip'];

  /** What the steps of a diagnosis are called. */
  readonly steps: Strings['diagnosis']['steps'];
  /** Says reasons, errors and findings. */
  readonly tell: Tell;

  constructor(text: InspectorText = INSPECTOR_STRINGS, chip: Strings['chip'] = CHIP_STRINGS, steps: Strings['diagnosis']['steps'] = DIAGNOSIS_STRINGS.steps, tell: Tell = inEnglish) {
    this.text = text;
    this.chip = chip;
    this.steps = steps;
    this.tell = tell;
  }

  count(value: number): string {
    return value.toLocaleString(this.text.locale);
  }

  /** Rounded for reading: `812 B`, `1.2 KiB`, `34 MiB`. */
  bytes(bytes: number): string {
    let value = bytes;
    let unit = 'B';
    for (const next of ['KiB', 'MiB', 'GiB', 'TiB']) {
      if (value < 1024) break;
      value /= 1024;
      unit = next;
    }
    return `${this.#number(value, unit === 'B' || value >= 10 ? 0 : 1)} ${unit}`;
  }

  /** How long something has been or took: `0.8 ms`, `120 ms`, `12 s`, `3 min`, `2 h`, `4 d`; a dash for what was not measured. */
  time(milliseconds: number | undefined): string {
    if (milliseconds === undefined) return '–';
    if (milliseconds < 10) return `${this.#number(Math.max(0, milliseconds), Number.isInteger(milliseconds) ? 0 : 1)} ms`;
    if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
    const [unit, size] = STEPS.find(([, , below]) => milliseconds < below) ?? STEPS[3];
    return `${Math.floor(milliseconds / size)} ${unit}`;
  }

  /** How long ago, in whole seconds and more: what is read while it grows must not flicker. */
  age(milliseconds: number): string {
    return milliseconds < 1000 ? this.text.now : this.time(milliseconds);
  }

  /** How long until something; counts down to nothing. */
  left(milliseconds: number): string {
    return this.time(Math.max(1, Math.ceil(milliseconds / 1000)) * 1000);
  }

  #number(value: number, digits: number): string {
    return value.toLocaleString(this.text.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });
  }
}

const STEPS = [['s', 1000, 60_000], ['min', 60_000, 3_600_000], ['h', 3_600_000, 86_400_000], ['d', 86_400_000, Infinity]] as const;
