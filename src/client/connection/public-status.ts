import type { State } from './state.js';
import { detailOf, type StatusDetail } from './status.js';

/** What people are told of a state. The one place where inner phases become public words. */
export function publicStatus(state: State): StatusDetail {
  const { failures, reason } = state;
  switch (state.phase) {
    case 'idle':
      return detailOf('idle');
    case 'scheduled':
    case 'token':
    case 'opening':
    case 'handshake':
      return { status: attempting(state), reason, attempt: failures + 1, retryAt: undefined };
    case 'online.ready':
    case 'online.probing':
    case 'online.unheard':
      return detailOf('connected');
    case 'online.leaving':
      return detailOf('connected', reason);
    case 'wait.backoff':
      return { status: 'reconnecting', reason, attempt: failures, retryAt: state.retryAt };
    case 'wait.breaker':
    case 'wait.server':
      return { status: 'suspended', reason, attempt: failures, retryAt: state.retryAt };
    case 'wait.offline':
      return { status: 'offline', reason, attempt: failures, retryAt: state.retryAt };
    case 'failed':
      return { status: 'failed', reason, attempt: failures, retryAt: undefined, fault: state.fault };
    case 'closed':
      return detailOf('closed');
  }
}

/** The breaker's own probe stays `suspended`: a chip that flickers twice a minute helps nobody. */
function attempting(state: State): 'connecting' | 'reconnecting' | 'suspended' {
  if (state.breaker.kind === 'probing') return 'suspended';
  return state.failures === 0 && state.welcomes === 0 ? 'connecting' : 'reconnecting';
}
