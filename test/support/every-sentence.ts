import { sentencesOf, type Sentence, type SentenceValue } from '../../src/base/sentence.js';
import { BROWSER_SENTENCES } from '../../src/client/browser/sentences.js';
import { CONNECTION_SENTENCES } from '../../src/client/connection/sentences.js';
import { HEALTH_SENTENCES } from '../../src/client/health/sentences.js';
import { CLIENT_SENTENCES } from '../../src/client/sentences.js';
import { SESSION_SENTENCES } from '../../src/client/session/sentences.js';
import { ELEMENT_SENTENCES } from '../../src/elements/element-sentences.js';
import { CLOSE_SENTENCES } from '../../src/protocol/close-codes.js';

/** Every table of sentences for people, and the group of strings that says them in other languages. */
export const TABLES = {
  close: CLOSE_SENTENCES, connection: CONNECTION_SENTENCES, session: SESSION_SENTENCES, client: CLIENT_SENTENCES, browser: BROWSER_SENTENCES, elements: ELEMENT_SENTENCES, health: HEALTH_SENTENCES,
} as const;

/** Where numbers make no sense. */
const VALUES: Readonly<Record<string, readonly SentenceValue[]>> = {
  notDelivered: [5, 'ctrl-c'], needsStep: ['handshake'], listRefused: ['forbidden'], tokenOfType: ['object'], badName: ['project'], allowedName: ['project'], socketRefused: ['The browser said why.'],
  addressScheme: ['ftp:', '/terminal'], notInRange: ['font-size', 4, 200], notOneOf: ['renderer', 'auto, dom, webgl'], notMadeOf: ['hotkeys', 'find, zoom'],
};

/** All sentences of a table. */
export function everySentence(table: keyof typeof TABLES): Sentence[] {
  const texts: Readonly<Record<string, string | ((...values: never[]) => string)>> = TABLES[table];
  const sentence = sentencesOf(texts) as (id: string, ...values: readonly SentenceValue[]) => Sentence;
  return Object.entries(texts).map(([id, text]) => (typeof text === 'string' ? sentence(id) : sentence(id, ...(VALUES[id] ?? [3, 4, 5]))));
}

/** Words that no German sentence of this package has. */
export const ENGLISH = /\b(the|and|not|could|this|that|page|connection|session|closed|lost|with|try|your|is|of)\b/i;
