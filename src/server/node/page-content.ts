/*
 * The page that the command serves. Three resources, because the Content-Security-Policy allows nothing inline.
 * They are text here, so that the published package needs no copy step.
 */

export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="dark light">
<title>Terminal</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<header><h1>Terminal</h1><terminal-status-chip></terminal-status-chip></header>
<main></main>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`;

export const PAGE_CSS = `:root { color-scheme: dark light; font: 14px/1.4 system-ui, sans-serif; background: light-dark(#f6f8fa, #0d1117); color: light-dark(#1f2328, #e6edf3); }
html, body { height: 100%; margin: 0; }
body { display: grid; grid-template-rows: auto minmax(0, 1fr); }
header { display: flex; gap: 1rem; align-items: center; padding: .4rem .8rem; }
h1 { margin: 0 auto 0 0; font-size: 1rem; font-weight: 600; }
main { display: grid; min-width: 0; }
main p { margin: 1rem; }
persistent-terminal { display: block; min-width: 0; min-height: 0; }
`;

/** The token goes from the address bar to this tab's storage: it survives a reload and shows in no screenshot. */
export const PAGE_JS = `const KEY = 'persistent-terminal:token';
const given = new URLSearchParams(location.hash.slice(1)).get('token');
if (given !== null) {
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, '', location.pathname + location.search);
}
try {
  await import('/cdn/persistent-terminal.js');
  const terminal = document.createElement('persistent-terminal');
  terminal.tokenProvider = () => sessionStorage.getItem(KEY) ?? '';
  terminal.setAttribute('url', '/terminal');
  terminal.addEventListener('terminal-title', (event) => { document.title = event.detail.title || 'Terminal'; });
  terminal.addEventListener('terminal-ready', () => terminal.focus(), { once: true });
  document.querySelector('main').append(terminal);
} catch (error) {
  const text = document.createElement('p');
  text.textContent = 'The terminal could not be loaded: ' + error.message;
  document.querySelector('main').append(text);
}
`;
