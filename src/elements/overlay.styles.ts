import { css } from 'lit';

/** The notices over the screen: a strip at its lower edge, or a panel while there is nothing to hide. */
export const overlayStyles = css`
  .overlay {
    --text-soft: light-dark(#505c6e, #aab5c6);
    --accent: light-dark(#0b5cb8, #7cc4ff);
    --accent-text: light-dark(#fff, #08131f);
    --warn: light-dark(#8a5a00, #f2c14e);
    --error: light-dark(#b3202a, #ff8a8f);
    container-type: inline-size;
  }

  .notice {
    position: absolute;
    display: flex;
    align-items: center;
    gap: 10px;
    box-sizing: border-box;
    pointer-events: auto;
    background: var(--surface);
    border: 1px solid var(--surface-border);
    animation: notice-in 160ms ease-out;
  }

  .notice.bar.bottom {
    inset-block-end: 12px;
  }

  .notice.bar.top {
    inset-block-start: 12px;
  }

  .notice.bar {
    inset-inline-end: 12px;
    max-inline-size: min(34rem, calc(100% - 24px));
    padding: 6px 8px 6px 12px;
    border-radius: 10px;
    box-shadow: 0 4px 16px rgb(0 0 0 / 28%);
  }

  .notice.panel {
    inset: 0;
    margin: auto;
    block-size: fit-content;
    inline-size: fit-content;
    max-inline-size: min(26rem, calc(100% - 24px));
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
  }

  .notice.panel .title {
    font-size: 15px;
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
  }

  .title {
    font-weight: 600;
  }

  .detail,
  .progress {
    color: var(--text-soft);
    font-variant-numeric: tabular-nums;
  }

  .bar .detail {
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
    justify-content: center;
    gap: 8px;
  }

  .notice button {
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

  .notice.panel button {
    min-block-size: 34px;
    padding-inline: 18px;
  }

  .notice button.quiet {
    background: transparent;
    border-color: var(--surface-border);
    color: inherit;
  }

  .notice.examined {
    max-block-size: calc(100% - 24px);
    overflow: auto;
  }

  .notice.bar.examined {
    flex-wrap: wrap;
  }

  .notice.panel.examined {
    inline-size: min(30rem, calc(100% - 24px));
    max-inline-size: none;
  }

  .diagnosis {
    flex: 1 0 100%;
    text-align: start;
  }

  .panel .diagnosis {
    inline-size: 100%;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--surface-border);
  }

  .verdict {
    margin: 0 0 4px;
    font-weight: 600;
  }

  .steps {
    margin: 0;
    padding: 0;
    max-block-size: 11rem;
    overflow: auto;
    list-style: none;
  }

  .steps:focus-visible {
    outline: 2px solid var(--ring);
  }

  .step {
    display: flex;
    gap: 8px;
    padding-block: 2px;
  }

  .step .mark {
    flex: none;
    inline-size: 1em;
    font-weight: 700;
  }

  .step.failed .mark,
  .step.failed .outcome {
    color: var(--error);
  }

  .step.warning .mark,
  .step.warning .outcome {
    color: var(--warn);
  }

  .step .name {
    font-weight: 600;
  }

  .step .why {
    display: block;
    color: var(--text-soft);
  }

  .diagnosis .buttons {
    display: flex;
    gap: 8px;
    margin-block-start: 8px;
  }

  .notice button:hover {
    filter: brightness(1.08);
  }

  .notice button:focus-visible {
    outline: 2px solid var(--ring);
    outline-offset: 2px;
  }

  @media (pointer: coarse) {
    .notice button {
      min-block-size: 40px;
    }
  }

  @container (max-width: 420px) {
    .notice.bar {
      inset-inline: 8px;
      max-inline-size: none;
      flex-wrap: wrap;
      justify-content: end;
    }

    .notice.bar.bottom {
      inset-block-end: 8px;
    }

    .notice.bar.top {
      inset-block-start: 8px;
    }

    /* Several buttons go below it. */
    .notice.bar .text {
      flex: 1 1 11.5rem;
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
    .notice button {
      border-color: ButtonBorder;
    }
  }
`;
