import { css } from 'lit';

/** The card that says where a link leads. Its place is set by script. */
export const linkCardStyles = css`
  .link-card {
    position: absolute;
    z-index: 12;
    display: flex;
    flex-direction: column;
    gap: 4px;
    box-sizing: border-box;
    inline-size: fit-content;
    max-inline-size: min(32rem, calc(100% - 8px));
    padding: 6px 10px;
    border: 1px solid var(--surface-border);
    border-radius: 8px;
    background: var(--surface);
    color: var(--text);
    box-shadow: 0 4px 16px rgb(0 0 0 / 28%);
    font: 12px/1.45 var(--ui-font);
    cursor: default;
  }

  .link-card .address {
    overflow-wrap: anywhere;
    max-block-size: 4.4em;
    overflow: auto;
  }

  /* Words go as their own language goes, and lie where the page's lines begin. */
  .link-card > :not(.address) {
    unicode-bidi: plaintext;
  }

  .link-card:dir(rtl) {
    text-align: right;
  }

  .link-card .hint {
    color: light-dark(#505c6e, #aab5c6);
  }

  .link-card .warning {
    color: light-dark(#8a5a00, #f2c14e);
  }

  .link-card .buttons {
    display: flex;
    gap: 8px;
    padding-block: 4px 2px;
  }

  .link-card button {
    min-block-size: 32px;
    padding: 0 14px;
    border: 1px solid var(--surface-border);
    border-radius: 6px;
    background: transparent;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }

  .link-card button:focus-visible {
    outline: 2px solid var(--ring);
    outline-offset: 1px;
  }

  @media (pointer: coarse) {
    .link-card button {
      min-block-size: 40px;
    }
  }

  @media (forced-colors: active) {
    .link-card {
      border-color: CanvasText;
    }
  }
`;
