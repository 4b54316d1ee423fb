/** Puts a text on the clipboard. The old way first: it needs no permission, and works on plain http. To be called where somebody has pressed something. */
export function copyText(owner: Document, text: string): void {
  const view = owner.defaultView;
  let copied = false;
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    copied = true;
  };
  // The last one to hear of it: xterm.js has put its own selection there.
  view?.addEventListener('copy', give);
  try {
    owner.execCommand('copy');
  } finally {
    view?.removeEventListener('copy', give);
  }
  if (!copied) void view?.navigator.clipboard?.writeText(text).catch(() => undefined);
}
