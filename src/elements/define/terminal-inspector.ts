import { defineOnce } from '../define-once.js';
import { TerminalInspector } from '../inspector/terminal-inspector.js';
import { pageServices } from '../page-services.js';

defineOnce('terminal-inspector', TerminalInspector, () => pageServices().logger);

export { TerminalInspector };
