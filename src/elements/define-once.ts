import type { Logger } from '../base/logger.js';

interface VersionedElement extends CustomElementConstructor {
  /** Package version the class comes from. */
  readonly version?: string;
}

const warned = new Set<string>();

/**
 * Defines a tag unless the page has it already: the first definition wins, because a tag can't be defined twice and both copies speak to the
 * same registry. Another version is reported once per tag. Does nothing where there are no custom elements (Node).
 */
export function defineOnce(tag: string, element: VersionedElement, logger: () => Logger): void {
  if (typeof customElements === 'undefined') return;
  const present: VersionedElement | undefined = customElements.get(tag);
  if (present === undefined) {
    customElements.define(tag, element);
    return;
  }
  if (present === element || present.version === element.version || warned.has(tag)) return;
  warned.add(tag);
  logger().warn({ tag, defined: present.version ?? 'unknown', ignored: element.version ?? 'unknown' }, 'this tag is already defined by another version; the first one stays');
}
