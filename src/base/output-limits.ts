/*
 * What hostile output may cost. The server's screen and the page's terminal keep to the same numbers, or they would come to show different screens.
 */

/** Largest repeat count that is carried out. Each of these loops in xterm.js runs once per count: `CSI 2147483647 S` freezes the page for tens of seconds. */
export const MAX_REPEAT = 10_000;
/** Most UTF-16 units one REP may print: it repeats whole clusters, and those have no natural length. */
export const MAX_REPEATED_UNITS = 40_000;
/** Largest part of a cluster that is kept, UTF-16 units: combining characters stack up without limit. */
export const MAX_CLUSTER_UNITS = 64;
/** The part of a cluster that is kept, never less than one whole character: one of them may be two units. */
export function boundedCluster(cluster: string, units: number): string {
  if (cluster.length <= units) return cluster;
  const unit = cluster.charCodeAt(units - 1);
  const halved = unit >= 0xd800 && unit < 0xdc00;
  return cluster.slice(0, halved ? Math.max(2, units - 1) : units);
}
/** Longest string sequence that is carried out (title, colours, link with its id and address), bytes. */
export const MAX_STRING_BYTES = 4096;
/** What is collected of one before it is given up, bytes: there is a number in front of what is carried out. */
export const COLLECTED_STRING_BYTES = MAX_STRING_BYTES + 32;
/** Most hyperlinks alive; each costs markers that every scrolled line moves. */
export const MAX_LINKS = 2_000;
