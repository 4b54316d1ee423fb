import { css } from 'lit';

/** Colours meet 4.5 : 1 on their own background in both schemes; shape and text say the same as colour. */
export const terminalStatusChipStyles = css`
  :host {
    display: inline-flex;
    position: relative;
    vertical-align: middle;
    max-inline-size: 100%;
    min-inline-size: 0;
    font: 500 12px/1.3 var(--terminal-ui-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);
    --active-text: light-dark(#0f5f2c, #7fe0a2);
    --active-fill: light-dark(#dff5e6, #12301f);
    --background-text: light-dark(#0a4f9e, #93c8ff);
    --background-fill: light-dark(#e2eefc, #14283f);
    --wait-text: light-dark(#704800, #f4ca6a);
    --wait-fill: light-dark(#fdf0d3, #33270d);
    --error-text: light-dark(#9c1b24, #ffa4a8);
    --error-fill: light-dark(#fde6e7, #3a1719);
    --idle-text: light-dark(#4a5565, #b3bdcc);
    --idle-fill: light-dark(#eceff3, #232a34);
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
    --text: var(--chip-color-active, var(--active-text));
    --fill: var(--active-fill);
  }

  .chip.background {
    --text: var(--chip-color-background, var(--background-text));
    --fill: var(--background-fill);
  }

  .chip.wait {
    --text: var(--chip-color-wait, var(--wait-text));
    --fill: var(--wait-fill);
  }

  .chip.error {
    --text: var(--chip-color-error, var(--error-text));
    --fill: var(--error-fill);
  }

  .chip.idle {
    --text: var(--chip-color-idle, var(--idle-text));
    --fill: var(--idle-fill);
  }

  .chip.dot {
    min-block-size: 0;
    padding: 0;
    border: 0;
    background: none;
  }

  .icon {
    flex: none;
    inline-size: 12px;
    block-size: 12px;
  }

  .chip.dot .icon {
    inline-size: 14px;
    block-size: 14px;
  }

  .label {
    overflow: hidden;
    text-overflow: ellipsis;
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

  .chip.wait .turning {
    transform-origin: 8px 8px;
    animation: turn 1.2s linear infinite;
  }

  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .chip.wait .turning {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .chip {
      border-color: CanvasText;
    }
  }
`;
