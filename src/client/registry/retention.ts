/** A session as the retention policy sees it. */
export interface Retained {
  /** Whether it has a screen. */
  readonly warm: boolean;
  /** Whether an element shows that screen now. */
  readonly shown: boolean;
  readonly keepWarm: boolean;
  /** When it was last shown or used, `Clock.now`. */
  readonly usedAt: number;
}

export interface RetentionLimits {
  /** Parked screens that are kept. */
  readonly maxWarm: number;
  /** Time not shown after which a screen goes, milliseconds; 0: never. */
  readonly idleTtlMs: number;
}

export interface RetentionVerdict<T> {
  /** Least recently used first. */
  readonly evict: readonly T[];
  /** When time alone will change the verdict, `Clock.now`. */
  readonly nextAt: number | undefined;
}

/** When a screen goes because of its age alone, `Clock.now`; undefined: never. */
export function evictsAt({ warm, shown, keepWarm, usedAt }: Retained, { idleTtlMs }: Pick<RetentionLimits, 'idleTtlMs'>): number | undefined {
  return warm && !shown && !keepWarm && idleTtlMs > 0 ? usedAt + idleTtlMs : undefined;
}

/**
 * Which screens have to go. Those that are shown never count and never go; those kept warm on purpose neither.
 * @param sessions of equally old ones the first goes first
 */
export function judgeRetention<T extends Retained>(sessions: Iterable<T>, limits: RetentionLimits, now: number): RetentionVerdict<T> {
  const parked: T[] = [];
  for (const session of sessions) if (session.warm && !session.shown && !session.keepWarm) parked.push(session);
  parked.sort((a, b) => a.usedAt - b.usedAt);
  const surplus = Math.max(0, parked.length - limits.maxWarm);
  const keep = parked.findIndex((session, index) => index >= surplus && now < (evictsAt(session, limits) ?? Infinity));
  const oldest = parked[keep];
  return {
    evict: keep === -1 ? parked : parked.slice(0, keep),
    nextAt: oldest && evictsAt(oldest, limits),
  };
}
