import { css } from 'lit';

/** Colours meet 4.5 : 1 on their own background in both schemes; shape and text say the same as colour. */
export const chipFaceStyles = css`
  :host {
    display: inline-flex;
    position: relative;
    vertical-align: middle;
    max-inline-size: 100%;
    min-inline-size: 0;
    font: 500 12px/1.3 var(--terminal-ui-font, system-ui, sans-serif);
  }

  :host([hidden]) {
    display: none;
  }

  /* Nothing to say: out of the layout, but a live region still, or the next change would not be heard. */
  :host(:state(empty)) {
    position: absolute;
    inline-size: 0;
    block-size: 0;
    overflow: hidden;
  }

  .chip {
    position: relative;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    box-sizing: border-box;
    max-inline-size: 100%;
    min-block-size: 22px;
    padding: 2px 9px 2px 7px;
    border-radius: 999px;
    border: 1px solid color-mix(in srgb, var(--text) 28%, transparent);
    background: var(--chip-background, var(--fill));
    color: var(--text);
    white-space: nowrap;
  }

  .chip.active {
    --text: var(--chip-color-active, light-dark(#0f5f2c, #7fe0a2));
    --fill: light-dark(#dff5e6, #12301f);
  }

  .chip.background {
    --text: var(--chip-color-background, light-dark(#0a4f9e, #93c8ff));
    --fill: light-dark(#e2eefc, #14283f);
  }

  .chip.wait {
    --text: var(--chip-color-wait, light-dark(#704800, #f4ca6a));
    --fill: light-dark(#fdf0d3, #33270d);
  }

  .chip.error {
    --text: var(--chip-color-error, light-dark(#9c1b24, #ffa4a8));
    --fill: light-dark(#fde6e7, #3a1719);
  }

  .chip.idle {
    --text: var(--chip-color-idle, light-dark(#4a5565, #b3bdcc));
    --fill: light-dark(#eceff3, #232a34);
  }

  .chip.dot {
    min-block-size: 0;
    padding: 0;
    border: 0;
    background: none;
  }

  .mark {
    position: relative;
    display: flex;
    flex: none;
  }

  .icon {
    inline-size: 12px;
    block-size: 12px;
  }

  .chip.dot .icon {
    inline-size: 14px;
    block-size: 14px;
  }

  /* All of the pill, and enough of a dot's surroundings to be hit. */
  .hit {
    position: absolute;
    inset: -1px;
    padding: 0;
    border: 0;
    border-radius: 999px;
    background: none;
    cursor: pointer;
  }

  .chip.dot > .hit {
    inset: -5px;
  }

  .hit:hover {
    background: color-mix(in srgb, var(--text) 12%, transparent);
  }

  .hit:focus-visible {
    outline: 2px solid var(--terminal-focus-ring, light-dark(#1667c4, #58aef7));
    outline-offset: 1px;
  }

  /* Words go as their own language goes, or a page from right to left cuts off where they begin. */
  .label {
    overflow: hidden;
    text-overflow: ellipsis;
    unicode-bidi: plaintext;
  }

  .name {
    font-weight: 600;
  }

  .name::after {
    content: '·';
    margin-inline: 5px;
    font-weight: 400;
  }

  .chip.dot .label {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    clip-path: inset(50%);
  }

  .turning {
    transform-origin: 8px 8px;
    animation: turn 1.2s linear infinite;
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
  }

  @media (forced-colors: active) {
    .chip {
      border-color: CanvasText;
    }
  }
`;
