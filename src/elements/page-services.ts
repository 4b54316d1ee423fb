import type { Clock } from '../base/clock.js';
import type { Logger } from '../base/logger.js';
import { createBrowserEnvironment } from '../client/browser/environment.js';
import { getRegistry } from '../client/browser/page-registry.js';
import type { Registry } from '../client/registry/contract.js';
import { screenLoader, type ScreenLoader } from './load-screens.js';

/** What the elements take from the page: through the client's environment, never from globals. */
export interface PageServices {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly screens: ScreenLoader;
}

let replaced: PageServices | undefined;
let own: Omit<PageServices, 'registry'> | undefined;

/** The page's own, made when first asked for, so that importing the package does nothing. */
export function pageServices(): PageServices {
  if (replaced !== undefined) return replaced;
  if (own === undefined) {
    const { clock, logger } = createBrowserEnvironment();
    own = { clock, logger, screens: screenLoader };
  }
  return { registry: getRegistry(), ...own };
}

/** Puts others in their place, for tests; undefined brings the page's own back. */
export function replacePageServices(services: PageServices | undefined): void {
  replaced = services;
}
