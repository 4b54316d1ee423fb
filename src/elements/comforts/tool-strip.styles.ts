import { css } from 'lit';

export const toolStripStyles = css`
  .toolbar {
    min-inline-size: 0;
  }

  .tool-title {
    flex: 1 1 0;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    /* Words go as their own language goes, and lie where the page's lines begin. */
    unicode-bidi: plaintext;
    text-align: left;
    font-weight: 600;
  }

  .tool-title:dir(rtl) {
    text-align: right;
  }

  .tools {
    flex: none;
    display: flex;
    gap: 2px;
  }

  .tool {
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: 6px;
    background: transparent;
    color: inherit;
    cursor: pointer;
  }

  .tool:hover {
    background: light-dark(#e8edf4, #2b3442);
  }

  .tool:focus-visible {
    outline: 2px solid var(--ring);
  }

  @media (pointer: coarse) {
    .tool {
      inline-size: 40px;
      block-size: 40px;
    }
  }
`;
