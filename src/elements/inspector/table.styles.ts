import { css } from 'lit';

/** The tables of the inspector: columns where there is room, else a card for each row. */
export const tableStyles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 12px;
    margin-block-end: 4px;
  }

  .head h2 {
    margin: 0;
  }

  .head input {
    flex: 0 1 18rem;
    min-inline-size: 0;
  }

  .scroll {
    container-type: inline-size;
    overflow: auto;
    overscroll-behavior: contain;
    /* What gets the focus must not be beneath the heads of the columns. */
    scroll-padding-block-start: 28px;
  }

  table {
    inline-size: 100%;
    border-collapse: separate;
    border-spacing: 0;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 2px 5px;
    text-align: inherit;
    vertical-align: middle;
    font-weight: 400;
  }

  thead th {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    background: var(--surface);
    color: var(--text-soft);
    font-size: 11px;
    white-space: nowrap;
    border-block-end: 1px solid var(--line);
  }

  th:first-child {
    padding-inline-start: 0;
  }

  .number {
    text-align: var(--line-end);
  }

  .row > * {
    border-block-end: 1px solid var(--line);
  }

  .row:hover > * {
    background: var(--surface-raised);
  }

  .row.opened > * {
    border-block-end-color: transparent;
    background: var(--surface-raised);
  }

  /* Takes what the others leave, and gives way first. */
  .row > th,
  thead th:first-child {
    inline-size: 99%;
    min-inline-size: 9rem;
    max-inline-size: 0;
  }

  .row td {
    white-space: nowrap;
  }

  .heading {
    display: none;
  }

  .row .note {
    font-size: 11px;
  }

  .loud .value {
    color: var(--wait);
  }

  .bad .value {
    color: var(--error);
  }

  .expander {
    display: flex;
    align-items: center;
    gap: 6px;
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 28px;
    padding: 2px 4px;
    border: 0;
    background: transparent;
    text-align: inherit;
  }

  .expander:focus-visible {
    outline-offset: -2px;
  }

  .arrow {
    flex: none;
    inline-size: 12px;
    block-size: 12px;
    color: var(--text-soft);
    transition: rotate 120ms;
  }

  :dir(rtl) .arrow {
    scale: -1 1;
  }

  .expander[aria-expanded='true'] .arrow {
    rotate: 90deg;
  }

  .icon {
    flex: none;
    inline-size: 13px;
    block-size: 13px;
    color: var(--tone);
  }

  .turning {
    transform-origin: 8px 8px;
    animation: turn 1.2s linear infinite;
  }

  .expander .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 600;
  }

  .tag {
    flex: none;
    color: var(--text-soft);
    font: 11px/1.4 var(--mono);
  }

  /* Graphs beside numbers */

  .spark {
    inline-size: 60px;
    block-size: 14px;
    margin-inline: 6px;
    vertical-align: middle;
  }

  .spark path {
    fill: none;
    stroke: var(--background);
    stroke-width: 1.2;
    vector-effect: non-scaling-stroke;
  }

  .gauge {
    display: block;
    inline-size: 100%;
    min-inline-size: 60px;
    block-size: 4px;
    margin-block: 1px 2px;
    border-radius: 2px;
    background: var(--line);
  }

  .gauge .sent {
    fill: var(--background);
    opacity: 0.6;
  }

  .gauge .waits {
    fill: var(--background);
  }

  .gauge.high path {
    fill: light-dark(#c07a06, #f4ca6a);
  }

  .gauge.full path {
    fill: var(--error);
  }

  /* Columns whose values the details tell too. */
  @container (width < 1180px) {
    .tag,
    .col-epoch,
    .col-received,
    .col-size {
      display: none;
    }
  }

  @container (width < 880px) {
    .col-switch,
    .col-viewers,
    .col-rate {
      display: none;
    }
  }

  @container (width < 840px) {
    .col-drops,
    .col-reconnects {
      display: none;
    }
  }

  @container (width < 760px) {
    table,
    tbody,
    tr {
      display: block;
    }

    thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .tag {
      display: inline;
    }

    .row {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(6.4rem, 1fr));
      gap: 2px 10px;
      padding-block: 2px 6px;
      border-block-end: 1px solid var(--line);
    }

    .row.opened {
      background: var(--surface-raised);
    }

    .row > * {
      border-block-end: 0;
    }

    .row > th {
      grid-column: 1 / -1;
      inline-size: auto;
      min-inline-size: 0;
      max-inline-size: none;
      padding: 0;
    }

    .row > td {
      display: flex;
      flex-direction: column;
      min-inline-size: 0;
      padding: 0 0 0 4px;
      text-align: inherit;
      white-space: normal;
      overflow-wrap: anywhere;
    }

    /* Room for more than a narrow table has. */
    .row > td:is(.col-drops, .col-reconnects) {
      display: flex;
    }

    .row > td:is(.col-epoch, .col-received, .col-size, .col-switch, .col-viewers, .col-rate) {
      display: none;
    }

    .row .note {
      display: block;
    }

    .spark {
      margin-inline: 0;
    }

    .row > .col-state {
      grid-column: span 2;
    }

    .heading {
      display: block;
      font-size: 11px;
      color: var(--text-soft);
    }
  }

  /* A phone shows many sessions one below the other: what matters most, the rest when one is opened. */
  @container (width < 480px) {
    .sessions .row > td:is(.col-typed, .col-traffic, .col-drops) {
      display: none;
    }

    .sessions .row {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }

    .sessions .row > .col-state {
      grid-column: auto;
    }
  }

  /* Many sessions scroll beneath the heads of their columns. */
  @container inspector (width >= 790px) {
    .sessions .scroll {
      max-block-size: 34rem;
    }
  }

  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .turning {
      animation: none;
    }

    .arrow {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .gauge {
      border: 1px solid CanvasText;
    }

    .gauge .sent,
    .gauge .waits {
      fill: Highlight;
    }

    .spark path {
      stroke: CanvasText;
    }
  }
`;
