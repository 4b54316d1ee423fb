import { css } from 'lit';

export const findBarStyles = css`
  .find-bar {
    --soft: light-dark(#505c6e, #aab5c6);
    --wrong: light-dark(#b3202a, #ff8a8f);
    position: absolute;
    z-index: 16;
    inset-inline-end: 18px;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    box-sizing: border-box;
    max-inline-size: calc(100% - 26px);
    padding: 5px 6px;
    border: 1px solid var(--surface-border);
    border-radius: 9px;
    background: var(--surface);
    color: var(--text);
    box-shadow: 0 4px 16px rgb(0 0 0 / 28%);
    font: 13px/1.4 var(--ui-font);
  }

  .find-bar.top {
    inset-block-start: 8px;
  }

  .find-bar.bottom {
    inset-block-end: 8px;
  }

  /* A notice at the same edge makes room. */
  .stage:has(.find-bar.top) .notice.bar.top {
    inset-block-start: calc(var(--find-bar, 40px) + 16px);
  }

  .stage:has(.find-bar.bottom) .notice.bar.bottom,
  .stage:has(.find-bar.bottom) .scroll-hint {
    inset-block-end: calc(var(--find-bar, 40px) + 16px);
  }

  /* Words go as their own language goes. */
  .find-bar input,
  .find-bar .found {
    unicode-bidi: plaintext;
  }

  .find-bar input {
    /* Beside what is said of it even in a narrow box. */
    flex: 1 1 6rem;
    min-inline-size: 6rem;
    block-size: 28px;
    box-sizing: border-box;
    padding: 0 8px;
    border: 1px solid light-dark(#8492a6, #5b6880);
    border-radius: 6px;
    background: light-dark(#fff, #10141b);
    color: inherit;
    font: inherit;
  }

  .find-bar input.bad {
    border-color: var(--wrong);
  }

  .find-bar .found {
    flex: none;
    min-inline-size: 5.5em;
    text-align: center;
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }

  .find-bar .found.bad {
    color: var(--wrong);
  }

  /* Goes to a line of its own as a whole. */
  .find-bar .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    margin-inline-start: auto;
  }

  .find-bar .switches,
  .find-bar .steps {
    display: flex;
    gap: 2px;
  }

  .find-bar .steps {
    margin-inline-start: auto;
  }

  .find-bar .plain {
    display: grid;
    place-items: center;
    min-inline-size: 28px;
    block-size: 28px;
    padding: 0 4px;
    border: 1px solid transparent;
    border-radius: 6px;
    background: transparent;
    color: inherit;
    font: 600 12px/1 var(--ui-font);
    cursor: pointer;
  }

  /* No text: a reader of screens has the name. */
  .find-bar .sign::before {
    content: attr(data-sign);
    direction: ltr;
    unicode-bidi: isolate;
  }

  .find-bar .plain:hover {
    background: light-dark(#e8edf4, #2b3442);
  }

  .find-bar .plain[aria-pressed='true'] {
    border-color: var(--ring);
    background: color-mix(in srgb, var(--ring) 22%, transparent);
  }

  .find-bar input:focus-visible,
  .find-bar .plain:focus-visible {
    outline: 2px solid var(--ring);
    outline-offset: 0;
  }

  @media (pointer: coarse) {
    /* Smaller letters, and a phone's browser enlarges the page. */
    .find-bar input {
      block-size: 40px;
      font-size: 16px;
    }

    .find-bar .plain {
      min-inline-size: 38px;
      block-size: 40px;
    }
  }

  @media (forced-colors: active) {
    .find-bar .plain[aria-pressed='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
