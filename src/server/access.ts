import type { SessionName } from '../protocol/session-key.js';
import { canonicalName } from '../protocol/session-key.js';
import type { HostedSession } from './hosted-session.js';
import type { Action, AuthorizeRequest, Principal } from './options.js';

/** Asks the host's `authorize` hook. */
export class Access {
  readonly #authorize: (request: AuthorizeRequest) => Promise<boolean> | boolean;

  constructor(authorize: (request: AuthorizeRequest) => Promise<boolean> | boolean) {
    this.#authorize = authorize;
  }

  /** About a session there is. */
  async toSession(principal: Principal, action: Action, session: HostedSession): Promise<boolean> {
    const { sessionId, ownerId, name, profile } = session.identity;
    return this.#ask({ principal, action, ownerId, sessionId, project: name.project, environment: name.environment, profile });
  }

  /** About a session that would be made, or about all of one's own. */
  async toName(principal: Principal, action: Action, name: SessionName, profile: string | undefined): Promise<boolean> {
    const { sessionId, project, environment } = canonicalName(name);
    return this.#ask({ principal, action, ownerId: principal.id, sessionId: action === 'list' ? undefined : sessionId, project, environment, profile });
  }

  /** Only `true` allows: a hook that forgets to answer must not open the door. */
  async #ask(request: AuthorizeRequest): Promise<boolean> {
    return (await this.#authorize(request)) === true;
  }
}
