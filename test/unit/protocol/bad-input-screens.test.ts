import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeClientMessage, decodeServerMessage } from '../../../src/protocol/codec.js';
import { decodeFrame, encodeFrame, FrameKind } from '../../../src/protocol/frames.js';
import {
  decodeLinesHeader, decodeSectionHeader, encodeLinesHeader, encodeSectionHeader, LINES_HEADER_BYTES, MAX_SECTION_BYTES, SECTION_HEADER_BYTES, SectionKind,
} from '../../../src/protocol/snapshot-sections.js';

// The catalogue of bad input, continued for what belongs to screens: facts about viewers, visibility, acknowledgements of snapshots, and the sections of a snapshot.

function fieldAtFault(message: object): string | undefined {
  const result = decodeClientMessage(JSON.stringify(message));
  if (result.ok) throw new Error(`accepted: ${JSON.stringify(message)}`);
  expect(result.error.kind).toBe('bad_message');
  expect(result.error.detail).toMatch(/^[\x20-\x7e]{1,400}$/);
  return result.error.field;
}
const accepted = (message: object): unknown => {
  const result = decodeClientMessage(JSON.stringify(message));
  return result.ok ? result.value : result.error;
};

describe('[WI1] viewer', () => {
  const viewer = { type: 'viewer', channel: 3 };
  const attach = { type: 'create_session', request: 1, channel: 3, client: 'c' };
  const notColours = [null, 'red', '#ff0000', 7, [], [1, 2], [1, 2, 256], [-1, 0, 0], [0.5, 0, 0], ['1', 2, 3], [null, 0, 0], { 0: 1, 1: 2, 2: 3 }, [[1, 2, 3]]];

  it.each(notColours.map((colour) => [colour]))('%j is no colour', (colour) => {
    for (const field of ['foreground', 'background', 'cursor']) {
      expect(fieldAtFault({ ...viewer, [field]: colour })).toMatch(new RegExp(`^${field}`));
      expect(fieldAtFault({ ...attach, viewer: { [field]: colour } })).toMatch(/^viewer/);
    }
    expect(fieldAtFault({ ...viewer, palette: [[0, 0, 0], colour] })).toMatch(/^palette/);
  });

  it.each([[null], ['all'], [5], [{}], [Array.from({ length: 257 }, () => [0, 0, 0])]])('%j is no palette', (palette) => {
    expect(fieldAtFault({ ...viewer, palette })).toMatch(/^palette/);
  });

  it('a palette of 100,000 colours is refused', () => {
    expect(fieldAtFault({ ...viewer, palette: Array.from({ length: 100_000 }, () => [1, 2, 3]) })).toMatch(/^palette/);
  });

  it.each([-1, 1001, 1e300, '8', null, [8], true])('%j is no size of a cell', (size) => {
    for (const field of ['cellWidth', 'cellHeight']) expect(fieldAtFault({ ...viewer, [field]: size })).toBe(field);
  });

  it.each([0, -1, 1.5, 2 ** 32, '1', null])('a channel of %j names none', (channel) => {
    expect(fieldAtFault({ ...viewer, channel })).toBe('channel');
  });

  it.each([null, 5, 'dark'])('facts of %j in an attach are refused', (facts) => {
    expect(fieldAtFault({ ...attach, viewer: facts })).toMatch(/^viewer/);
  });

  it('no facts are facts too, and what a later revision adds is ignored', () => {
    expect(accepted({ ...viewer, theme: 'dark', foreground: [1, 2, 3] })).toEqual({ ...viewer, foreground: [1, 2, 3] });
    expect(accepted({ ...viewer, cursor: [1, 2, 3, 4] })).toEqual({ ...viewer, cursor: [1, 2, 3] });
    expect(accepted(viewer)).toEqual(viewer);
  });
});

