import { toDisposable, type Disposable } from '../../base/disposable.js';
import type { Inspection, PageInspection } from '../environment.js';
import type { BrowserHost } from './environment.js';

/** A lazy chunk named after this file: only ever imported dynamically. */
export function createInspection(host: BrowserHost): Inspection {
  return { probeHttp: (url, answer) => probeHttp(host, url, answer), inspectPage: (url) => inspectPage(host, url) };
}

/** Any answer counts, also an error page: `no-cors` hides it from us, and without credentials nobody is told who asks. */
function probeHttp(host: BrowserHost, url: string, answer: (reached: boolean) => void): Disposable {
  const abort = host.AbortController === undefined ? undefined : new host.AbortController();
  Promise.resolve()
    // A redirect is an answer too, and must not lead us to somebody else.
    .then(() => host.fetch?.(url, { method: 'HEAD', mode: 'no-cors', cache: 'no-store', credentials: 'omit', redirect: 'manual', referrerPolicy: 'no-referrer', signal: abort?.signal ?? null }))
    .then((response) => answer(response !== undefined), () => answer(false));
  return toDisposable(() => abort?.abort());
}

/** Names under which browsers keep what the user has said about the local network: one for all of it, or two. */
const LOCAL_NETWORK = ['local-network-access', 'local-network', 'loopback-network'];

function inspectPage(host: BrowserHost, url: string): PageInspection {
  const { document } = host;
  const origin = url.replace(/^(wss?:\/\/[^/?#]*).*$/s, '$1');
  let blockedByPolicy = false;
  const see = (event: SecurityPolicyViolationEvent): void => {
    // Policies that only report forbid nothing.
    if (event.disposition === 'enforce' && event.effectiveDirective === 'connect-src' && event.blockedURI.startsWith(origin)) blockedByPolicy = true;
  };
  document?.addEventListener('securitypolicyviolation', see);
  return {
    get blockedByPolicy() {
      return blockedByPolicy;
    },
    localNetwork: (answer) => {
      void Promise.all(LOCAL_NETWORK.map((name) => permission(host, name))).then((states) => {
        answer((['denied', 'prompt', 'granted'] as const).find((state) => states.includes(state)) ?? 'unknown');
      });
    },
    dispose: () => document?.removeEventListener('securitypolicyviolation', see),
  };
}

/** Undefined where the browser does not know it; then asking throws. */
async function permission({ navigator }: BrowserHost, name: string): Promise<PermissionState | undefined> {
  try {
    return (await navigator?.permissions?.query({ name: name as PermissionName }))?.state;
  } catch {
    return undefined;
  }
}
