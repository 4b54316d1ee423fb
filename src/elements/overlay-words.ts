import { inputModel, withInput } from './input-words.js';
import type { Strings } from './localize.js';
import { NOTHING, type OverlayInput, type OverlayModel } from './overlay-model.js';
import { inEnglish, type Tell } from './sentence.js';
import { stateModel } from './state-words.js';

/** What to say; undefined when there is nothing to say. */
export function overlayModel(input: OverlayInput, words: Strings['overlay'], tell: Tell = inEnglish): OverlayModel | undefined {
  const state = stateModel(input, words, tell);
  const model = state === undefined ? inputModel(input.input, words) : withInput(state, input.input, words);
  const { notice } = input;
  if (notice === undefined || model?.detail.includes(notice.text) === true) return model;
  if (model === undefined) return { ...NOTHING, kind: notice.kind, tone: notice.tone, layout: 'bar', title: notice.text, actions: ['dismiss'] };
  const news = notice.text;
  return state !== undefined && notice.tone === 'error' ? { ...model, detail: news, news } : { ...model, aside: [model.aside, news].filter((text) => text !== '').join(' · '), news };
}
