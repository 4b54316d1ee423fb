/** Anything that adopts sheets. */
export type StyleRoot = Document | ShadowRoot;

const shared = new WeakMap<Document, Map<string, CSSStyleSheet>>();

export function newSheet(owner: Document, text: string): CSSStyleSheet {
  const sheet = new (owner.defaultView ?? window).CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

/**
 * A sheet is bound to the document whose window made it; a root in another document refuses it (NotAllowedError) and drops its own on adoption.
 * So: one sheet per document and text.
 */
export function sharedSheet(owner: Document, text: string): CSSStyleSheet {
  let sheets = shared.get(owner);
  if (sheets === undefined) shared.set(owner, (sheets = new Map()));
  let sheet = sheets.get(text);
  if (sheet === undefined) sheets.set(text, (sheet = newSheet(owner, text)));
  return sheet;
}

export function documentOf(root: StyleRoot): Document {
  return root.ownerDocument ?? root;
}

/** Adopts `sheets` after what the root has, each once. */
export function adopt(root: StyleRoot, sheets: readonly CSSStyleSheet[]): void {
  const present = root.adoptedStyleSheets;
  const missing = sheets.filter((sheet) => !present.includes(sheet));
  if (missing.length > 0) root.adoptedStyleSheets = [...present, ...missing];
}

export function abandon(root: StyleRoot, sheets: readonly CSSStyleSheet[]): void {
  root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
}
