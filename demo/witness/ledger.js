/**
 * Two streams of the same bytes, one that is disturbed and one that is not, compared byte by byte as they come in. What only one of them has had so
 * far waits, and no more than that is kept.
 */
export function createLedger() {
  const live = createSide();
  const twin = createSide();
  const totals = { compared: 0, different: 0, lost: 0, told: 0, repeated: 0 };

  function take(side, bytes, offset) {
    const { late, early } = side.take(bytes, offset);
    if (side === live) {
      totals.repeated += late;
      totals.lost += early;
    }
    compare();
  }

  function compare() {
    while (live.waiting > 0 && twin.waiting > 0) {
      if (live.position !== twin.position) {
        // One began later, or has a hole: there is nothing to compare with.
        const goal = Math.max(live.position, twin.position);
        live.skipTo(goal);
        twin.skipTo(goal);
        continue;
      }
      const [a, b] = [live.head(), twin.head()];
      const length = Math.min(a.length, b.length);
      for (let at = 0; at < length; at++) if (a[at] !== b[at]) totals.different += 1;
      totals.compared += length;
      live.drop(length);
      twin.drop(length);
    }
  }

  return {
    live: (bytes, offset) => take(live, bytes, offset),
    twin: (bytes, offset) => take(twin, bytes, offset),
    /** Bytes that the live side will never get as bytes, and was told so: a new screen has come in their place. */
    gap({ from, to }) {
      totals.told += to - from;
      live.jump(to);
      compare();
    },
    get totals() {
      return { ...totals };
    },
    get received() {
      return { live: live.end, twin: twin.end };
    },
  };
}

function createSide() {
  const chunks = [];
  let begin = 0;
  const side = {
    isBegun: false,
    /** Offset of the next byte to be compared, and of the next to come. */
    position: 0,
    end: 0,
    waiting: 0,
    take(bytes, offset) {
      if (!side.isBegun) side.position = side.end = offset;
      side.isBegun = true;
      const late = Math.min(bytes.length, Math.max(0, side.end - offset));
      const early = Math.max(0, offset - side.end);
      if (early > 0) side.jump(offset);
      // The caller may use its memory again.
      if (late < bytes.length) {
        const rest = bytes.slice(late);
        chunks.push(rest);
        side.waiting += rest.length;
        side.end += rest.length;
      }
      return { late, early };
    },
    head: () => chunks[0].subarray(begin),
    drop(count) {
      side.position += count;
      side.waiting -= count;
      begin += count;
      while (chunks.length > 0 && begin >= chunks[0].length) begin -= chunks.shift().length;
    },
    skipTo(offset) {
      const step = Math.min(side.waiting, offset - side.position);
      if (step > 0) side.drop(step);
    },
    /** What is between is not there. What waits is given up: it cannot be compared across a hole in one queue. */
    jump(offset) {
      side.drop(side.waiting);
      side.position = side.end = offset;
    },
  };
  return side;
}
