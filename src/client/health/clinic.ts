/** A lazy chunk named after this file: only ever imported dynamically, by the registry. */
export { diagnose } from './diagnose.js';
export { recover } from './recover.js';
