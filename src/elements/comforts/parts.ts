import { createLoader } from '../lazy-parts.js';

/** Parts of comforts that are loaded when they are first used. */
export const pasteQuestionLoader = createLoader(() => import('./paste-question.js'), 'The question before pasting');
