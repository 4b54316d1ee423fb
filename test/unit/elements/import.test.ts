import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { checkAppearance } from '../../../src/elements/appearance-check.js';
import { overlayModel } from '../../../src/elements/overlay-words.js';
import { OVERLAY_STRINGS } from '../../../src/elements/overlay-strings.js';
import { targetRef } from '../../../src/elements/session-target.js';

const run = promisify(execFile);
const entry = new URL('../../../dist/index.js', import.meta.url).href;

it('[EL15] importing the built package in Node throws nothing, opens nothing and makes no registry (R72)', async () => {
  const script = `
    const before = Object.getOwnPropertySymbols(globalThis).length;
    const { PersistentTerminal, TerminalStatusChip, registry } = await import(${JSON.stringify(entry)});
    new PersistentTerminal(); new TerminalStatusChip();
    console.log(JSON.stringify({ made: Symbol.for('persistent-terminal/registry@1') in globalThis, open: typeof registry.open, window: typeof window, document: typeof document }));`;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', script]);
  expect(JSON.parse(stdout)).toEqual({ made: false, open: 'function', window: 'undefined', document: 'undefined' });
  expect(stderr).toBe('');
});

it('[EL5] empty attributes count as absent; the id is the name of last resort', () => {
  expect(targetRef({ url: '', sessionId: '', project: '', id: 'x' })).toEqual({ url: undefined, sessionId: 'x', project: undefined, environment: undefined, profile: undefined, label: undefined });
  expect(targetRef({ project: 'p', id: 'x' }).sessionId).toBe(undefined);
});

it('[EL6] appearance is checked at its bounds', () => {
  const check = (fontSize: number | undefined, scrollback?: number) => checkAppearance({ fontSize, scrollback, colorScheme: 'auto', renderer: 'auto' })?.code;
  expect([check(4), check(200), check(undefined, 0), check(undefined, 1_000_000)]).toEqual([undefined, undefined, undefined, undefined]);
  expect([check(3.9), check(201), check(NaN), check(undefined, -1), check(undefined, Infinity)]).toEqual(Array(5).fill('bad_attribute'));
});

it('[EL8] a connected terminal with nothing wrong says nothing', () => {
  const detail = { status: 'connected', reason: '', attempt: 0, retryAt: undefined } as const;
  const input = { phase: 'shown', error: undefined, detail, exit: undefined, lastError: undefined, hasContent: true, notice: undefined } as const;
  expect(overlayModel(input, OVERLAY_STRINGS)).toBe(undefined);
  expect(overlayModel({ ...input, notice: { kind: 'notice', tone: 'error', text: 'Oh.' } }, OVERLAY_STRINGS)).toMatchObject({ kind: 'notice', layout: 'bar', title: 'Oh.' });
});
