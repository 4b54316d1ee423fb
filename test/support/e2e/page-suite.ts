import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openPage, startBrowser, startHost } from './harness.mjs';

export interface PageSuite {
  readonly host: Awaited<ReturnType<typeof startHost>>;
  /** With the kit loaded; `kit` and `pt` are globals in it. */
  readonly page: Page;
}

/** One browser for the file; a fresh server and page for each test, which fails when the page had an uncaught error. */
export function pageSuite(): PageSuite {
  let browser: Browser;
  let host: PageSuite['host'];
  let page: Page;
  let errors: string[];
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    host = await startHost();
    ({ page, errors } = await openPage(browser, host.origin));
  });
  afterEach(async () => {
    await page.close();
    await host.close();
    expect(errors).toEqual([]);
  });
  return {
    get host() {
      return host;
    },
    get page() {
      return page;
    },
  };
}
