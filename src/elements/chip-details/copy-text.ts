/** Whether the text is in the clipboard. Without HTTPS only the old way is there, which wants a press of key or button just before. */
export async function copyText(owner: Document, text: string): Promise<boolean> {
  const written = owner.defaultView?.navigator.clipboard?.writeText(text);
  if (written !== undefined && (await written.then(() => true, () => false))) return true;
  let given = false;
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    given = true;
  };
  owner.addEventListener('copy', give, { capture: true });
  const copied = owner.execCommand('copy');
  owner.removeEventListener('copy', give, { capture: true });
  return copied && given;
}
