import { css } from 'lit';
import { ownText } from './own-text.styles.js';

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
    --ui-font: var(--terminal-ui-font, system-ui, sans-serif);
    /* Set where options have a colour; pages have one of this name, too. */
    --background: initial;
    --default-background: light-dark(#fbfcfe, #10141b);
    --surface: light-dark(#fff, #1c232e);
    --surface-border: light-dark(#c5cedb, #3a4556);
    --text: light-dark(#1b2230, #e6ebf3);
    --ring: var(--terminal-focus-ring, light-dark(#1667c4, #58aef7));
    ${ownText}
    position: relative;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    inline-size: 100%;
    box-sizing: border-box;
    border: 1px solid var(--terminal-border, light-dark(#d5dce6, #252e3b));
    border-radius: inherit;
    background: var(--background, var(--term-color-background, var(--default-background)));
    overflow: hidden;
  }

  .base.dark {
    color-scheme: dark;
  }

  .base.light {
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
    /* Terminals are left to right in every page; what is around the screen is the page's. */
    direction: ltr;
    overflow: clip;
    cursor: text;
    /* No waiting for a second tap, which selects a word; and no menu of the browser's beside ours. */
    touch-action: manipulation;
    -webkit-touch-callout: none;
  }

  .overlay {
    position: absolute;
    inset: 0;
    display: flex;
    pointer-events: none;
    z-index: 15;
    font: 13px/1.45 var(--ui-font);
    color: var(--text);
  }

  .overlay ::slotted(*) {
    pointer-events: auto;
  }

  /* Until the overlay has been loaded. */
  .line {
    align-self: end;
    flex: 1;
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 6px 12px;
    pointer-events: auto;
    overflow-wrap: anywhere;
    background: var(--surface);
    border-block-start: 1px solid var(--surface-border);
  }

  .line span {
    flex: 1;
  }

  .line button {
    font: inherit;
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
