import { FaultyLine } from '../fault-proxy/faulty-line.mjs';

/** The line that nothing may be done to: undisturbed twins come this way. */
export const DIRECT = 'direct';
const MAX_LINES = 32;
const DIRECTIONS = { up: ['up'], down: ['down'], both: ['up', 'down'] };
const LIMITS = { latencyMs: 10_000, jitterMs: 10_000, bytesPerSecond: 1e9, sliceBytes: 1e6 };

/** Named lines from the demo's address to the lab, each with faults of its own. Made when they are first used. */
export function createLines(lab) {
  const lines = new Map();

  function lineOf(name) {
    let line = lines.get(name);
    if (line === undefined && lines.size < MAX_LINES && /^[a-z0-9-]{1,32}$/.test(name)) lines.set(name, line = new FaultyLine(lab.target));
    return line;
  }

  /** For the control door. @throws RangeError */
  function faulty(name) {
    const line = typeof name === 'string' && name !== DIRECT ? lineOf(name) : undefined;
    if (line === undefined) throw new RangeError('There is no such line.');
    return line;
  }

  const directions = name => {
    if (!Object.hasOwn(DIRECTIONS, name)) throw new RangeError('Directions: up, down, both.');
    return DIRECTIONS[name];
  };

  return {
    /** Takes in a request for an upgrade. False: there is no such line. */
    admit(name, request, socket, head) {
      const line = lineOf(name);
      if (line === undefined) return false;
      passOn(lab, line, request, socket, head);
      return true;
    },
    /** Faults that last: `{ latencyMs, jitterMs, bytesPerSecond, sliceBytes }`, in both directions or one. */
    set({ line: name, direction = 'both', admission, ...faults }) {
      const line = faulty(name);
      for (const way of directions(direction)) {
        for (const [fault, most] of Object.entries(LIMITS)) {
          if (Number.isFinite(faults[fault])) line.faults[way][fault] = Math.min(Math.max(0, faults[fault]), most);
        }
      }
      if (['accept', 'refuse', 'swallow'].includes(admission)) line.admission = admission;
      line.stir();
    },
    freeze({ line: name, direction = 'both', frozen = true }) {
      const line = faulty(name);
      for (const way of directions(direction)) line.faults[way].frozen = frozen === true;
      line.stir();
    },
    heal({ line }) {
      faulty(line).heal();
    },
    /** `inFrame`: in the middle of the next frame that comes down. */
    reset({ line: name, inFrame = false }) {
      const line = faulty(name);
      const count = line.connections.size;
      if (inFrame === true) for (const { down } of line.connections) down.truncateNextFrame();
      else line.resetAll();
      return { count };
    },
    /** From now on what is sent this way is lost, and nobody is told. */
    swallow({ line, direction = 'both' }) {
      directions(direction);
      faulty(line).halfOpenAll(direction);
    },
    closeWith({ line, code, reason = '' }) {
      if (!Number.isInteger(code) || code < 1000 || code > 4999 || [1004, 1005, 1006, 1015].includes(code)) throw new RangeError('That code cannot be sent.');
      const { connections } = faulty(line);
      const count = connections.size;
      for (const connection of [...connections]) connection.closeWith(code, String(reason).slice(0, 100));
      return { count };
    },
    state: ({ line }) => ({ faults: faulty(line).faults, admission: faulty(line).admission, connections: faulty(line).connections.size }),
    dispose() {
      for (const line of lines.values()) line.dispose();
    },
  };
}

/** Hands a request for an upgrade to the lab, through a line. */
export function passOn(lab, line, request, socket, head) {
  socket.on('error', () => {});
  socket.setTimeout(0);
  lab.ready().then(
    () => line.admit(socket, Buffer.concat([Buffer.from(requestHead(request), 'latin1'), head])),
    () => socket.destroy(),
  );
}

/** As it came, but for the path, which is the lab's. */
function requestHead({ rawHeaders }) {
  let text = 'GET /terminal HTTP/1.1\r\n';
  for (let at = 0; at < rawHeaders.length; at += 2) text += `${rawHeaders[at]}: ${rawHeaders[at + 1]}\r\n`;
  return `${text}\r\n`;
}
