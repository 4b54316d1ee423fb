import { css } from 'lit';

export const keyStripStyles = css`
  .key-bar {
    flex: none;
    display: flex;
    gap: 6px;
    padding: 6px 8px;
    overflow-x: auto;
    overscroll-behavior-x: contain;
    scrollbar-width: none;
    border-block-start: 1px solid var(--surface-border);
    background: var(--surface);
    direction: ltr;
  }

  .key {
    flex: 1 0 auto;
    min-inline-size: 42px;
    block-size: 40px;
    padding: 0 10px;
    border: 1px solid var(--surface-border);
    border-radius: 7px;
    background: light-dark(#f2f5f9, #263040);
    color: var(--text);
    font: 600 14px/1 var(--ui-font);
    touch-action: manipulation;
    user-select: none;
    cursor: pointer;
  }

  /* No text: what is read out is the name. */
  .key::before {
    content: attr(data-sign);
  }

  .key:active {
    background: light-dark(#d9e2ee, #38465c);
  }

  .key[aria-pressed='true'] {
    border-color: var(--ring);
    background: color-mix(in srgb, var(--ring) 30%, var(--surface));
  }

  .key:focus-visible {
    outline: 2px solid var(--ring);
    outline-offset: 1px;
  }

  @media (forced-colors: active) {
    .key[aria-pressed='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
