import { describe, expect, test } from 'vitest';
import { INPUT_BYTES } from '../../../src/protocol/limits.js';
import { InputEntry, InputLedger, LEDGER_ENTRIES } from '../../../src/server/input-ledger.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('input of one client', () => {
  test('[SV7] repeats are trimmed, a gap is refused', () => {
    const entry = new InputEntry();
    expect(entry.accept(0, bytes(1, 2, 3))).toEqual({ kind: 'write', bytes: bytes(1, 2, 3), end: 3 });
    expect(entry.accept(1, bytes(2, 3))).toEqual({ kind: 'repeat' });
    expect(entry.accept(1, bytes(2, 3, 4))).toEqual({ kind: 'write', bytes: bytes(4), end: 4 });
    expect(entry.accept(5, bytes(6))).toEqual({ kind: 'gap', wanted: 4 });
    expect(entry.accepted).toBe(4);
    expect(entry.written).toBe(0);
    entry.confirm(3);
    expect(entry.written).toBe(3);
  });

  test('[SV7] what the shell has not taken is bounded', () => {
    const entry = new InputEntry();
    expect(entry.accept(0, new Uint8Array(INPUT_BYTES)).kind).toBe('write');
    expect(entry.accept(INPUT_BYTES, bytes(1))).toEqual({ kind: 'gap', wanted: INPUT_BYTES });
    entry.confirm(1);
    expect(entry.accept(INPUT_BYTES, bytes(1)).kind).toBe('write');
  });
});

describe('ledger of a shell', () => {
  test('[SV7] the client that was here longest ago is forgotten first, never one that is here', () => {
    const ledger = new InputLedger();
    const kept = ledger.open('kept');
    kept.holders = 1;
    kept.accept(0, bytes(1));
    ledger.open('first').accept(0, bytes(1));
    ledger.open('second').accept(0, bytes(1));
    ledger.open('first');
    for (let i = 0; i < LEDGER_ENTRIES - 2; i++) ledger.open(`other${i}`);
    expect(ledger.size).toBe(LEDGER_ENTRIES);
    expect(ledger.open('kept').accepted).toBe(1);
    expect(ledger.open('first').accepted).toBe(1);
    expect(ledger.open('second').accepted).toBe(0);
  });
});
