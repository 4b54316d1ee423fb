import { css } from 'lit';

/** The tables of the inspector: columns where there is room, else a card for each row. */
export const tableStyles = css`
  .tables {
    container-type: inline-size;
  }

  .tables section {
    overflow-x: auto;
  }

  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 2px 6px;
    text-align: start;
    vertical-align: middle;
    font-weight: 400;
  }

  thead th {
    color: var(--text-soft);
    font-size: 11px;
    white-space: nowrap;
    border-block-end: 1px solid var(--line);
  }

  th:first-child {
    padding-inline-start: 0;
  }

  th:last-child,
  td:last-child {
    padding-inline-end: 0;
  }

  .number {
    text-align: end;
  }

  .row {
    border-block-end: 1px solid var(--line);
  }

  .row:hover {
    background: var(--surface-raised);
  }

  /* Takes what the others leave, and gives way first. */
  .row > th,
  thead th:first-child {
    inline-size: 99%;
    min-inline-size: 8rem;
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
    text-align: start;
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

  .details-row > td {
    padding: 0;
    border-block-end: 1px solid var(--line);
  }

  /* As wide as what is seen of the table, wherever that is scrolled to. */
  .details {
    position: sticky;
    inset-inline-start: 0;
    box-sizing: border-box;
    inline-size: calc(100cqi - 20px);
    padding: 8px 10px 10px 22px;
    background: var(--surface-raised);
  }

  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr));
    gap: 2px 20px;
    margin: 0 0 8px;
  }

  .facts div {
    display: flex;
    gap: 8px;
    min-inline-size: 0;
  }

  .facts .wide {
    grid-column: 1 / -1;
  }

  .facts dt {
    flex: none;
  }

  .facts dd {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .actions .danger {
    margin-inline-start: auto;
  }

  .confirmation {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-block-start: 8px;
    padding: 6px 8px;
    border: 1px solid var(--error);
    border-radius: 5px;
  }

  .confirmation span {
    flex: 1 1 12rem;
  }

  .verdict {
    margin: 8px 0 4px;
    font-weight: 600;
  }

  .verdict:empty {
    display: none;
  }

  progress {
    inline-size: min(12rem, 100%);
    accent-color: var(--accent);
  }

  .steps {
    margin: 0 0 8px;
    padding: 0;
    list-style: none;
  }

  .steps li {
    display: flex;
    gap: 8px;
    padding-block: 2px;
    overflow-wrap: anywhere;
  }

  .steps .mark {
    flex: none;
    inline-size: 1em;
    font-weight: 700;
    text-align: center;
  }

  .steps .ok .mark {
    color: var(--active);
  }

  .steps .failed .mark,
  .steps .failed .outcome {
    color: var(--error);
  }

  .steps .warning .mark,
  .steps .warning .outcome {
    color: var(--wait);
  }

  .steps .why {
    display: block;
    color: var(--text-soft);
  }

  .steps .what {
    color: inherit;
  }

  /* Columns whose values the details tell too. */
  @container (760px <= width < 880px) {
    .tag,
    .sessions :is(th, td):nth-child(4),
    .connections :is(th, td):nth-child(8) {
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

    .row {
      display: grid;
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: 2px 10px;
      padding-block: 4px 8px;
    }

    .row > th {
      grid-column: 1 / -1;
      inline-size: auto;
      max-inline-size: none;
      padding: 0;
    }

    .row > td:nth-child(2) {
      grid-column: span 2;
    }

    .row > td {
      display: flex;
      flex-direction: column;
      min-inline-size: 0;
      padding: 0;
      text-align: start;
      white-space: normal;
      overflow-wrap: anywhere;
    }

    .heading {
      display: block;
      font-size: 11px;
      color: var(--text-soft);
    }

    .details-row > td {
      display: block;
    }

    .details {
      padding-inline: 10px;
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
`;
