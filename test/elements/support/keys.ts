import { sendKeys } from '@web/test-runner-commands';

/** Presses the last key while the others are held. */
export async function chord(...keys: string[]): Promise<void> {
  for (const key of keys) await sendKeys({ down: key });
  for (const key of keys.reverse()) await sendKeys({ up: key });
}
