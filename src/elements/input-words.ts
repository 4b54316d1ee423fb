import type { InputState } from '../client/session/contract.js';
import type { Strings } from './localize.js';
import { NOTHING, type OverlayModel } from './overlay-model.js';
import { sizeText } from './size-text.js';

/** While the line is there: what waits all the same, and what is on its way. */
export function inputModel(input: InputState | undefined, words: Strings['overlay']): OverlayModel | undefined {
  const { held, transfer, waiting = 0 } = input ?? {};
  const bar = { ...NOTHING, layout: 'bar' } as const;
  if (held?.reason === 'old') {
    return { ...bar, kind: 'held', tone: 'wait', title: words.heldOld, detail: words.heldOldHint(waiting), actions: ['send-held', 'discard-held'], said: `${words.heldOld} ${words.heldSaid}` };
  }
  if (held !== undefined) {
    return { ...bar, kind: 'held', tone: 'wait', title: words.heldInterrupted, detail: words.heldInterruptedHint(sizeText(held.bytes, words)), actions: ['continue-held', 'discard-held'], said: `${words.heldInterrupted} ${words.heldSaid}` };
  }
  const aside = waiting > 0 ? words.waiting(waiting) : '';
  if (transfer !== undefined) {
    const { delivered, total } = transfer;
    return {
      ...bar, kind: 'transfer', tone: 'neutral', title: words.pasting(percentOf(transfer)), detail: words.pasted(sizeText(delivered, words, total), sizeText(total, words)), progress: delivered / total, actions: ['cancel-transmit'], aside, said: words.pastingSaid,
    };
  }
  return waiting > 0 ? { ...bar, kind: 'pending', tone: 'wait', title: aside, said: words.waitingSaid } : undefined;
}

/** While the line is not there, that comes first. */
export function withInput(model: OverlayModel, input: InputState | undefined, words: Strings['overlay']): OverlayModel {
  if (input === undefined || model.kind === 'detached' || model.kind === 'elsewhere') return model;
  const { transfer, waiting } = input;
  const aside = [transfer === undefined ? '' : words.pastePaused(percentOf(transfer)), waiting > 0 ? words.waiting(waiting) : ''].filter((text) => text !== '').join(' · ');
  return { ...model, aside, actions: transfer === undefined ? model.actions : [...model.actions, 'cancel-transmit'] };
}

const percentOf = ({ delivered, total }: { readonly delivered: number; readonly total: number }): number => Math.floor((delivered / total) * 100);
