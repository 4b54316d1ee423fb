import type { PartLoader } from '../../../src/elements/lazy-parts.js';

/** As on a slow network: the part is not here until the function that is returned is called, although the page may have it. It resolves when all who wait for it have it. */
export function late<T>(loader: PartLoader<T>): () => Promise<void> {
  const { load } = loader;
  const loaded = Object.getOwnPropertyDescriptor(loader, 'loaded') as PropertyDescriptor;
  let arrive: (part: T) => void = () => {};
  const flight = new Promise<T>((resolve) => (arrive = resolve));
  Object.defineProperty(loader, 'loaded', { ...loaded, get: () => undefined });
  Object.assign(loader, { load: () => flight });
  return async () => {
    const part = await load();
    Object.defineProperty(loader, 'loaded', loaded);
    Object.assign(loader, { load });
    arrive(part);
    await flight;
  };
}
