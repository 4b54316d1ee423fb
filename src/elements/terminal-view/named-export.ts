/** Some CDNs serve the CommonJS build of xterm.js and its addons, whose names sit on `default`. */
export function named<T extends object, K extends keyof T>(module: T, name: K): T[K] {
  const fallback = (module as { default?: T }).default;
  return module[name] ?? (fallback as T)[name];
}
