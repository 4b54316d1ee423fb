import { createHash } from 'node:crypto';
import { closeFrame } from '../fault-proxy/close-frame.mjs';
import { FaultyLine } from '../fault-proxy/faulty-line.mjs';
import { passOn } from './lines.mjs';

const SUBPROTOCOL = 'persistent-terminal.v1';
/** One that is good again for a moment. */
const MOMENT_MS = 700;
const MAX_PATHS = 400;
const WEBSOCKET_KEY = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * Servers that misbehave on purpose, for the gallery: `/bad/<kind>/<name>`. Every path has a life of its own, so that one that turns bad after a good
 * beginning does so for one element only.
 */
export function createBadServers(lab) {
  const lives = new Map();

  function lifeOf(path) {
    const life = lives.get(path) ?? { attempts: 0, line: new FaultyLine(lab.target), turnedAt: 0, isMended: false, turn: undefined };
    lives.delete(path);
    lives.set(path, life);
    const [oldest] = lives.keys();
    if (lives.size > MAX_PATHS) {
      lives.get(oldest).line.dispose();
      lives.delete(oldest);
    }
    return life;
  }

  /** Good until the page says that it has seen enough (`turn`). */
  function goodAtFirst(life, upgrade, turn) {
    passOn(lab, life.line, ...upgrade);
    life.turn = () => {
      life.turn = undefined;
      life.turnedAt = performance.now();
      turn(life.line);
    };
  }

  const kinds = {
    /** Takes the connection and never says a word. (One that does not take it would hold up all others: browsers open one WebSocket to a host at a time.) */
    mute: (_life, upgrade) => accept(upgrade),
    /** A gateway whose backend is gone. */
    gateway: (_life, [, socket]) => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: 12\r\n\r\nBad gateway\n'),
    /** Says why at once. */
    close: (_life, upgrade, code) => closeAtOnce(upgrade, code),
    /** Good at first, then says why, and again to whoever comes back. */
    'turns-away': (life, upgrade, code) => (life.attempts === 1 ? goodAtFirst(life, upgrade, line => closeAll(line, code)) : closeAtOnce(upgrade, code)),
    /** Good at first, then gone; every fourth attempt finds it for a moment, so that it is never given up. */
    flaps(life, upgrade) {
      if (life.attempts % 4 !== 1) return void upgrade[1].resetAndDestroy();
      goodAtFirst(life, upgrade, line => line.resetAll());
      if (life.attempts > 1) setTimeout(() => life.turn?.(), MOMENT_MS).unref();
    },
    /** Good at first, then gone for good. */
    dies: (life, upgrade) => (life.attempts === 1 ? goodAtFirst(life, upgrade, line => line.resetAll()) : upgrade[1].resetAndDestroy()),
    /** Good, but what is sent to it stops arriving, on every connection. */
    deaf: (life, upgrade) => {
      life.line.faults.up.frozen = false;
      goodAtFirst(life, upgrade, line => (line.faults.up.frozen = true));
    },
    /** Good at first, then gone for `seconds`, then good. */
    away: (life, upgrade, seconds) => {
      if (life.attempts === 1) goodAtFirst(life, upgrade, line => line.resetAll());
      else if (performance.now() - life.turnedAt < seconds * 1000) upgrade[1].resetAndDestroy();
      else passOn(lab, life.line, ...upgrade);
    },
  };

  return {
    /** @returns whether there is such a server */
    serve(path, request, socket, head) {
      const [, kind, number, name] = /^\/bad\/([a-z-]+?)(?:-(\d{1,4}))?\/([\w-]{1,64})$/.exec(path) ?? [];
      if (name === undefined || !Object.hasOwn(kinds, kind)) return false;
      const life = lifeOf(path);
      life.attempts += 1;
      if (life.isMended) passOn(lab, life.line, request, socket, head);
      else kinds[kind](life, [request, socket, head], Number(number ?? 0));
      return true;
    },
    /** Those that are good at first are bad from now on. */
    turn: path => lives.get(path)?.turn?.(),
    /** From now on a good one: whoever wants to leave it in order may. */
    mend(path) {
      const life = lives.get(path);
      if (life === undefined) return;
      life.isMended = true;
      life.turn = undefined;
      life.line.heal();
    },
    dispose() {
      for (const { line } of lives.values()) line.dispose();
      lives.clear();
    },
  };
}

function closeAll({ connections }, code) {
  for (const connection of [...connections]) connection.closeWith(code);
}

/** Closes it in the next breath: a refused one would tell the page nothing but 1006. */
function closeAtOnce(upgrade, code) {
  accept(upgrade).end(closeFrame(code));
}

function accept([request, socket]) {
  const answer = createHash('sha1').update(`${request.headers['sec-websocket-key']}${WEBSOCKET_KEY}`).digest('base64');
  socket.on('error', () => {}).resume();
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${answer}\r\nsec-websocket-protocol: ${SUBPROTOCOL}\r\n\r\n`);
  return socket;
}
