const places = new WeakMap<Document, HTMLElement>();

/** Not every engine has it. */
type MovingParent = Omit<Element, 'moveBefore'> & Partial<Pick<Element, 'moveBefore'>>;

/** Moves a node to the end of `parent`. `moveBefore` keeps focus, selection and running animations, but works only between connected places of one document. */
export function moveInto(parent: Element, node: Element): void {
  if (node.parentNode === parent) return;
  const target: MovingParent = parent;
  const together = node.isConnected && parent.isConnected && node.ownerDocument === parent.ownerDocument;
  if (together && target.moveBefore !== undefined) target.moveBefore(node, null);
  else parent.append(node);
}

/** The hidden element where the screens of a page wait that no element shows; one per document, made when first needed. */
export function parkingPlace(owner: Document): HTMLElement {
  let place = places.get(owner);
  if (place === undefined) {
    place = owner.createElement('div');
    place.dataset['persistentTerminalParking'] = '';
    place.hidden = true;
    place.inert = true;
    place.setAttribute('aria-hidden', 'true');
    // `hidden` is only a style of the browser's; a page's `div { display: flex }` would undo it.
    place.style.setProperty('display', 'none', 'important');
    places.set(owner, place);
  }
  // Frameworks that swap the whole body take the place away with it.
  if (!place.isConnected) (owner.body ?? owner.documentElement).append(place);
  return place;
}

/** @param home never a frame or popup that the screen has visited: what is in one that goes loses its listeners */
export function park(node: Element, home: Document): void {
  moveInto(parkingPlace(home), node);
}

/** Whether the focus is inside `node`, whatever shadow roots lie between. */
export function hasFocus(node: Element): boolean {
  const active = (node.getRootNode() as Document | ShadowRoot).activeElement;
  return active !== null && active !== undefined && node.contains(active);
}

/** Whether nothing on the page has the focus, so that taking it disturbs nobody. */
export function focusIsFree(owner: Document): boolean {
  return owner.activeElement === null || owner.activeElement === owner.body || owner.activeElement === owner.documentElement;
}
