import type { Disposable } from '../../base/disposable.js';
import type { ConnectionOptions } from '../connection/settings.js';
import type { TokenProvider } from './contract.js';
import { ServerLink, type ServerLinkSettings } from './server-link.js';

/** One link for each address, made when it is first asked for and kept; its connection is idle while nobody holds a lease. */
export class ConnectionPool implements Disposable {
  readonly #settings: ServerLinkSettings;
  readonly #options: () => ConnectionOptions;
  readonly #links = new Map<string, ServerLink>();
  readonly #providers = new Map<string, TokenProvider>();
  #provider: TokenProvider | undefined;

  constructor(settings: ServerLinkSettings, options: () => ConnectionOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  /** @param url absolute */
  get(url: string): ServerLink {
    const known = this.#links.get(url);
    if (known !== undefined) return known;
    const link = new ServerLink(url, this.#settings, this.#options(), this.provider(url));
    this.#links.set(url, link);
    return link;
  }

  provider(url: string): TokenProvider | undefined {
    return this.#providers.get(url) ?? this.#provider;
  }

  get links(): readonly ServerLink[] {
    return [...this.#links.values()];
  }

  /** The provider of every server that has none of its own. */
  setDefaultProvider(provider: TokenProvider | undefined): void {
    this.#provider = provider;
    for (const [url, link] of this.#links) {
      if (!this.#providers.has(url)) link.setTokenProvider(provider);
    }
  }

  setProvider(url: string, provider: TokenProvider): void {
    this.#providers.set(url, provider);
    this.#links.get(url)?.setTokenProvider(provider);
  }

  dispose(): void {
    for (const link of this.#links.values()) link.dispose();
    this.#links.clear();
  }
}
