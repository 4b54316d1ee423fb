// More messages at once than any page sends.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mount, WireClient, type Mounted } from './wire-client.js';

let server: Mounted;
let stormy: WireClient;
let bystander: WireClient;

beforeEach(async () => {
  server = await mount();
  [stormy, bystander] = [new WireClient(server.port), new WireClient(server.port)];
  for (const [at, client] of [stormy, bystander].entries()) {
    await client.greet();
    await client.create(1, `session${at}`);
  }
});
afterEach(async () => {
  for (const client of [stormy, bystander]) client.socket.terminate();
  await server.close();
});

describe('storms of messages (rows 38 and 46)', () => {
  it('10,000 sizes at once: the last one is the shell\'s (R50)', async () => {
    for (let i = 0; i < 10_000; i++) stormy.send({ type: 'resize', channel: 1, cols: 20 + (i % 200), rows: 5 + (i % 50) });
    stormy.send({ type: 'resize', channel: 1, cols: 123, rows: 45 });
    stormy.type(1, 0, 'echo size=$(stty size).\n');
    await stormy.until(() => /size=\d+ \d+\./.test(stormy.text(1)));
    expect(stormy.text(1)).toContain('size=45 123.');
    expect(server.terminals.sessions().map(({ cols, rows }) => `${cols}x${rows}`)).toContain('123x45');
  });

  it('[SV10] 100,000 facts, sizes, visibilities and acknowledgements at once: a session on another socket goes on, and so does this one (R3, R54)', async () => {
    for (let i = 0; i < 25_000; i++) {
      stormy.send({ type: 'viewer', channel: 1, foreground: [i % 256, 0, 0] });
      stormy.send({ type: 'resize', channel: 1, cols: 80 + (i % 2), rows: 24 });
      stormy.send({ type: 'visibility', visible: i % 2 === 0 });
      stormy.send({ type: 'ack', channel: 1, offset: 0 });
    }
    bystander.type(1, 0, 'echo still-$((20+1))\n');
    await bystander.until(() => bystander.text(1).includes('still-21'));
    stormy.type(1, 0, 'echo here-$((20+1))\n');
    await stormy.until(() => stormy.text(1).includes('here-21'));
    expect(stormy.ended).toBeUndefined();
    expect(server.logs.filter((line) => line.includes('"error"'))).toEqual([]);
  });
});
