import { css } from 'lit';
import { ownText } from '../own-text.styles.js';

/** Card and menu of a chip. Colours meet 4.5 : 1 in both schemes. */
export const chipDetailsStyles = css`
  .popup {
    ${ownText}
    --surface: var(--chip-popup-background, light-dark(#fff, #1c232e));
    --popup-border: light-dark(#c5cedb, #465266);
    --text: light-dark(#1b2230, #e6ebf3);
    --soft: light-dark(#505c6e, #aab5c6);
    --tone: var(--soft);
    position: fixed;
    /* Physical: where it is has been reckoned from the edges of the window. */
    inset: auto;
    left: var(--left, 0);
    top: var(--top, 0);
    margin: 0;
    padding: 0;
    box-sizing: border-box;
    inline-size: max-content;
    max-inline-size: min(21rem, calc(100vw - 16px));
    max-block-size: calc(100vh - 16px);
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--popup-border);
    border-radius: 10px;
    background: var(--surface);
    color: var(--text);
    box-shadow: 0 6px 24px rgb(0 0 0 / 24%);
    font: 400 13px/1.45 var(--terminal-ui-font, system-ui, sans-serif);
    text-align: left;
    cursor: default;
    z-index: 1000;
    animation: popup-in 120ms ease-out;
  }

  /* Words go as their own language goes, and lie where the page's lines begin. */
  .popup:dir(rtl) {
    text-align: right;
  }

  .popup * {
    unicode-bidi: plaintext;
  }

  .popup.active {
    --tone: light-dark(#0f5f2c, #7fe0a2);
  }

  .popup.background {
    --tone: light-dark(#0a4f9e, #93c8ff);
  }

  .popup.wait {
    --tone: light-dark(#704800, #f4ca6a);
  }

  .popup.error {
    --tone: light-dark(#9c1b24, #ffa4a8);
  }

  @keyframes popup-in {
    from {
      opacity: 0;
    }
  }

  .card {
    min-inline-size: min(13rem, calc(100vw - 18px));
    box-sizing: border-box;
    padding: 10px 14px 11px;
  }

  .title {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }

  .title strong {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .popup .icon {
    flex: none;
    inline-size: 12px;
    block-size: 12px;
    color: var(--tone);
    align-self: center;
  }

  .status {
    color: var(--soft);
    padding-inline-start: 20px;
  }

  .trouble {
    margin: 8px 0 0;
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--tone);
    overflow-wrap: anywhere;
  }

  dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 2px 14px;
    margin: 9px 0 0;
    padding-block-start: 8px;
    border-block-start: 1px solid color-mix(in srgb, var(--popup-border) 60%, transparent);
  }

  dl div {
    display: contents;
  }

  dt {
    color: var(--soft);
  }

  dd {
    margin: 0;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }

  .gauge {
    display: block;
    inline-size: 100%;
    block-size: 4px;
    margin-block-start: 3px;
    border-radius: 2px;
    color: light-dark(#0b5cb8, #7cc4ff);
    fill: currentColor;
  }

  .gauge .track {
    opacity: 0.22;
  }

  .gauge.error {
    color: light-dark(#b3202a, #ff8a8f);
  }

  .gauge.paused {
    color: light-dark(#8a5a00, #f2c14e);
  }

  .gauge.indeterminate .bar {
    opacity: 0.5;
  }

  /* It grows from where lines begin. */
  .gauge:dir(rtl) {
    scale: -1 1;
  }

  .menu {
    display: flex;
    flex-direction: column;
    padding: 5px;
    border-block-start: 1px solid var(--popup-border);
  }

  .popup button {
    font: inherit;
    color: inherit;
    border: 0;
    border-radius: 6px;
    cursor: pointer;
  }

  .menu button {
    min-block-size: 28px;
    padding: 3px 9px;
    background: none;
    text-align: inherit;
  }

  .menu button:hover,
  .menu button:focus {
    background: light-dark(#e8eef7, #2b3646);
  }

  .popup button:focus-visible {
    outline: 2px solid var(--terminal-focus-ring, light-dark(#1667c4, #58aef7));
    outline-offset: -2px;
  }

  .popup button.end {
    color: light-dark(#9c1b24, #ffa4a8);
  }

  .said {
    padding: 0 14px 9px;
    color: var(--soft);
  }

  .said:empty {
    display: none;
  }

  .question {
    padding: 10px 14px 12px;
    border-block-start: 1px solid var(--popup-border);
  }

  .question p {
    margin: 3px 0 10px;
    color: var(--soft);
  }

  .answers {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 8px;
  }

  .answers button {
    min-block-size: 28px;
    padding: 3px 12px;
    border: 1px solid var(--popup-border);
    background: var(--surface);
  }

  .answers button.end {
    border-color: currentColor;
  }

  .answers button:hover {
    background: light-dark(#eef2f8, #2b3646);
  }

  @media (pointer: coarse) {
    .menu button,
    .answers button {
      min-block-size: 44px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .popup {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .popup {
      border-color: CanvasText;
    }

    .popup .icon,
    .popup .gauge {
      color: CanvasText;
    }

    .gauge .track {
      opacity: 0.4;
    }

    .menu button:focus {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
