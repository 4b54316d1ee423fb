import { css } from 'lit';

/** Notices in boxes that have room for little else. After overlay.styles.ts. */
export const smallBoxStyles = css`
  /* As wide as the box, with what there is to press below what there is to read. */
  @container (max-width: 420px) {
    .notice.bar {
      left: 8px;
      max-inline-size: none;
      flex-wrap: wrap;
      justify-content: end;
      row-gap: 6px;
    }

    .notice.bottom {
      inset-block-end: 8px;
    }

    .notice.top {
      inset-block-start: 8px;
    }

    /* Several buttons go below it. */
    .notice.bar .text {
      flex: 1 1 9rem;
    }

    .bar .actions {
      flex: 0 1 auto;
      justify-content: end;
    }

    /* A row of their own, as wide as the bar. */
    .bar:not(.connecting, .reconnecting, .offline) .actions {
      flex: 1 0 100%;
    }

    .bar.shrinkable:not(.connecting, .reconnecting, .offline) .actions {
      margin-inline-end: -20px;
    }

    .notice.bar.shrinkable {
      padding-inline-end: 32px;
    }

    .less {
      position: absolute;
      inset-block-start: 5px;
      inset-inline-end: 4px;
      margin: 0;
    }

    .bar:is(.connecting, .reconnecting, .suspended):not(.explained) .detail {
      -webkit-line-clamp: 1;
    }

    /* The button in the corner is as large as a finger: nothing is below it, and text is level with it where buttons go below. */
    @media (pointer: coarse) {
      .notice.bar.shrinkable {
        padding-inline-end: 46px;
        row-gap: 2px;
      }

      .bar.shrinkable:not(.connecting, .reconnecting, .offline) .actions {
        margin-inline-end: -34px;
      }

      .notice.bar.shrinkable .text {
        min-block-size: 40px;
        align-content: center;
      }
    }
  }

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
