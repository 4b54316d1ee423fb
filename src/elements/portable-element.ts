import { LitElement, type CSSResult } from 'lit';
import { follow, unfollow } from './localize.js';
import { sharedSheet } from './style-sheets.js';

/**
 * A Lit element that lives in any document. Lit's own sheets are bound to the document of the window that loaded it: another one refuses them (NotAllowedError), and a root that is
 * adopted by another one (iframe, popup, picture-in-picture window) drops them. It is rendered anew when its language changes.
 */
export class PortableElement extends LitElement {
  protected override createRenderRoot(): ShadowRoot {
    const root = this.shadowRoot ?? this.attachShadow((this.constructor as typeof LitElement).shadowRootOptions);
    this.#style(root);
    // What Lit's own method does for a root that has content already.
    this.renderOptions.renderBefore ??= root.firstChild;
    return root;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    follow(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    unfollow(this);
  }

  adoptedCallback(): void {
    if (this.shadowRoot !== null) this.#style(this.shadowRoot);
  }

  #style(root: ShadowRoot): void {
    const { elementStyles } = this.constructor as typeof LitElement;
    root.adoptedStyleSheets = elementStyles.map((style) => sharedSheet(this.ownerDocument, (style as CSSResult).cssText));
  }
}
