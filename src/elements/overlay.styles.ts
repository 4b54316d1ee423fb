import { css } from 'lit';

/** The notices over the screen: a strip at its edge, or a panel while there is nothing to hide. */
export const overlayStyles = css`
  .overlay {
    --text-soft: light-dark(#505c6e, #aab5c6);
    --accent: light-dark(#0b5cb8, #7cc4ff);
    --accent-text: light-dark(#fff, #08131f);
    --warn: light-dark(#8a5a00, #f2c14e);
    --error: light-dark(#b3202a, #ff8a8f);
    container-type: size;
  }

  .notice {
    position: absolute;
    display: flex;
    align-items: center;
    gap: 10px;
    box-sizing: border-box;
    pointer-events: auto;
    background: var(--surface);
    color: var(--text);
    border: 1px solid var(--surface-border);
    animation: notice-in 160ms ease-out;
  }

  /* At the right whatever the page's direction: that is where the rows of a terminal end. */
  .notice.bottom {
    inset-block-end: 12px;
  }

  .notice.top {
    inset-block-start: 12px;
  }

  .notice.bar {
    right: 18px;
    max-inline-size: min(608px, calc(100% - 30px));
    min-block-size: 40px;
    padding-block: 5px;
    padding-inline: 12px;
    border-radius: 10px;
    box-shadow: 0 4px 16px rgb(0 0 0 / 28%);
  }

  .notice.panel {
    inset: 0;
    margin: auto;
    block-size: fit-content;
    inline-size: fit-content;
    max-inline-size: min(28rem, calc(100% - 24px));
    max-block-size: calc(100% - 16px);
    overflow: auto;
    flex-direction: column;
    gap: 12px;
    padding: 20px 24px;
    border-radius: 12px;
    text-align: center;
  }

  /* What does not fit is scrolled to, not squeezed. */
  .notice.panel > * {
    flex: none;
  }

  .notice.panel .text {
    display: flex;
    flex-direction: column;
    gap: 4px;
    max-inline-size: 100%;
  }

  .notice.panel .title {
    font-size: 15px;
    text-wrap: balance;
  }

  .notice.panel .detail {
    text-wrap: pretty;
  }

  .notice.panel .icon {
    inline-size: 24px;
    block-size: 24px;
  }

  /* A connection that is up at once is not worth a flash. */
  .notice.connecting {
    animation: notice-in 160ms ease-out 400ms backwards;
  }

  .notice.panel.connecting,
  .notice.panel.reconnecting {
    background: transparent;
    border-color: transparent;
  }

  .notice.folded {
    right: 18px;
    justify-content: center;
    inline-size: 30px;
    block-size: 30px;
    padding: 0;
    border-radius: 50%;
    box-shadow: 0 2px 8px rgb(0 0 0 / 28%);
    cursor: pointer;
    animation: none;
  }

  .icon {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    color: var(--text-soft);
  }

  .notice.wait .icon {
    color: var(--warn);
  }

  .notice.connecting .icon,
  .notice.reconnecting .icon {
    animation: turn 1s linear infinite;
  }

  .notice.connecting .icon {
    color: var(--accent);
  }

  .notice.error .icon {
    color: var(--error);
  }

  .text {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .bar .text {
    display: flex;
    flex-wrap: wrap;
    column-gap: 8px;
    padding-block: 3px;
  }

  .title {
    font-weight: 600;
  }

  .detail,
  .progress {
    color: var(--text-soft);
    font-variant-numeric: tabular-nums;
  }

  /* Why a line is lost may be cut: what to do comes without reading it. */
  .bar:is(.connecting, .reconnecting, .suspended):not(.explained) .detail {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }

  .bar .progress {
    white-space: nowrap;
  }

  .actions {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 8px;
  }

  .actions.none {
    display: contents;
  }

  .actions button,
  .diagnosis button {
    flex: none;
    font: inherit;
    font-weight: 600;
    min-block-size: 28px;
    padding: 3px 12px;
    border: 1px solid transparent;
    border-radius: 7px;
    background: var(--accent);
    color: var(--accent-text);
    cursor: pointer;
  }

  .panel .actions button {
    min-block-size: 34px;
    padding-inline: 18px;
  }

  .actions .quiet,
  .diagnosis .quiet {
    background: transparent;
    border-color: light-dark(#7b8799, #717f96);
    color: inherit;
  }

  /* Only where that key does it. */
  .notice kbd {
    display: none;
    margin-inline-start: 7px;
    font: inherit;
  }

  :host(:focus-within) .notice:not(:focus-within) kbd {
    display: inline;
  }

  .less {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 24px;
    block-size: 28px;
    margin-inline: -4px -6px;
    padding: 0;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--text-soft);
    cursor: pointer;
  }

  .less svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .less:hover {
    color: var(--text);
  }

  .actions button:hover,
  .diagnosis button:hover,
  .notice.folded:hover {
    filter: brightness(1.08);
  }

  .notice button:focus-visible,
  .notice.folded:focus-visible {
    outline: 2px solid var(--ring);
    outline-offset: 2px;
  }

  /* In the strip for the scroll bar, which is at the right whatever the page's direction. */
  .read-only {
    position: absolute;
    inset-block-start: 4px;
    right: 1px;
    inline-size: 14px;
    block-size: 14px;
    color: light-dark(#5f6b7d, #95a1b3);
    pointer-events: auto;
  }

  .read-only svg {
    display: block;
  }

  @media (pointer: coarse) {
    .actions button,
    .diagnosis button,
    .less {
      min-block-size: 40px;
    }

    .less,
    .notice.folded {
      min-inline-size: 40px;
      min-block-size: 40px;
    }

    .notice kbd {
      display: none !important;
    }
  }

  @keyframes notice-in {
    from {
      opacity: 0;
      transform: translateY(4px);
    }
  }

  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .notice,
    .notice.connecting .icon,
    .notice.reconnecting .icon {
      animation: none;
    }

    .notice.connecting {
      animation: notice-appear 1ms linear 400ms backwards;
    }
  }

  @keyframes notice-appear {
    from {
      opacity: 0;
    }
  }

  @media (forced-colors: active) {
    .actions button,
    .diagnosis button,
    .less,
    .notice.folded {
      border: 1px solid ButtonBorder;
      background: ButtonFace;
      color: ButtonText;
    }

    .notice:not(.folded),
    .detail,
    .progress {
      color: CanvasText;
    }

    .icon,
    .read-only {
      color: CanvasText !important;
    }
  }
`;
