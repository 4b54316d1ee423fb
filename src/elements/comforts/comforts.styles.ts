import { css } from 'lit';

/** What comforts show from the start; those that are loaded when they are used bring their own. */
export const comfortsStyles = css`
  /* Seen only when the keyboard is on it. */
  .reader-offer {
    position: absolute;
    z-index: 30;
    inset-block-start: 8px;
    inset-inline-start: 8px;
    padding: 6px 12px;
    border: 1px solid var(--surface-border);
    border-radius: 6px;
    background: var(--surface);
    color: var(--text);
    box-shadow: 0 2px 10px rgb(0 0 0 / 28%);
    font: 600 13px/1.4 var(--ui-font);
    outline: 2px solid var(--ring);
    outline-offset: 1px;
    max-inline-size: calc(100% - 16px);
  }

  .reader-offer:not(:focus) {
    inline-size: 1px;
    block-size: 1px;
    padding: 0;
    border: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .bell {
    position: absolute;
    inset: 0;
    z-index: 14;
    --bell: var(--terminal-bell, light-dark(#b97a06, #f2c14e));
    /* Wider than the ring of the focus, which lies over it. */
    box-shadow: inset 0 0 0 4px var(--bell), inset 0 0 28px color-mix(in srgb, var(--bell) 45%, transparent);
    pointer-events: none;
    animation: bell 600ms ease-out both;
  }

  .glyph {
    flex: none;
    inline-size: 14px;
    block-size: 14px;
  }

  .scroll-hint {
    position: absolute;
    z-index: 14;
    inset-inline-end: 20px;
    inset-block-end: calc(var(--last-row, 28px) + 4px);
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 4px 12px 4px 10px;
    border: 1px solid var(--surface-border);
    border-radius: 999px;
    background: var(--surface);
    color: var(--text);
    box-shadow: 0 2px 10px rgb(0 0 0 / 28%);
    font: 600 12px/1.4 var(--ui-font);
    font-variant-numeric: tabular-nums;
    cursor: pointer;
  }

  .scroll-hint:hover {
    border-color: var(--ring);
  }

  .scroll-hint:focus-visible {
    outline: 2px solid var(--ring);
    outline-offset: 2px;
  }

  /* A notice at the same edge goes before. */
  .stage:has(.notice.bar.bottom) .scroll-hint {
    inset-block-end: calc(var(--last-row, 28px) + 56px);
  }

  .screen .xterm-decoration-container .unread-line {
    box-sizing: border-box;
    /* xterm.js gives it the width it was made at. */
    inline-size: 100% !important;
    border-block-end: 1px solid light-dark(#c2410c, #ffab70);
    opacity: 0.85;
  }

  @media (pointer: coarse) {
    .scroll-hint {
      min-block-size: 40px;
      padding-inline: 14px 16px;
    }
  }

  @media print {
    .scroll-hint,
    .bell {
      display: none;
    }
  }

  @keyframes bell {
    from {
      opacity: 0.9;
    }

    to {
      opacity: 0;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .bell {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .bell {
      border: 4px solid Highlight;
    }

    .screen .xterm-decoration-container .unread-line {
      border-color: Highlight;
    }
  }
`;
