import { css } from 'lit';

export const pasteQuestionStyles = css`
  .question {
    --accent: light-dark(#0b5cb8, #7cc4ff);
    --accent-text: light-dark(#fff, #08131f);
    position: absolute;
    inset: 0;
    z-index: 18;
    display: grid;
    place-items: center;
    container-type: size;
    padding: 10px;
    box-sizing: border-box;
    background: light-dark(rgb(40 50 66 / 28%), rgb(0 0 0 / 45%));
    font: 13px/1.45 var(--ui-font);
    color: var(--text);
  }

  .question .card {
    display: flex;
    flex-direction: column;
    gap: 10px;
    box-sizing: border-box;
    inline-size: min(34rem, 100%);
    max-block-size: 100%;
    min-block-size: 0;
    overflow: auto;
    padding: 16px 18px;
    border: 1px solid var(--surface-border);
    border-radius: 12px;
    background: var(--surface);
    box-shadow: 0 8px 32px rgb(0 0 0 / 35%);
  }

  /* What does not fit is scrolled to, not squeezed. */
  .question .card > * {
    flex: none;
    margin: 0;
  }

  /* Words go as their own language goes, and lie where the page's lines begin. */
  .question :is(h2, p, label, button, i) {
    unicode-bidi: plaintext;
  }

  .question :is(h2, p):dir(rtl) {
    text-align: right;
  }

  .question h2 {
    font-size: 15px;
    font-weight: 600;
  }

  .question p {
    color: light-dark(#505c6e, #aab5c6);
  }

  .question .card > pre {
    flex: 0 1 auto;
    min-block-size: 3.4em;
    max-block-size: 11rem;
    overflow: auto;
    padding: 8px 10px;
    border: 1px solid var(--surface-border);
    border-radius: 8px;
    background: light-dark(#f3f5f8, #10151d);
    direction: ltr;
    text-align: left;
    font: 12px/1.5 var(--term-font-family, ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace);
    tab-size: 4;
    /* Nothing is out of sight at the right. */
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  /* A stroke beside each line, however many rows it takes. */
  .question pre span {
    display: block;
    padding-inline-start: 7px;
    border-inline-start: 2px solid light-dark(#8492a6, #5b6880);
  }

  .question pre span + span {
    margin-block-start: 3px;
  }

  .question s {
    color: light-dark(#b3202a, #ff8a8f);
  }

  .question pre i {
    color: light-dark(#505c6e, #aab5c6);
  }

  .question label {
    display: flex;
    align-items: center;
    gap: 8px;
  }

  .question input {
    accent-color: var(--accent);
  }

  .question .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .question .safe {
    margin-inline-start: auto;
  }

  .question button {
    font: inherit;
    font-weight: 600;
    min-block-size: 32px;
    padding: 4px 14px;
    border: 1px solid var(--surface-border);
    border-radius: 7px;
    background: transparent;
    color: inherit;
    cursor: pointer;
  }

  .question button.wanted {
    border-color: transparent;
    background: var(--accent);
    color: var(--accent-text);
  }

  .question button:hover {
    filter: brightness(1.08);
  }

  .question :is(button, input, pre):focus-visible {
    outline: 2px solid var(--ring);
    outline-offset: 2px;
  }

  @container (max-height: 320px) {
    .question .card {
      gap: 4px;
      padding: 8px 12px;
    }

    .question .card > pre {
      min-block-size: 3em;
      padding-block: 4px;
    }

    .question .buttons {
      gap: 6px;
    }

    .question button {
      min-block-size: 28px;
      padding: 2px 10px;
    }
  }

  @media (pointer: coarse) {
    .question button {
      min-block-size: 40px;
    }
  }

  @media (forced-colors: active) {
    .question button {
      border-color: ButtonBorder;
    }
  }

  @media print {
    .question {
      display: none;
    }
  }
`;
