import type { Clock } from '../base/clock.js';
import type { Logger } from '../base/logger.js';
import { createBrowserEnvironment } from '../client/browser/environment.js';
import { getRegistry } from '../client/browser/page-registry.js';
import type { Signal } from '../client/environment.js';
import type { Registry } from '../client/registry/contract.js';
import { chipLoader, overlayLoader, screenLoader, type ChipModule, type OverlayModule, type PartLoader, type ScreensModule } from './lazy-parts.js';

/** What the elements take from the page: through the client's environment, never from globals. */
export interface PageServices {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly online: Pick<Signal, 'subscribe'>;
  readonly screens: PartLoader<ScreensModule>;
  readonly overlays: PartLoader<OverlayModule>;
  readonly chips: PartLoader<ChipModule>;
}

let replaced: PageServices | undefined;
let own: Omit<PageServices, 'registry'> | undefined;

/** The page's own, made when first asked for, so that importing the package does nothing. */
export function pageServices(): PageServices {
  if (replaced !== undefined) return replaced;
  if (own === undefined) {
    const { clock, logger, online } = createBrowserEnvironment();
    own = { clock, logger, online, screens: screenLoader, overlays: overlayLoader, chips: chipLoader };
  }
  return { registry: getRegistry(), ...own };
}

/** Puts others in their place, for tests; undefined brings the page's own back. */
export function replacePageServices(services: PageServices | undefined): void {
  replaced = services;
}
