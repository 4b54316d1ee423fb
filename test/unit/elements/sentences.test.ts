import { describe, expect, it } from 'vitest';
import { verbatim, type Sentence } from '../../../src/base/sentence.js';
import { wireError } from '../../../src/client/session/wire-error.js';
import { STEPS } from '../../../src/client/health/steps.js';
import { DIAGNOSIS_STRINGS } from '../../../src/elements/diagnosis-strings.js';
import { inEnglish, reasonOf, sentenceOf, tellIn } from '../../../src/elements/sentence.js';
import { strings as german } from '../../../src/elements/strings/de.js';
import { strings as germanDiagnosis } from '../../../src/elements/strings/diagnosis-de.js';
import { closeReason, CloseCode } from '../../../src/protocol/close-codes.js';
import { LOCAL_ERRORS, TerminalError, WIRE_ERRORS, type TerminalErrorCode } from '../../../src/protocol/errors.js';
import { ENGLISH, everySentence, TABLES } from '../../support/every-sentence.js';

const TEXTS = { ...german.sentences, ...germanDiagnosis.diagnosis };
const inGerman = tellIn(TEXTS);
const CODES = [...Object.keys(WIRE_ERRORS), ...Object.keys(LOCAL_ERRORS)] as TerminalErrorCode[];
const NAMES = Object.keys(TABLES) as (keyof typeof TABLES)[];

describe('[NT1] sentences for people, in both languages (R41)', () => {
  it.each(NAMES.flatMap(everySentence))('$id: $text', (sentence: Sentence) => {
    expect(sentence.text).not.toBe('');
    const text = inGerman([sentence]);
    expect(text).not.toBe('');
    expect(text).not.toBe(sentence.text);
    expect(text).not.toMatch(ENGLISH);
    expect(text).not.toMatch(/undefined|\[object/);
    // A table of its own, not that of another group.
    expect(Object.hasOwn(TEXTS, sentence.id)).toBe(true);
  });

  it.each(CODES)('the code %s has a German text, for errors that are told in plain words', (code) => {
    const error = new TerminalError(code, 'What is wrong.', { action: 'What to do.' });
    expect(sentenceOf(error, inEnglish)).toBe('What is wrong. What to do.');
    const text = sentenceOf(error, inGerman);
    expect(text).toMatch(/^[A-ZÄÖÜ].*[.\-:]$/);
    expect(text).not.toMatch(ENGLISH);
  });

  it('no name stands for two texts, nor for a code', () => {
    const names = [...NAMES.flatMap((table) => Object.keys(TABLES[table])), ...CODES, ...Object.keys(DIAGNOSIS_STRINGS)];
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(Object.keys(TEXTS).filter((name) => !names.includes(name)), 'and none is left over').toEqual([]);
  });

  it('every close code of our own and every step of a diagnosis has its words', () => {
    for (const code of Object.values(CloseCode).filter((one) => one >= 4000)) expect(inGerman([closeReason(code) as Sentence])).not.toMatch(ENGLISH);
    for (const { name } of STEPS) {
      expect(DIAGNOSIS_STRINGS.steps[name]).not.toBe('');
      expect(germanDiagnosis.diagnosis.steps[name]).not.toBe('');
    }
  });

  it('a code of a newer server, and a reason of its own, are said as they were given', () => {
    const error = wireError({ type: 'error', code: 'out_of_paper', category: 'server', message: 'The server has no paper.', action: 'Add some.', retryable: false });
    expect([error.code, error.message, sentenceOf(error, inGerman)]).toEqual(['internal', 'The server has no paper.', 'The server has no paper. Add some.']);
    expect(reasonOf({ reason: 'Tea.', sentences: [verbatim('Tea.')] }, inGerman)).toBe('Tea.');
    expect(reasonOf({ reason: 'Tea.' }, inGerman), 'of an older copy of the package').toBe('Tea.');
    const known = wireError({ type: 'error', code: 'spawn_failed', category: 'server', message: 'No such program.', retryable: true });
    expect([known.message, sentenceOf(known, inEnglish)]).toEqual(['No such program.', 'No such program.']);
    expect(sentenceOf(known, inGerman)).toBe('Der Server konnte die Shell nicht starten. Näheres steht im Protokoll des Servers.');
  });

  it('an error of an older copy of the package is said in its own words', () => {
    const { message, action, code, category } = new TerminalError('session_closed', 'The shell has ended.', { action: 'Restart it.' });
    expect(sentenceOf({ message, action, code, category } as TerminalError, inGerman)).toBe('The shell has ended. Restart it.');
    expect(sentenceOf(undefined, inGerman)).toBe('');
  });
});
