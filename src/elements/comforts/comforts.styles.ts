import { css } from 'lit';

/** What comforts show from the start; those that are loaded when they are used bring their own. */
export const comfortsStyles = css`
  .bell {
    position: absolute;
    inset: 0;
    z-index: 14;
    box-sizing: border-box;
    border: 2px solid var(--bell, light-dark(#a8720a, #f2c14e));
    pointer-events: none;
    animation: bell 600ms ease-out both;
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
      border-color: Highlight;
    }
  }
`;
