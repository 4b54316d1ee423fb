import { css } from 'lit';

/** The bar of a program's progress, above the first line. */
export const progressBarStyles = css`
  .progress-bar {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    z-index: 13;
    block-size: 3px;
    inline-size: 100%;
    pointer-events: none;
    color: var(--terminal-progress, light-dark(#0b5cb8, #58aef7));
    fill: currentColor;
  }

  .progress-bar .track {
    opacity: 0.18;
  }

  .progress-bar.error {
    color: light-dark(#c02731, #ff6b72);
  }

  .progress-bar.paused {
    color: light-dark(#8a5a00, #f2c14e);
  }

  .progress-bar.indeterminate .bar {
    animation: progress-along 1.6s ease-in-out infinite alternate;
  }

  /* It grows from where lines begin. */
  .progress-bar:dir(rtl) {
    scale: -1 1;
  }

  @keyframes progress-along {
    from {
      transform: translateX(0);
    }

    to {
      transform: translateX(70px);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .progress-bar.indeterminate .bar {
      animation: none;
      transform: translateX(35px);
    }
  }

  @media (forced-colors: active) {
    .progress-bar {
      color: Highlight;
    }
  }

  @media print {
    .progress-bar {
      display: none;
    }
  }
`;
