const UNITS = [['second', 60], ['minute', 60], ['hour', 24], ['day', Infinity]] as const;

/** Rounded down to one unit, as the language writes it: `12 sec`, `3 min`, `2 hr`, `4 days`. */
export function durationText(milliseconds: number, locale: string): string {
  let value = Math.max(0, milliseconds) / 1000;
  for (const [unit, next] of UNITS) {
    if (value < next) return unitText(Math.floor(value), unit, locale);
    value /= next;
  }
  return '';
}

/** A round trip: whole milliseconds, at least one. */
export const latencyText = (milliseconds: number, locale: string): string => unitText(Math.max(1, Math.round(milliseconds)), 'millisecond', locale);

const unitText = (value: number, unit: string, locale: string): string => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
