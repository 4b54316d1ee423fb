import { css } from 'lit';

/** Paper: the text of the screen in its place, as tall as it is, black on white. There only while a page is printed. */
export const printedScreenStyles = css`
  .printed {
    display: none;
  }

  @media print {
    /* A fixed height would cut lines off that paper has to wrap. */
    :host {
      block-size: auto !important;
      min-block-size: 0 !important;
      max-block-size: none !important;
      contain: none !important;
      overflow: visible !important;
    }

    .base {
      block-size: auto;
      overflow: visible;
      /* Of a dark page that is printed with its grounds the paper is black. */
      background: #fff;
      border-color: #999;
    }

    .base > .toolbar {
      padding-inline: 8px;
      border-color: #999;
      background: none;
      color: #000;
    }

    :host(:focus-within) .base::after,
    .base > .toolbar > .tools,
    .base > .key-bar,
    .stage > :not(.printed) {
      display: none;
    }

    .printed {
      display: block;
      margin: 0;
      padding: 8px;
      direction: ltr;
      text-align: start;
      font: 9pt/1.25 var(--term-font-family, ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace);
      color: #000;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      tab-size: 8;
    }
  }
`;
