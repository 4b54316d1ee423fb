const BODY_LIMIT = 4096;

/** `POST /demo/control {action}`: the page's fault buttons. Wants the run's token in a header, which no foreign page can send, and our own Origin. */
export function createControl({ terminals, lab, lines, badServers, access, origins }) {
  const actions = {
    stats: async ({ server }) => (server === 'lab' ? { sessions: await lab.sessions() } : terminals.stats()),
    cut: () => ({ cut: terminals.cutSockets() }),
    restart: ({ downMs }) => terminals.restart(clamp(downMs, 1500, 20_000)),
    pass: ({ ttlMs }) => ({ token: access.issuePass(clamp(ttlMs, 10_000, 3_600_000)) }),
    'line.set': lines.set,
    'line.freeze': lines.freeze,
    'line.heal': lines.heal,
    'line.reset': lines.reset,
    'line.swallow': lines.swallow,
    'line.close': lines.closeWith,
    'line.state': lines.state,
    'bad.turn': ({ path }) => badServers.turn(path),
    'bad.mend': ({ path }) => badServers.mend(path),
    'lab.restart': ({ how, shells, downMs }) => lab.restart({ how: how === 'kill' ? 'kill' : 'stop', shells: shells === 'end' ? 'end' : 'keep', downMs: clamp(downMs, 0, 20_000) }),
    'lab.freeze': ({ ms }) => lab.freeze(clamp(ms, 3000, 60_000)),
  };

  return async function control(request, response) {
    const reply = (status, body) => response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
      .end(JSON.stringify(body));

    if (request.method !== 'POST') return reply(405, { error: 'Only POST.' });
    if (!origins.has(request.headers.origin ?? '')) return reply(403, { error: 'Only the demo page may ask.' });
    if (!access.isToken(request.headers.authorization?.replace(/^Bearer /, ''))) return reply(401, { error: 'The key of another run.' });
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return reply(415, { error: 'JSON, please.' });

    const body = await readJson(request);
    const action = body && Object.hasOwn(actions, body.action) ? actions[body.action] : undefined;
    if (!action) return reply(400, { error: `Actions: ${Object.keys(actions).join(', ')}.` });
    try {
      reply(200, (await action(body)) ?? {});
    } catch (error) {
      if (error instanceof RangeError) return reply(400, { error: error.message });
      console.error(`demo control ${body.action}:`, error);
      reply(500, { error: 'That did not work; the server printed why.' });
    }
  };
}

function clamp(value, fallback, most) {
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : fallback;
}

async function readJson(request) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size > BODY_LIMIT) return undefined;
      chunks.push(chunk);
    }
    const value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
