import { defineOnce } from '../define-once.js';
import { pageServices } from '../page-services.js';
import { TerminalStatusChip } from '../terminal-status-chip.js';

defineOnce('terminal-status-chip', TerminalStatusChip, () => pageServices().logger);

export { TerminalStatusChip };
