import { createRegistry } from '../registry/registry.js';
import type { Registry } from '../registry/contract.js';
import { VERSION } from '../version.js';
import { createBrowserEnvironment } from './environment.js';

/** Where the copies of the package on one page meet; the number is the generation of the contract. */
export const REGISTRY_SYMBOL = Symbol.for('persistent-terminal/registry@1');

/** What lies under `REGISTRY_SYMBOL`. */
export interface InstalledRegistry {
  readonly contract: 1;
  /** Package version of the copy that installed it. */
  readonly version: string;
  readonly registry: Registry;
}

/**
 * The registry of this page: the one that the first copy of the package has installed, whichever copy asks. Made when it is first asked for.
 * @param host where to install it; default `globalThis`
 * @param create default: a registry on the browser's own environment
 */
export function getRegistry(host: object = globalThis, create: () => Registry = createPageRegistry): Registry {
  const installed = (host as Record<symbol, InstalledRegistry | undefined>)[REGISTRY_SYMBOL];
  if (installed !== undefined) return installed.registry;
  const entry: InstalledRegistry = { contract: 1, version: VERSION, registry: create() };
  // Neither writable nor configurable: two registries would mean two sockets and two screens of one shell.
  Object.defineProperty(host, REGISTRY_SYMBOL, { value: entry, enumerable: false, writable: false, configurable: false });
  return entry.registry;
}

function createPageRegistry(): Registry {
  return createRegistry(createBrowserEnvironment(), () => fetchEngine().then(({ createEngine }) => createEngine()));
}

const fetchEngine = (): Promise<typeof import('../engine.js')> => import('../engine.js');

/** Begins to fetch what sessions need to talk to their server, for whoever is about to want one. A failure is told by the session that wants it, which tries again. */
export function fetchEngineAhead(): void {
  fetchEngine().catch(() => undefined);
}

/** The registry of this page. Importing it does nothing; using a member of it is what finds or makes the registry. */
export const registry: Registry = {
  get version() {
    return getRegistry().version;
  },
  get active() {
    return getRegistry().active;
  },
  get sessions() {
    return getRegistry().sessions;
  },
  get connections() {
    return getRegistry().connections;
  },
  get viewFactory() {
    return getRegistry().viewFactory;
  },
  set viewFactory(factory) {
    getRegistry().viewFactory = factory;
  },
  configure: (options) => getRegistry().configure(options),
  open: (ref) => getRegistry().open(ref),
  get: (target) => getRegistry().get(target),
  activate: (target) => getRegistry().activate(target),
  close: (target) => getRegistry().close(target),
  closeScope: (scope) => getRegistry().closeScope(scope),
  status: (target) => getRegistry().status(target),
  state: (target) => getRegistry().state(target),
  list: (url) => getRegistry().list(url),
  diagnose: (target, options) => getRegistry().diagnose(target, options),
  recover: (target, options) => getRegistry().recover(target, options),
  probe: (target) => getRegistry().probe(target),
  cut: (target) => getRegistry().cut(target),
  evict: (target) => getRegistry().evict(target),
  subscribe: (listener) => getRegistry().subscribe(listener),
  metrics: () => getRegistry().metrics(),
  recordSwitch: (milliseconds, session) => getRegistry().recordSwitch(milliseconds, session),
  warm: (ref) => getRegistry().warm(ref),
  setTokenProvider: (url, provider) => getRegistry().setTokenProvider(url, provider),
  createSessionId: () => getRegistry().createSessionId(),
  dispose: () => getRegistry().dispose(),
};
