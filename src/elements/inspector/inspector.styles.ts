import { css } from 'lit';
import { ownText } from '../own-text.styles.js';

/** Frame, bar and arrangement of the inspector. Colours meet 4.5 : 1 in both schemes. */
export const inspectorStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
    container: inspector / inline-size;
    font: 12px/1.45 var(--terminal-ui-font, system-ui, sans-serif);
  }

  :host([hidden]) {
    display: none;
  }

  .base {
    ${ownText}
    --line-end: right;
    text-align: left;
    --surface: light-dark(#fff, #171c24);
    --surface-raised: light-dark(#f4f6f9, #1e2530);
    --line: light-dark(#dbe1ea, #2c3543);
    --text: light-dark(#1b2230, #e3e8f0);
    --text-soft: light-dark(#525e70, #a3aec0);
    --accent: light-dark(#0b5cb8, #7cc4ff);
    --active: var(--chip-color-active, light-dark(#0f5f2c, #7fe0a2));
    --background: var(--chip-color-background, light-dark(#0a4f9e, #93c8ff));
    --wait: var(--chip-color-wait, light-dark(#704800, #f4ca6a));
    --error: var(--chip-color-error, light-dark(#9c1b24, #ffa4a8));
    --idle: var(--chip-color-idle, light-dark(#4a5565, #b3bdcc));
    --ring: var(--terminal-focus-ring, light-dark(#1667c4, #58aef7));
    --mono: ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace;
  }

  .base:dir(rtl) {
    --line-end: left;
    text-align: right;
  }

  /* Words and figures go as their own language goes, and lie where the page's lines begin. */
  .base * {
    unicode-bidi: plaintext;
  }

  .base.dark {
    color-scheme: dark;
  }

  .base.light {
    color-scheme: light;
  }

  .base.open {
    box-sizing: border-box;
    border: 1px solid var(--line);
    border-radius: 8px;
    overflow: clip;
    background: var(--surface);
    color: var(--text);
  }

  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
  }

  .open > .bar {
    padding: 4px 8px 4px 4px;
    border-block-end: 1px solid var(--line);
    background: var(--surface-raised);
  }

  button,
  input,
  select {
    box-sizing: border-box;
    min-block-size: 24px;
    margin: 0;
    padding: 1px 8px;
    border: 1px solid var(--line);
    border-radius: 5px;
    background: var(--surface);
    color: inherit;
    font: inherit;
  }

  button,
  select {
    cursor: pointer;
  }

  button:hover,
  select:hover {
    border-color: var(--text-soft);
  }

  button[aria-pressed='true'] {
    border-color: var(--wait);
    color: var(--wait);
  }

  button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }

  button.danger {
    color: var(--error);
  }

  :focus-visible {
    outline: 2px solid var(--ring);
    outline-offset: 1px;
  }

  .toggle {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-weight: 600;
  }

  /* Closed it follows nothing, not even the colour scheme: it takes the colours that are around it. */
  .base:not(.open) .toggle {
    background: transparent;
    border-color: color-mix(in srgb, currentColor 35%, transparent);
  }

  .open .toggle {
    border-color: transparent;
    background: transparent;
  }

  .open .toggle:hover {
    background: var(--line);
  }

  .toggle svg {
    inline-size: 14px;
    block-size: 14px;
  }

  .by-hand {
    display: block;
    box-sizing: border-box;
    inline-size: calc(100% - 16px);
    margin: 8px;
    border: 1px solid var(--line);
    border-radius: 5px;
    background: var(--surface-raised);
    color: inherit;
    font: 11px/1.4 var(--mono);
  }

  .grid {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }

  .grid > * {
    min-inline-size: 0;
  }

  section {
    padding: 8px 10px 10px;
  }

  .sessions,
  .timeline,
  .numbers {
    border-block-start: 1px solid var(--line);
  }

  h2 {
    margin: 0 0 4px;
    font-size: 11px;
    font-weight: 600;
    letter-spacing: 0.04em;
    text-transform: uppercase;
    color: var(--text-soft);
  }

  .count {
    font-weight: 500;
    letter-spacing: 0;
    text-transform: none;
    font-variant-numeric: tabular-nums;
  }

  h2 .count {
    margin-inline-start: 2px;
    padding: 0 5px;
    border-radius: 8px;
    background: var(--surface-raised);
  }

  h2 .count:empty {
    display: none;
  }

  .empty {
    margin: 4px 0;
    color: var(--text-soft);
  }

  .note {
    color: var(--text-soft);
  }

  @media (pointer: coarse) {
    button,
    input,
    select {
      min-block-size: 36px;
    }
  }
`;
