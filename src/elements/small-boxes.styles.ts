import { css } from 'lit';

/** Notices in boxes that have room for little else. After overlay.styles.ts. */
export const smallBoxStyles = css`
  /* Boxes of a few lines: what there is to say beside its icon, in one row. */
  @container (max-height: 140px) or (max-width: 200px) {
    .notice.panel {
      gap: 4px 8px;
      max-inline-size: calc(100% - 8px);
      max-block-size: calc(100% - 4px);
      padding: 4px 8px;
    }

    .notice.panel .title {
      font-size: 13px;
    }

    .notice.panel .icon {
      inline-size: 16px;
      block-size: 16px;
    }
  }

  @container (max-height: 140px) {
    .notice.panel {
      flex-flow: row wrap;
      justify-content: center;
    }

    .notice.panel .text {
      flex: 0 1 auto;
    }
  }

  /* Nothing in it takes the focus, so nobody could scroll it by keyboard; its text is told to ears, and to the pointer as a title. */
  .notice.panel.still {
    overflow: hidden;
  }
`;
