/**
 * Stops a page from hammering a server that is not there: after a number of failures in a row it is `open` for a
 * cool-down, then lets one attempt through (`probing`). Pure; time is the machine's business.
 */
export type Breaker = { readonly kind: 'closed'; readonly failures: number } | { readonly kind: 'open' } | { readonly kind: 'probing' };

export const CLOSED_BREAKER: Breaker = { kind: 'closed', failures: 0 };

/**
 * @param counts whether the failure says anything about the server: those of a hidden or offline page do not, or every
 * laptop would wake with an open breaker
 */
export function afterFailure(breaker: Breaker, counts: boolean, threshold: number): Breaker {
  switch (breaker.kind) {
    case 'open':
      return breaker;
    case 'probing':
      return { kind: 'open' };
    case 'closed': {
      if (!counts) return breaker;
      const failures = breaker.failures + 1;
      return failures >= threshold ? { kind: 'open' } : { kind: 'closed', failures };
    }
  }
}

/** The cool-down is over. */
export function probe(breaker: Breaker): Breaker {
  return breaker.kind === 'open' ? { kind: 'probing' } : breaker;
}

/** Somebody or something asks for an attempt before that: it is made, and its failure opens the breaker again at once. */
export function override(breaker: Breaker, threshold: number): Breaker {
  return breaker.kind === 'closed' ? breaker : { kind: 'closed', failures: threshold - 1 };
}
