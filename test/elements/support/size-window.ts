import { setViewport } from '@web/test-runner-commands';

/** Gives the window a size, CSS pixels. The page hears of it later than the driver: without waiting for that it may be in the middle of something else, which the news ends. */
export async function sizeWindow(width: number, height: number): Promise<void> {
  if (innerWidth === width && innerHeight === height) return;
  const heard = new Promise((resolve) => addEventListener('resize', resolve, { once: true }));
  await setViewport({ width, height });
  await heard;
}
