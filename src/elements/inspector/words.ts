/** Rounded for reading: `812 B`, `1.2 KiB`, `34 MiB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 'B';
  for (const next of ['KiB', 'MiB', 'GiB', 'TiB']) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return `${unit === 'B' || value >= 10 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}

/** How long something has been or took: `0.8 ms`, `120 ms`, `12 s`, `3 min`, `2 h`, `4 d`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 10) return `${Math.max(0, milliseconds).toFixed(1).replace(/\.0$/, '')} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const steps = [['s', 1000, 60_000], ['min', 60_000, 3_600_000], ['h', 3_600_000, 86_400_000], ['d', 86_400_000, Infinity]] as const;
  const [unit, size] = steps.find(([, , below]) => milliseconds < below) ?? steps[3];
  return `${Math.floor(milliseconds / size)} ${unit}`;
}

/** How long ago, in whole seconds and more: what is read while it grows must not flicker. */
export function ageText(milliseconds: number): string {
  return milliseconds < 1000 ? 'now' : durationText(milliseconds);
}

/** The end of an id: enough to find it in a server's log, too little to use it. */
export function shortId(id: string | undefined): string {
  return id === undefined ? '' : id.length > 8 ? `…${id.slice(-6)}` : id;
}

/** A server's address without query, fragment and credentials; those may be secret. */
export function plainAddress(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return '';
  }
}

/** The same, as short as it can be told apart by. */
export function shortAddress(url: string): string {
  return plainAddress(url).replace(/^wss?:\/\//, '');
}

export function countText(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
