import { css } from 'lit';

/** Box, screen and chrome of `<persistent-terminal>`. */
export const persistentTerminalStyles = css`
  :host {
    display: block;
    position: relative;
    box-sizing: border-box;
    block-size: var(--terminal-block-size, 24rem);
    min-block-size: 0;
    min-inline-size: 0;
    overflow: hidden;
    contain: content;
    border-radius: var(--terminal-radius, 8px);
  }

  :host([hidden]) {
    display: none;
  }

  .base {
    --ui-font: var(--terminal-ui-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);
    position: relative;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    inline-size: 100%;
    box-sizing: border-box;
    border: 1px solid var(--terminal-border, var(--edge));
    border-radius: inherit;
    background: var(--background, var(--term-color-background, var(--default-background)));
    overflow: hidden;
  }

  .base.dark {
    --default-background: #10141b;
    --edge: #252e3b;
    --surface: #1c232e;
    --surface-border: #3a4556;
    --text: #e6ebf3;
    --text-soft: #aab5c6;
    --accent: #7cc4ff;
    --accent-text: #08131f;
    --warn: #f2c14e;
    --error: #ff8a8f;
    --ring: var(--terminal-focus-ring, #58aef7);
    color-scheme: dark;
  }

  .base.light {
    --edge: #d5dce6;
    --surface: #ffffff;
    --surface-border: #c5cedb;
    --text: #1b2230;
    --text-soft: #505c6e;
    --accent: #0b5cb8;
    --accent-text: #ffffff;
    --warn: #8a5a00;
    --error: #b3202a;
    --ring: var(--terminal-focus-ring, #1667c4);
    --default-background: #fbfcfe;
    color-scheme: light;
  }

  .toolbar {
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 6px 10px;
    border-block-end: 1px solid var(--surface-border);
    background: var(--surface);
    color: var(--text);
    font: 13px/1.4 var(--ui-font);
  }

  .toolbar[hidden] {
    display: none;
  }

  .stage {
    position: relative;
    flex: 1 1 auto;
    min-block-size: 0;
    min-inline-size: 0;
  }

  .screen {
    position: absolute;
    inset: 0;
    box-sizing: border-box;
    padding: var(--terminal-padding, 8px);
    padding-inline-end: 0;
    overflow: clip;
    cursor: text;
  }

  /* Smaller than the smallest grid. Not always: the bars would take room from a grid that has yet to be fitted. */
  .screen[data-narrow],
  .screen[data-low] {
    overflow: auto;
    scrollbar-width: thin;
  }

  .screen[data-narrow] > .terminal-wrapper {
    min-inline-size: max-content;
  }

  .screen[data-low] > .terminal-wrapper {
    min-block-size: max-content;
  }

  .screen > .terminal-wrapper {
    block-size: 100%;
    inline-size: 100%;
  }

  .screen .xterm {
    block-size: 100%;
  }

  /* The screen's own colour shows; the viewport's is drawn before a theme is known. */
  .screen .xterm .xterm-viewport {
    background-color: transparent;
    overflow: hidden;
  }

  .screen .xterm .xterm-scrollable-element {
    block-size: 100%;
  }

  :host(:focus-within) .base::after {
    content: '';
    position: absolute;
    inset: -1px;
    border-radius: inherit;
    box-shadow: inset 0 0 0 2px var(--ring);
    pointer-events: none;
    z-index: 20;
  }

  .announcer {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  /* Its colours are those of the page's custom properties; a transition of them is the only event a change of theme gives. */
  .theme-probe {
    position: absolute;
    inline-size: 0;
    block-size: 0;
    overflow: hidden;
    color: var(--term-color-foreground, #000);
    background-color: var(--term-color-background, #000);
    transition: color 1ms, background-color 1ms;
  }

  @media (forced-colors: active) {
    :host(:focus-within) .base::after {
      outline: 2px solid Highlight;
      outline-offset: -2px;
      box-shadow: none;
    }
  }

  @media print {
    .overlay {
      display: none;
    }
  }
`;
