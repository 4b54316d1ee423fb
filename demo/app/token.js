const KEY = 'environments/token';

/** Takes the key out of the address bar (and so out of history, bookmarks and screenshots) and keeps it for this tab. Stands alone, or beside a page's address: `#soak?seed=1&token=…`. */
export function takeToken() {
  const [path, query = ''] = location.hash.slice(1).split('?', 2);
  const isAlone = path.startsWith('token=');
  const params = new URLSearchParams(isAlone ? path : query);
  const inAddress = params.get('token');
  if (inAddress) {
    sessionStorage.setItem(KEY, inAddress);
    params.delete('token');
    const rest = params.toString();
    const hash = isAlone ? '' : `#${path}${rest === '' ? '' : `?${rest}`}`;
    history.replaceState(null, '', location.pathname + location.search + hash);
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}

export const keptToken = () => sessionStorage.getItem(KEY) ?? undefined;

export const keepToken = token => sessionStorage.setItem(KEY, token);

/** What people paste: the whole printed address, its end, or the bare key. */
export function readPasted(text) {
  const match = /(?:token=)?([A-Za-z0-9_-]{16,})\s*$/.exec(text.trim());
  return match?.[1];
}
