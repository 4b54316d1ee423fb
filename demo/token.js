const KEY = 'environments/token';

/** Takes the key out of the address bar (and so out of history, bookmarks and screenshots) and keeps it for this tab. */
export function takeToken() {
  const inAddress = new URLSearchParams(location.hash.slice(1)).get('token');
  if (inAddress) {
    sessionStorage.setItem(KEY, inAddress);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}

export const keepToken = token => sessionStorage.setItem(KEY, token);

/** What people paste: the whole printed address, its end, or the bare key. */
export function readPasted(text) {
  const match = /(?:token=)?([A-Za-z0-9_-]{16,})\s*$/.exec(text.trim());
  return match?.[1];
}
