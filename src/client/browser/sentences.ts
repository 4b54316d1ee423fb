import { sentencesOf } from '../../base/sentence.js';

/** What the browser, or the page's own rules, have against an address or a socket, and what would be right. */
export const BROWSER_SENTENCES = {
  addressLong: (most: number) => `The server address is longer than ${most} characters.`,
  addressScheme: (scheme: string, path: string) => `The server address begins with "${scheme}"; use ws://, wss://, http://, https:// or a path such as "${path}".`,
  addressSecret: 'The server address contains a user name or password; remove it and give a token provider (tokenProvider) instead.',
  addressFragment: 'The server address contains a fragment; remove everything from "#" on.',
  addressInsecure: (host: string) => `This page was loaded over https, so browsers refuse the unencrypted address ws://${host}; use wss://${host} (or https://).`,
  addressRelative: (shown: string, full: string) => `The server address ${shown} is relative, and this page has no address it could belong to; write a full address such as "${full}".`,
  addressInvalid: (shown: string, path: string, full: string) => `The server address ${shown} is not a valid URL; write a path such as "${path}" or a full address such as "${full}".`,
  policyForbidsSocket: 'The page’s Content Security Policy forbids this connection: its connect-src lacks the address of the server.',
  /** @param why the browser's words, for those who write the page */
  socketRefused: (why: string) => why,
} as const;

export const sentence = sentencesOf(BROWSER_SENTENCES);
