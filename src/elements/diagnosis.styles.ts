import { css } from 'lit';

/** The steps of a diagnosis in a notice, and what the notice makes of itself to hold them. */
export const diagnosisStyles = css`
  .notice.examined {
    max-block-size: calc(100% - 24px);
    overflow: auto;
  }

  .notice.bar.examined {
    flex-wrap: wrap;
    inline-size: min(34rem, calc(100% - 30px));
  }

  .notice.bar.examined .text {
    flex: 1 1 10rem;
  }

  .notice.panel.examined {
    inline-size: min(30rem, calc(100% - 24px));
    max-inline-size: none;
  }

  .diagnosis {
    flex: 1 0 100%;
    text-align: start;
    padding-block: 8px 4px;
    border-block-start: 1px solid var(--surface-border);
  }

  .panel .diagnosis {
    inline-size: 100%;
    padding-block-start: 12px;
  }

  .verdict {
    margin: 0 0 4px;
    font-weight: 600;
  }

  .steps {
    margin: 0;
    padding: 0;
    max-block-size: 11rem;
    overflow: auto;
    list-style: none;
  }

  .steps:focus-visible {
    outline: 2px solid var(--ring);
  }

  .step {
    display: flex;
    gap: 8px;
    padding-block: 2px;
  }

  .step .mark {
    flex: none;
    inline-size: 1em;
    font-weight: 700;
  }

  .step.failed .mark,
  .step.failed .outcome {
    color: var(--error);
  }

  .step.warning .mark,
  .step.warning .outcome {
    color: var(--warn);
  }

  .step .name {
    font-weight: 600;
  }

  .step .why {
    display: block;
    color: var(--text-soft);
    overflow-wrap: anywhere;
  }

  .diagnosis .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 8px;
  }

  @container (max-width: 420px) {
    .notice.bar.examined {
      inline-size: auto;
    }
  }
`;
