/**
 * Which item of a menu a key leads to; undefined for keys that lead nowhere.
 * @param at index of the item that has the focus, -1 for none
 */
export function itemForKey(key: string, at: number, labels: readonly string[]): number | undefined {
  const { length } = labels;
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % length;
    case 'ArrowUp':
      return (Math.max(at, 0) - 1 + length) % length;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return typed(key, at, labels);
  }
}

/** The next one that begins with the letter, from the one after the focus on. */
function typed(key: string, at: number, labels: readonly string[]): number | undefined {
  if ([...key].length !== 1 || key.trim() === '') return undefined;
  const letter = key.toLocaleLowerCase();
  for (let step = 1; step <= labels.length; step++) {
    const index = (at + step + labels.length) % labels.length;
    if (labels[index]?.toLocaleLowerCase().startsWith(letter)) return index;
  }
  return undefined;
}
