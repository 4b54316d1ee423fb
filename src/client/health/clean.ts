/** An address without what may be secret in it. */
export function publicAddress(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/** A sentence that may quote an address, without queries and without the token. */
export function cleanText(text: string, token: string | undefined): string {
  const clean = text.replace(/\?[^\s"]*/g, '?…').replace(/\/\/[^/@\s"]*@/g, '//…@');
  return token === undefined || token === '' ? clean : clean.replaceAll(token, '…');
}
