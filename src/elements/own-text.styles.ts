import { css } from 'lit';

/** Declarations that keep out what a page says of its own text: cells, columns of figures and notices are laid out without it. Fonts, colours and direction are seen to elsewhere; features of a font (ligatures, a slashed zero) are the page's to choose. */
export const ownText = css`
    writing-mode: horizontal-tb;
    text-align: start;
    text-indent: 0;
    text-transform: none;
    text-shadow: none;
    letter-spacing: normal;
    word-spacing: normal;
    white-space: normal;
    font-style: normal;
    font-variant-caps: normal;
`;
