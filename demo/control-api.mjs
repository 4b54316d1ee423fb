const BODY_LIMIT = 4096;

/** `POST /demo/control {action}`: the page's fault buttons. Wants the run's token in a header, which no foreign page can send, and our own Origin. */
export function createControl({ terminals, isToken, origins }) {
  const actions = {
    stats: () => terminals.stats(),
    cut: () => ({ cut: terminals.cutSockets() }),
    restart: ({ downMs }) => terminals.restart(clampDown(downMs)),
  };

  return async function control(request, response) {
    const reply = (status, body) => response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
      .end(JSON.stringify(body));

    if (request.method !== 'POST') return reply(405, { error: 'Only POST.' });
    if (!origins.has(request.headers.origin ?? '')) return reply(403, { error: 'Only the demo page may ask.' });
    if (!isToken(request.headers.authorization?.replace(/^Bearer /, ''))) return reply(401, { error: 'The key of another run.' });
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return reply(415, { error: 'JSON, please.' });

    const body = await readJson(request);
    const action = body && Object.hasOwn(actions, body.action) ? actions[body.action] : undefined;
    if (!action) return reply(400, { error: `Actions: ${Object.keys(actions).join(', ')}.` });
    try {
      reply(200, await action(body));
    } catch (error) {
      console.error(`demo control ${body.action}:`, error);
      reply(500, { error: 'That did not work; the server printed why.' });
    }
  };
}

function clampDown(value) {
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), 20_000) : 1500;
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
