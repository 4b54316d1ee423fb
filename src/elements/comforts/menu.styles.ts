import { css } from 'lit';

/** Its place is set by script. */
export const menuStyles = css`
  .menu {
    position: fixed;
    inset: auto;
    z-index: 20;
    box-sizing: border-box;
    inline-size: max-content;
    min-inline-size: 12rem;
    max-inline-size: calc(100vw - 8px);
    max-block-size: calc(100vh - 8px);
    overflow: auto;
    margin: 0;
    padding: 5px;
    border: 1px solid var(--surface-border);
    border-radius: 10px;
    background: var(--surface);
    color: var(--text);
    box-shadow: 0 8px 28px rgb(0 0 0 / 35%);
    font: 13px/1.4 var(--ui-font);
    user-select: none;
  }

  .menu:focus {
    outline: none;
  }

  .menu button {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 2rem;
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: 30px;
    padding: 4px 10px;
    border: 0;
    border-radius: 6px;
    background: transparent;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: default;
  }

  .menu button:focus {
    outline: 2px solid var(--ring);
    outline-offset: -2px;
    background: light-dark(#e8f0fa, #2a3546);
  }

  .menu button[aria-disabled] {
    color: light-dark(#687487, #8793a6);
  }

  /* Words go as their own language goes. */
  .menu span,
  .menu kbd {
    unicode-bidi: plaintext;
  }

  .menu kbd {
    font: 12px/1.4 var(--ui-font);
    color: light-dark(#505c6e, #aab5c6);
  }

  .menu [role='separator'] {
    margin: 5px 8px;
    border-block-start: 1px solid var(--surface-border);
  }

  @media (pointer: coarse) {
    .menu button {
      min-block-size: 44px;
    }

    .menu kbd {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .menu button:focus {
      outline-color: Highlight;
    }

    .menu button[aria-disabled] {
      color: GrayText;
    }
  }
`;
