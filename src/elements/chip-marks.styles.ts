import { css } from 'lit';

/** Bell, unread and progress of a chip. */
export const chipMarksStyles = css`
  .ring {
    position: absolute;
    inset: -3.5px;
    inline-size: auto;
    block-size: auto;
    transform: rotate(-90deg);
    fill: none;
    stroke: currentColor;
    stroke-width: 2.2;
  }

  .ring .track {
    opacity: 0.25;
  }

  .ring .bar {
    stroke-linecap: round;
  }

  .ring.error {
    color: var(--chip-color-error, light-dark(#c02731, #ff8a8f));
  }

  .ring.indeterminate {
    animation: go-round 1.4s linear infinite;
  }

  .mark:has(.ring) {
    margin: 0 3px;
  }

  .chip:has(.ring) .icon {
    scale: 0.72;
  }

  .badge {
    flex: none;
    inline-size: 11px;
    block-size: 11px;
    color: var(--chip-color-badge, light-dark(#7a2fd0, #cda4ff));
  }

  .badge.unread {
    inline-size: 9px;
    block-size: 9px;
  }

  .badge.paused {
    color: inherit;
  }

  .badge.error {
    color: var(--chip-color-error, light-dark(#c02731, #ff8a8f));
  }

  .percent {
    flex: none;
    font-variant-numeric: tabular-nums;
  }

  /* For ears. */
  .news {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .chip.dot .percent,
  .chip.label .percent {
    display: none;
  }

  .chip.dot .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -5px;
    padding: 1px;
    border-radius: 50%;
    background: var(--chip-badge-surround, Canvas);
  }

  .chip.dot .badge.unread {
    inline-size: 7px;
    block-size: 7px;
    inset-block-start: -2px;
    inset-inline-end: -3px;
  }

  @keyframes go-round {
    from {
      transform: rotate(-90deg);
    }

    to {
      transform: rotate(270deg);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .ring.indeterminate {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .ring .track {
      opacity: 1;
      stroke-width: 0.6;
    }

    /* Pictures keep the colours they are given. */
    .chip .ring,
    .chip .badge {
      color: CanvasText;
    }
  }
`;
