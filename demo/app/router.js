/**
 * Which page is wanted: `#chaos`, `#layouts/boards`, `#soak?seed=1&minutes=1`. What follows `?` is the page's own.
 * @returns {{ page: string, part: string, params: URLSearchParams }}
 */
export function readAddress(hash = location.hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page = '', ...rest] = path.split('/');
  return { page, part: decode(rest.join('/')), params: new URLSearchParams(query) };
}

export function addressOf(page, part = '', params) {
  const query = params === undefined ? '' : new URLSearchParams(params).toString();
  return `#${page}${part === '' ? '' : `/${part}`}${query === '' ? '' : `?${query}`}`;
}

/** Changes the address without leaving the page or making an entry of history: for choices within a page. */
export function rewriteAddress(page, part, params) {
  history.replaceState(null, '', location.pathname + location.search + addressOf(page, part, params));
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
