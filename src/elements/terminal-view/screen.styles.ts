import { css } from 'lit';

/** How the screen lies in the box that an element lends it; comes and goes with the screen. */
export const screenStyles = css`
  /* Smaller than the smallest grid. Not always: the bars would take room from a grid that has yet to be fitted. */
  .screen[data-narrow],
  .screen[data-low] {
    overflow: auto;
    scrollbar-width: thin;
  }

  .screen[data-narrow] > .terminal-wrapper {
    min-inline-size: max-content;
  }

  .screen[data-low] > .terminal-wrapper {
    min-block-size: max-content;
  }

  /* What else a page says of its letters (see own-text.styles.ts): those of a heading filled by a gradient are transparent, adjusted ones wider than the cells that were measured. */
  .base {
    word-break: normal;
    hyphens: manual;
    text-emphasis: none;
    text-underline-position: auto;
    font-size-adjust: none;
    font-stretch: normal;
    -webkit-text-fill-color: currentColor;
    -webkit-text-stroke: 0;
  }

  .screen > .terminal-wrapper {
    block-size: 100%;
    inline-size: 100%;
  }

  .screen .xterm {
    block-size: 100%;
  }

  /* The screen's own colour shows; the viewport's is drawn before a theme is known. */
  .screen .xterm .xterm-viewport {
    background-color: transparent;
    overflow: hidden;
  }

  .screen .xterm .xterm-scrollable-element {
    block-size: 100%;
  }

  /* Beside the prompt, in the padding; shape and colour both say how its command ended. */
  .screen .prompt-mark {
    translate: calc(-1 * min(8px, var(--terminal-padding, 8px)));
    max-inline-size: 8px;
  }

  .screen .prompt-mark::before {
    content: '';
    position: absolute;
    inset: 50% auto auto 1px;
    inline-size: 5px;
    block-size: 5px;
    translate: 0 -50%;
    border-radius: 50%;
    background: light-dark(#1a7f37, #4ac26b);
  }

  .screen .prompt-mark.bad::before {
    border-radius: 0;
    rotate: 45deg;
    background: light-dark(#c62330, #ff7b7f);
  }

  .screen .font-probe {
    position: absolute;
    visibility: hidden;
    pointer-events: none;
    white-space: pre;
    forced-color-adjust: none;
  }

  .screen .font-probe::before {
    content: 'WWWWWWWWWWWWWWWW';
  }

  /* Forced by the terminal itself, which knows what is text, cursor and selection. */
  .screen .xterm {
    forced-color-adjust: none;
  }
`;
