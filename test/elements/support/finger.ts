import { executeServerCommand } from '@web/test-runner-commands';

type Place = readonly [x: number, y: number];

/** A real finger on the screen, as the browser hears of it. Places are whole pixels of the page. */
export const finger = {
  down: (position: Place): Promise<unknown> => executeServerCommand('touch:start', { position }),
  /** Goes there in so many steps. */
  to: (position: Place, steps = 1): Promise<unknown> => executeServerCommand('touch:move', { position, steps }),
  throw: (from: Place, to: Place, steps = 4): Promise<unknown> => executeServerCommand('touch:throw', { path: [from, to], steps }),
  up: (): Promise<unknown> => executeServerCommand('touch:end', {}),
};
