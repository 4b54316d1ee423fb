/** `persistent-terminal/client`: sessions and the page's registry, without elements and without xterm.js. */
export * from '../index.js';
export { createBrowserEnvironment } from './environment.js';
export { getRegistry, registry, REGISTRY_SYMBOL, type InstalledRegistry } from './page-registry.js';
