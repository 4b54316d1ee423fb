import { css } from 'lit';

/** What stands beneath an open row. */
export const detailsStyles = css`
  .details-row > td {
    padding: 0;
    border-block-end: 1px solid var(--line);
  }

  /* As wide as what is seen of the table, wherever that is scrolled to. */
  .details {
    position: sticky;
    inset-inline-start: 0;
    box-sizing: border-box;
    inline-size: 100cqi;
    padding: 4px 10px 10px 22px;
    background: var(--surface-raised);
  }

  .groups {
    columns: 15.5rem;
    column-gap: 28px;
  }

  .group {
    /* A margin would be lost at the end of a column. */
    padding-block-end: 8px;
    break-inside: avoid;
  }

  h3 {
    margin: 0 0 2px;
    padding-block-end: 1px;
    border-block-end: 1px solid var(--line);
    font-size: 11px;
    font-weight: 600;
    color: var(--text-soft);
  }

  .facts {
    margin: 0;
  }

  /* What does not fit beside its name stands beneath it. */
  .facts div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
  }

  .facts dd {
    margin-inline-start: auto;
    text-align: var(--line-end);
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
    overflow-wrap: anywhere;
  }

  .verdict:empty {
    display: none;
  }

  .operation.failed .verdict {
    color: var(--error);
  }

  .operation > .actions {
    margin-block-start: 6px;
  }

  .step-label {
    display: inline-block;
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

  @container (width < 760px) {
    .details-row > td {
      display: block;
    }

    .details {
      padding-inline: 10px;
    }
  }
`;
