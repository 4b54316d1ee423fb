import { defineOnce } from '../define-once.js';
import { pageServices } from '../page-services.js';
import { PersistentTerminal } from '../persistent-terminal.js';
import { provideViews } from '../view-factory.js';

defineOnce('persistent-terminal', PersistentTerminal, () => pageServices().logger);
// `registry.warm` makes a screen before there is an element.
if (typeof document !== 'undefined') provideViews();

export { PersistentTerminal };
