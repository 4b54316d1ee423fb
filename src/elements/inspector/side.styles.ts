import { css } from 'lit';

/** What stands beside the tables: timeline, switch times, counters. Also the colour of each tone. */
export const sideStyles = css`
  /* Timeline */

  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-block-end: 6px;
  }

  .tools input {
    flex: 1 1 8rem;
    min-inline-size: 0;
  }

  .tools select {
    flex: 0 1 auto;
    min-inline-size: 0;
  }

  input::placeholder {
    color: var(--text-soft);
    opacity: 1;
  }

  .events {
    margin: 0;
    padding: 0;
    max-block-size: 20rem;
    overflow: auto;
    overscroll-behavior: contain;
    list-style: none;
  }

  .events li {
    display: flex;
    gap: 8px;
    padding: 2px 4px 2px 8px;
    border-inline-start: 3px solid var(--tone);
    overflow-wrap: anywhere;
  }

  .events li:nth-child(even) {
    background: var(--surface-raised);
  }

  .events .age {
    flex: none;
    inline-size: 3.6em;
    text-align: var(--line-end);
    color: var(--text-soft);
    font-variant-numeric: tabular-nums;
  }

  .events .what {
    flex: 1;
    min-inline-size: 0;
  }

  /* In full beside the row it is about. */
  .events .note {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .who {
    font-weight: 600;
  }

  .active {
    --tone: var(--active);
  }

  .background {
    --tone: var(--background);
  }

  .wait {
    --tone: var(--wait);
  }

  .error {
    --tone: var(--error);
  }

  .idle {
    --tone: var(--idle);
  }

  /* Numbers */

  .numbers {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }

  .plot {
    display: block;
    inline-size: 100%;
    block-size: 48px;
    border-block-end: 1px solid var(--line);
  }

  .plot .bar {
    fill: var(--background);
    opacity: 0.6;
  }

  .plot .slow {
    fill: light-dark(#d58a0c, #f4ca6a);
    opacity: 1;
  }

  .plot :is(.median, .p95) {
    fill: none;
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }

  .plot .median {
    stroke: var(--active);
  }

  .plot .p95 {
    stroke: var(--wait);
    stroke-dasharray: 4 3;
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    margin: 4px 0 0;
  }

  .legend div {
    display: flex;
    gap: 5px;
  }

  .legend .median dt {
    color: var(--active);
  }

  .legend .p95 dt {
    color: var(--wait);
  }

  dt {
    color: var(--text-soft);
  }

  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }

  .counters dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
    gap: 1px 20px;
    margin: 0;
  }

  .counters dl div {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }

  .counters dd {
    white-space: nowrap;
  }

  .counters .loud dd {
    color: var(--wait);
    font-weight: 600;
  }

  @container inspector (width >= 700px) {
    .numbers {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.4fr);
    }
  }

  @container inspector (width >= 1120px) {
    .grid {
      grid-template-columns: minmax(0, 1fr) 21rem;
      grid-template-rows: auto 1fr;
    }

    .timeline {
      display: flex;
      flex-direction: column;
      grid-area: 1 / 2 / 3 / 3;
      border-block-start: 0;
      border-inline-start: 1px solid var(--line);
      /* As high as what is beside it, and not the other way round. */
      contain: size;
    }

    .events {
      flex: 1 1 0;
      min-block-size: 0;
      max-block-size: none;
    }
  }

  @media (forced-colors: active) {
    .plot .bar {
      fill: CanvasText;
    }

    .events li {
      border-inline-start-color: CanvasText;
    }
  }
`;
