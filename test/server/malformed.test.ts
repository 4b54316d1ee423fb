import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientFrame, mount, RawLine, WireClient, type Mounted } from './wire-client.js';

let server: Mounted;
let line: RawLine;
/** Has a shell on the same server while somebody else misbehaves. */
let bystander: WireClient;

beforeEach(async () => {
  server = await mount();
  bystander = new WireClient(server.port);
  await bystander.greet();
  await bystander.create(1);
  line = new RawLine(server.port);
  line.handshake(server.port);
  await line.until((text) => text.includes('\r\n\r\n'));
});

afterEach(async () => {
  line.socket.destroy();
  bystander.socket.terminate();
  await server.close();
});

async function closeCodeAfter(...frames: Buffer[]): Promise<number | undefined> {
  for (const frame of frames) line.socket.write(frame);
  await line.until(() => line.closeCode !== undefined);
  return line.closeCode;
}

async function bystanderIsUntouched(): Promise<void> {
  bystander.type(1, 0, 'echo still-$((20+1))\n');
  await bystander.until(() => bystander.text(1).includes('still-21'));
}

const none = new Uint8Array(0);
const textFrame = (text: string): Buffer => clientFrame(0x81, Buffer.from(text));

async function greet(): Promise<void> {
  line.socket.write(textFrame('{"type":"hello","version":1,"minVersion":1}'));
  await line.until((received) => received.includes('"welcome"'));
}

describe('violations of RFC 6455 end that socket alone (R37)', () => {
  it.each<[string, Buffer[], number]>([
    ['a frame without mask', [clientFrame(0x81, Buffer.from('x'), { masked: false })], 1002],
    ['RSV1 without compression', [clientFrame(0xc1, Buffer.from('x'))], 1002],
    ['RSV2', [clientFrame(0xa1, Buffer.from('x'))], 1002],
    ['reserved opcode 3', [clientFrame(0x83, Buffer.from('x'))], 1002],
    ['reserved control opcode 11', [clientFrame(0x8b, none)], 1002],
    ['a ping of 126 bytes', [clientFrame(0x89, Buffer.alloc(126))], 1002],
    ['a ping in fragments', [clientFrame(0x09, none)], 1002],
    ['a continuation of nothing', [clientFrame(0x80, Buffer.from('x'))], 1002],
    ['a new message inside a fragmented one', [clientFrame(0x01, Buffer.from('x')), clientFrame(0x81, Buffer.from('y'))], 1002],
    ['a close frame of one byte', [clientFrame(0x88, Buffer.from([3]))], 1002],
    ['a close frame with code 1005', [clientFrame(0x88, Buffer.from([0x03, 0xed]))], 1002],
    ['text FF FE', [clientFrame(0x81, Buffer.from([0xff, 0xfe]))], 1007],
    ['text with a coded surrogate', [clientFrame(0x81, Buffer.from([0xed, 0xa0, 0x80]))], 1007],
    ['a length near 2^63', [clientFrame(0x82, none, { length: 2 ** 62 })], 1009],
    ['a message of 1 MiB and a byte', [clientFrame(0x82, Buffer.alloc(1024 * 1024 + 1))], 1009],
    ['fragments that together are too long', Array.from({ length: 9 }, (_, i) => clientFrame(i === 0 ? 0x02 : 0x00, Buffer.alloc(128 * 1024))), 1009],
    ['1,000 empty fragments', Array.from({ length: 1_000 }, (_, i) => clientFrame(i === 0 ? 0x02 : 0x00, none)), 1008],
  ])('%s', async (_, frames, code) => {
    expect(await closeCodeAfter(...frames)).toBe(code);
    await bystanderIsUntouched();
  });

  it('a peer that never answers the close is cut off', async () => {
    await closeCodeAfter(clientFrame(0x83, none));
    await line.gone();
  });
});

describe('[WI3] malformed frames of our own close with 4000 (R3, R37)', () => {
  it.each<[string, Buffer]>([
    ['an empty frame', clientFrame(0x82, none)],
    ['shorter than its header', clientFrame(0x82, Buffer.alloc(12, 1))],
    ['an unknown kind', clientFrame(0x82, Buffer.from([9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]))],
    ['channel 0', clientFrame(0x82, Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))],
    ['an offset above 2^53 - 1', clientFrame(0x82, Buffer.from([2, 0, 0, 0, 1, 0x7f, 0, 0, 0, 0, 0, 0, 0]))],
  ])('%s', async (_, frame) => {
    await greet();
    expect(await closeCodeAfter(frame)).toBe(4000);
    await bystanderIsUntouched();
  });

  it('a message before hello: 4002', async () => {
    expect(await closeCodeAfter(textFrame('{"type":"ping","nonce":1}'))).toBe(4002);
  });

  it.each(['null', '1', '"x"', '[]', '{', '{"type":"ping"', '\ufeff{}', '{"type":1}', '{"type":"resize","channel":1,"cols":1e9,"rows":0}'])(
    '[WI1] the text %s is answered by an error, and the socket lives',
    async (text) => {
      await greet();
      line.socket.write(Buffer.concat([textFrame(text), textFrame('{"type":"ping","nonce":7}')]));
      await line.until((received) => received.includes('"pong"'));
      expect(line.received.toString()).toMatch(/"type":"error".*"code":"bad_/);
      expect(line.closeCode).toBeUndefined();
    },
  );

  it('[WI2] unknown types, prototype names too, are ignored', async () => {
    const texts = ['{"type":"constructor"}', '{"type":"__proto__"}', '{"type":"toString"}', '{"type":"later_revision","__proto__":{"x":1}}', '{"type":"ping","nonce":7}'];
    await greet();
    line.socket.write(Buffer.concat(texts.map(textFrame)));
    await line.until((received) => received.includes('"pong"'));
    expect(line.received.toString()).not.toContain('"error"');
  });

  it('a message with fields the server must never take does not reach the shell (R50)', async () => {
    const text = JSON.stringify({
      type: 'create_session', request: 1, channel: 1, client: 'c', sessionId: 'x', cols: 80, rows: 24, argv: ['/bin/false'], env: { A: '1' }, cwd: '/', args: ['-c'],
    });
    await greet();
    line.socket.write(textFrame(text));
    await line.until((received) => received.includes('session_created'));
    const info = server.terminals.sessions().find(({ name }) => name === 'x');
    expect(info?.profile).toBe('default');
    expect(info?.exited).toBeUndefined();
  });
});