describe('[WI1] visibility, screen and acknowledgements', () => {
  it.each([undefined, null, 0, 1, 'false', 'visible', [], {}])('visible: %j is neither yes nor no', (visible) => {
    expect(fieldAtFault({ type: 'visibility', visible })).toBe('visible');
  });

  it.each([null, 0, 1, 'yes', []])('screen: %j is neither yes nor no', (screen) => {
    expect(fieldAtFault({ type: 'create_session', request: 1, channel: 1, client: 'c', screen })).toBe('screen');
  });

  it.each([null, -1, 0.5, 2 ** 53, 1e300, '5', [], true])('snapshot: %j is no position (row 40)', (snapshot) => {
    expect(fieldAtFault({ type: 'ack', channel: 1, offset: 0, snapshot })).toBe('snapshot');
  });

  it.each([['cols', null], ['cols', 1], ['rows', 0], ['rows', '24']])('an optional %s that is there is checked (rows 36, 37)', (field, value) => {
    expect(fieldAtFault({ type: 'create_session', request: 1, channel: 1, client: 'c', [field]: value })).toBe(field);
  });

  it.each(['Snapshot', 'restore', '', null, 1, ['snapshot']])('resume: %j from a server is refused', (resume) => {
    const attached = {
      type: 'session_created', request: 1, channel: 1, sessionId: 's', epoch: 'e', created: true, resume: 'snapshot', offset: 0, end: 0, inputOffset: 0, windowBytes: 1, profile: 'default',
      cols: 80, rows: 24,
    };
    expect(decodeServerMessage(JSON.stringify(attached)).ok).toBe(true);
    expect(decodeServerMessage(JSON.stringify({ ...attached, resume }))).toMatchObject({ ok: false, error: { field: 'resume' } });
  });
});

describe('[WI3] frames of a snapshot', () => {
  it('are of the server only in kind, not in form: a client that sends one is told apart by the kind', () => {
    const frame = decodeFrame(encodeFrame(FrameKind.snapshot, 5, 9, Uint8Array.of(1)));
    expect(frame).toMatchObject({ ok: true, value: { kind: FrameKind.snapshot, channel: 5, offset: 9 } });
  });

  it.each([0, 4, 5, 127, 128, 255])('kind %i is unknown', (kind) => {
    expect(decodeFrame(Uint8Array.of(kind, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)).ok).toBe(false);
  });
});

describe('[WI3] sections of a snapshot', () => {
  const header = (kind: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(SECTION_HEADER_BYTES);
    bytes[0] = kind;
    new DataView(bytes.buffer).setUint32(1, length);
    return bytes;
  };

  it.each([0, 5, 6, 128, 255])('kind %i is unknown', (kind) => {
    expect(decodeSectionHeader(header(kind, 0)).ok).toBe(false);
  });

  it.each([[SectionKind.screen, MAX_SECTION_BYTES + 1], [SectionKind.tail, 2 ** 31], [SectionKind.lines, 2 ** 32 - 1], [SectionKind.end, 1], [SectionKind.lines, LINES_HEADER_BYTES - 1], [SectionKind.lines, 0]])(
    'kind %i with %i bytes is refused before a byte of it is waited for',
    (kind, length) => {
      expect(decodeSectionHeader(header(kind, length)).ok).toBe(false);
    },
  );

  it('at its bounds it is accepted, wherever in a larger buffer it lies', () => {
    for (const [kind, length] of [[SectionKind.screen, 0], [SectionKind.screen, MAX_SECTION_BYTES], [SectionKind.tail, 0], [SectionKind.lines, LINES_HEADER_BYTES], [SectionKind.end, 0]] as const) {
      const placed = new Uint8Array(40).fill(255);
      placed.set(encodeSectionHeader(kind, length), 17);
      expect(decodeSectionHeader(placed.subarray(17, 17 + SECTION_HEADER_BYTES))).toEqual({ ok: true, value: { kind, length } });
    }
  });

  it('a length that cannot be said is a fault of whoever says it', () => {
    expect(() => encodeSectionHeader(SectionKind.screen, MAX_SECTION_BYTES + 1)).toThrow(RangeError);
  });

  it('any five bytes are a header or an error, and what is accepted is encoded to the same bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: SECTION_HEADER_BYTES, maxLength: SECTION_HEADER_BYTES }), (bytes) => {
      const decoded = decodeSectionHeader(bytes);
      if (decoded.ok) expect(encodeSectionHeader(decoded.value.kind, decoded.value.length)).toEqual(bytes);
    }), { numRuns: 500 });
  });

  it('any header of a block keeps lines, width and continuation; bits of a later revision are ignored', () => {
    fc.assert(fc.property(fc.nat(65_535), fc.nat(65_535), fc.boolean(), (lines, cols, continued) => {
      const bytes = encodeLinesHeader({ lines, cols, continued });
      expect(decodeLinesHeader(bytes)).toEqual({ lines, cols, continued });
      bytes[0] = (bytes[0] ?? 0) | 0xfe;
      expect(decodeLinesHeader(bytes).continued).toBe(continued);
    }), { numRuns: 200 });
  });
});
