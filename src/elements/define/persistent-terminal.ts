import { defineOnce } from '../define-once.js';
import { pageServices } from '../page-services.js';
import { PersistentTerminal } from '../persistent-terminal.js';
import { provideViewsWhenWanted } from '../view-factory.js';

defineOnce('persistent-terminal', PersistentTerminal, () => pageServices().logger);
if (typeof document !== 'undefined') provideViewsWhenWanted();

export { PersistentTerminal };
