import { html, svg, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { words } from '../localize.js';
import { adopt, documentOf, sharedSheet, type StyleRoot } from '../style-sheets.js';
import type { ComfortSite } from './comfort.js';
import { ARROW_DOWN, ARROW_UP, icon } from './icons.js';
import { TOOL_STRINGS } from './tool-strings.js';
import { toolStripStyles } from './tool-strip.styles.js';

type Tool = Exclude<keyof typeof TOOL_STRINGS, 'tools'>;

const ICONS: Readonly<Record<Tool, TemplateResult>> = {
  find: icon(svg`<circle cx="7" cy="7" r="4.2"></circle><path d="m10.2 10.2 3.4 3.4"></path>`),
  'previous-prompt': ARROW_UP,
  'next-prompt': ARROW_DOWN,
  'zoom-out': icon(svg`<path d="M4 8h8"></path>`),
  'zoom-in': icon(svg`<path d="M4 8h8M8 4v8"></path>`),
  clear: icon(svg`<path d="M2.5 13h11M5 10.5l-1.6-1.6a1 1 0 0 1 0-1.4l4.1-4.1a1 1 0 0 1 1.4 0l3.2 3.2a1 1 0 0 1 0 1.4L8.6 11.5"></path>`),
  restart: icon(svg`<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.2V5h-2.8"></path>`),
};
const ALWAYS: ReadonlySet<Tool> = new Set(['find', 'zoom-out', 'zoom-in', 'clear']);
const TOOLS = Object.keys(ICONS) as Tool[];

/** The tools. A lazy chunk named after this file: only ever imported dynamically, see toolbar.ts. */
export function renderToolStrip(site: ComfortSite, title: string): TemplateResult {
  const { host } = site;
  const root = host.renderRoot as StyleRoot;
  adopt(root, [sharedSheet(documentOf(root), toolStripStyles.cssText)]);
  const texts = words('tools', TOOL_STRINGS, host);
  const shown = TOOLS.filter((tool) => ALWAYS.has(tool) || site.ready(tool));
  // Made anew with another set of tools: the one that Tab stops at may have gone.
  return html`<span part="title" class="tool-title" title=${title}>${title}</span>
    ${keyed(shown.join(), html`<span class="tools" role="toolbar" aria-label=${texts.tools} @keydown=${walk}>${shown.map((tool, index) => {
      const keys = site.keysOf(tool);
      return html`<button type="button" class="tool" tabindex=${index === 0 ? 0 : -1} data-tool=${tool} aria-label=${texts[tool]} title=${keys === undefined ? texts[tool] : `${texts[tool]} (${keys})`}
        @click=${() => press(site, tool)}>${ICONS[tool]}</button>`;
    })}</span>`)}`;
}

function press(site: ComfortSite, tool: Tool): void {
  site.run(tool);
  // The find bar takes the keyboard itself.
  if (tool !== 'find') site.view.focus();
}

/** One stop of Tab, arrows within: the pattern of a toolbar. */
function walk(event: KeyboardEvent): void {
  const bar = event.currentTarget as HTMLElement;
  const tools = [...bar.querySelectorAll<HTMLElement>('.tool')];
  const at = tools.indexOf(event.target as HTMLElement);
  const forwards = bar.matches(':dir(rtl)') ? 'ArrowLeft' : 'ArrowRight';
  const backwards = forwards === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
  const to = event.key === forwards ? at + 1 : event.key === backwards ? at - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? tools.length - 1 : undefined;
  if (to === undefined || at < 0) return;
  event.preventDefault();
  const next = tools[(to + tools.length) % tools.length];
  for (const tool of tools) tool.tabIndex = tool === next ? 0 : -1;
  next?.focus();
}
