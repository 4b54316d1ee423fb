import type { SessionActivity } from './contract.js';

/** Of a session that nothing has been heard of yet. */
export const NO_ACTIVITY: SessionActivity = { unread: false, bell: false, progress: undefined, title: '' };
