/** The private side of @xterm/xterm 6.0.0 that is about input methods; there once a terminal is open. The rest: xterm-core.ts. */
export interface ComposingCore {
  readonly _compositionHelper?: {
    readonly _isComposing: boolean;
    /** It has ended, and is typed as soon as the text field is sure to have it. */
    readonly _isSendingComposition: boolean;
    readonly _compositionPosition: { end: number };
    readonly _textarea: HTMLTextAreaElement;
    keydown(event: KeyboardEvent): boolean;
  };
}

export const COMPOSING_SHAPE: readonly (readonly [path: string, type: string])[] = [
  ['_compositionHelper.keydown', 'function'], ['_compositionHelper._isComposing', 'boolean'], ['_compositionHelper._isSendingComposition', 'boolean'],
  ['_compositionHelper._compositionPosition.end', 'number'], ['_compositionHelper._textarea', 'object'],
];

/**
 * A key that follows a composition at once has all of it typed before itself. xterm.js types what lies before the end that it noted last, which it does a task late: on a busy page keys come before that, and
 * the word was lost, or a part of the one before typed again.
 */
export function typeWholeCompositions({ _compositionHelper: helper }: ComposingCore): void {
  if (helper === undefined) return;
  const { keydown } = helper;
  helper.keydown = (event) => {
    if (helper._isComposing || helper._isSendingComposition) helper._compositionPosition.end = helper._textarea.value.length;
    return keydown.call(helper, event);
  };
}
