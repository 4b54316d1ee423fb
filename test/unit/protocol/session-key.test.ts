import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../support/seeded-random.js';
import { canonicalName, isFullId, isValidId, makeSessionId, sessionKey, type SessionName } from '../../../src/protocol/session-key.js';

const FULL = 'session_1750000000000_k3v9q0d1m7s2a8x4c6z5b1n0e2';

describe('session ids (R2)', () => {
  it('have the form session_<timestamp>_<random>, whole milliseconds', () => {
    const id = makeSessionId(1_750_000_000_000.9, new SeededRandom(1).id());
    expect(id).toMatch(/^session_1750000000000_[a-v0-9]{26}$/);
    expect(isFullId(id) && isValidId(id)).toBe(true);
  });

  it.each(['session_', 'session_1', 'session_1_', 'session_1_abc', 'session_x_abcd', 'session_1_ab-cd', `${FULL}_web`, ` ${FULL}`, `${FULL}\n`, 'default'])('%j is not a full id', (id) => {
    expect(isFullId(id)).toBe(false);
  });

  it.each(['', 'a/b', 'a b', 'a\n', 'é', 'x'.repeat(129), undefined, null, 3, {}])('%j is no id at all', (id) => {
    expect(isValidId(id)).toBe(false);
  });
});

describe('[RG2] one key for every way to name a session (R2)', () => {
  it.each<[string, SessionName, string]>([
    ['nothing', {}, '//default'],
    ['a bare id', { sessionId: 'build' }, '//build'],
    ['a full id', { sessionId: FULL }, `//${FULL}`],
    ['project and environment', { project: 'web', environment: 'staging' }, 'web/staging/default'],
    ['all three', { sessionId: 'build', project: 'web', environment: 'staging' }, 'web/staging/build'],
    ['the older <id>_<project>', { sessionId: `${FULL}_web` }, `web//${FULL}`],
    ['the older form with its project beside it', { sessionId: `${FULL}_web`, project: 'web' }, `web//${FULL}`],
    ['the older form of a bare id with its project beside it', { sessionId: 'build_web', project: 'web' }, 'web//build'],
    ['a project with underscores', { sessionId: `${FULL}_my_web_app` }, `my_web_app//${FULL}`],
    ['a bare id with an underscore is not the older form', { sessionId: 'build_web' }, '//build_web'],
    ['another project beside it: nothing is certain, nothing is cut', { sessionId: `${FULL}_web`, project: 'api' }, `api//${FULL}_web`],
    ['an id that is only the suffix', { sessionId: '_web', project: 'web' }, 'web//_web'],
    ['a full id whose random part is the project', { sessionId: 'session_1_abcd', project: 'abcd' }, 'abcd//session_1_abcd'],
  ])('%s', (_name, name, key) => {
    expect(sessionKey(name)).toBe(key);
  });

  const part = fc.oneof(fc.stringMatching(/^[A-Za-z0-9._:-]{1,12}$/), fc.constantFrom('web', 'abcd', 'a_web', 'web_web', '_web', 'session_1_abcd'));
  const id = fc.oneof(
    part,
    fc.constantFrom(FULL, 'session_1_abcd', 'session_1_abcd_abcd'),
    fc.tuple(fc.constantFrom(FULL, 'session_1_abcd', 'build'), fc.array(part, { maxLength: 3 })).map(([head, tail]) => [head, ...tail].join('_')),
  );
  const name = fc.record({ sessionId: id, project: part, environment: part }, { requiredKeys: [] });

  it('both ends may apply it: twice is once', () => {
    fc.assert(fc.property(name, (one) => {
      const once = canonicalName(one);
      expect(canonicalName(once)).toEqual(once);
    }), { numRuns: 2_000 });
  });

  it('keeps names valid, full ids whole and keys apart', () => {
    fc.assert(fc.property(name, name, (one, other) => {
      const canonical = canonicalName(one);
      expect(isValidId(canonical.sessionId)).toBe(true);
      if (one.sessionId !== undefined && isFullId(one.sessionId)) expect(canonical).toEqual({ project: undefined, environment: undefined, ...one });
      expect(sessionKey(one) === sessionKey(other)).toBe(JSON.stringify(canonical) === JSON.stringify(canonicalName(other)));
    }), { numRuns: 1_000 });
  });
});
