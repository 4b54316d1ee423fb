/**
 * Reads what the program `pulse` prints: lines with numbers that go up by one, and what it was sent. Knows nothing of offsets and sockets, so it sees what a
 * reader of the terminal would see.
 */
export function createPulseReader() {
  const decoder = new TextDecoder('latin1');
  // eslint-disable-next-line no-control-regex -- escape sequences are what is taken out
  const escapes = /\x1b\[[?0-9;]*[a-zA-Z]|\r/g;
  let rest = '';
  let last;
  const heard = [];
  const totals = { lines: 0, missing: 0, repeated: 0 };

  function read(line) {
    const number = /^#(\d{6})/.exec(line);
    if (number !== null) {
      const value = Number(number[1]);
      totals.lines += 1;
      if (last !== undefined && value <= last) totals.repeated += 1;
      else if (last !== undefined) totals.missing += value - last - 1;
      last = Math.max(value, last ?? 0);
    }
    const got = /^got (.+)$/.exec(line);
    if (got !== null) heard.push(got[1]);
  }

  return {
    push(bytes) {
      const lines = (rest + decoder.decode(bytes)).split('\n');
      rest = lines.pop();
      for (const line of lines) read(line.replace(escapes, ''));
    },
    /** What follows is not what was next. */
    gap() {
      rest = '';
      last = undefined;
    },
    get totals() {
      return { ...totals, last };
    },
    /** Everything it said it was sent, in that order. */
    heard,
  };
}
