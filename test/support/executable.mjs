import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of some commands that is on the PATH; undefined when none is. */
export function onPath(...commands) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return commands.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
