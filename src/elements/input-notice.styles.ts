import { css } from 'lit';

/** What notices say of input: what waits, what is asked for, how far a paste is. */
export const inputNoticeStyles = css`
  .notice.plain .title {
    font-weight: 400;
  }

  .aside {
    font-variant-numeric: tabular-nums;
  }

  .preview {
    flex: 1 0 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: pre;
    font: 12px/1.5 var(--term-font-family, ui-monospace, monospace);
  }

  .text progress {
    flex: 1 0 100%;
    block-size: 4px;
    margin-block: 4px 2px;
    border: 0;
    border-radius: 2px;
    overflow: hidden;
    appearance: none;
    background: var(--surface-border);
  }

  .text progress::-webkit-progress-bar {
    background: var(--surface-border);
  }

  .text progress::-webkit-progress-value {
    background: var(--accent);
  }

  .text progress::-moz-progress-bar {
    background: var(--accent);
  }

  @media (forced-colors: active) {
    .text progress {
      forced-color-adjust: none;
      background: Canvas;
      border: 1px solid CanvasText;
    }

    .text progress::-webkit-progress-bar {
      background: Canvas;
    }

    .text progress::-webkit-progress-value {
      background: Highlight;
    }

    .text progress::-moz-progress-bar {
      background: Highlight;
    }
  }

  .notice.transfer .text {
    inline-size: 18rem;
  }
`;
