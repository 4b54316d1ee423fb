import { textOf } from '../../base/sentence.js';
import type { State } from './state.js';
import { detailOf, type StatusDetail } from './status.js';

/** What people are told of a state. The one place where inner phases become public words. */
export function publicStatus(state: State): StatusDetail {
  const { failures } = state;
  const because = { reason: textOf(state.reason), sentences: state.reason.length === 0 ? undefined : state.reason };
  switch (state.phase) {
    case 'idle':
      return detailOf('idle');
    case 'scheduled':
    case 'token':
    case 'opening':
    case 'handshake':
      return { status: attempting(state), ...because, attempt: failures + 1, retryAt: undefined };
    case 'online.ready':
    case 'online.probing':
    case 'online.unheard':
      return detailOf('connected');
    case 'online.leaving':
      return detailOf('connected', state.reason);
    case 'wait.backoff':
      return { status: 'reconnecting', ...because, attempt: failures, retryAt: state.retryAt };
    case 'wait.breaker':
    case 'wait.server':
      return { status: 'suspended', ...because, attempt: failures, retryAt: state.retryAt };
    case 'wait.offline':
      return { status: 'offline', ...because, attempt: failures, retryAt: state.retryAt };
    case 'failed':
      return { status: 'failed', ...because, attempt: failures, retryAt: undefined, fault: state.fault };
    case 'closed':
      return detailOf('closed');
  }
}

/** The breaker's own probe stays `suspended`: a chip that flickers twice a minute helps nobody. */
function attempting(state: State): 'connecting' | 'reconnecting' | 'suspended' {
  if (state.breaker.kind === 'probing') return 'suspended';
  return state.failures === 0 && state.welcomes === 0 ? 'connecting' : 'reconnecting';
}
