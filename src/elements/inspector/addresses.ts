/** The end of an id: enough to find it in a server's log, too little to use it. */
export function shortId(id: string | undefined): string {
  return id === undefined ? '' : id.length > 8 ? `…${id.slice(-6)}` : id;
}

/** A server's address without query, fragment and credentials; those may be secret. */
export function plainAddress(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return '';
  }
}

/** The same, as short as it can be told apart by. */
export function shortAddress(url: string): string {
  return plainAddress(url).replace(/^wss?:\/\//, '');
}
