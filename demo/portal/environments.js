/** The portal's content. `wants` lists profiles in order of preference; the server says which it has. */
const ENVIRONMENTS = [
  { id: 'production', project: 'web', name: 'Production', about: 'main · v2.14.0', wants: ['bash', 'sh'] },
  { id: 'staging', project: 'web', name: 'Staging', about: 'release/2.15', wants: ['bash', 'sh'] },
  { id: 'preview', project: 'web', name: 'Preview', about: 'feat/saved-carts · #482', wants: ['sh', 'bash'] },
  { id: 'development', project: 'api', name: 'Development', about: 'main', wants: ['bash', 'sh'] },
  { id: 'console', project: 'api', name: 'Console', about: 'interactive interpreter', wants: ['python', 'node', 'bash', 'sh'] },
  { id: 'monitor', project: 'platform', name: 'Monitor', about: 'processes, live', wants: ['htop', 'top', 'bash', 'sh'] },
];

const TITLES = { python: 'Python', node: 'Node.js', htop: 'Processes', top: 'Processes' };

const KEY = 'environments/terminals';

export const environments = ENVIRONMENTS;
export const findEnvironment = id => ENVIRONMENTS.find(environment => environment.id === id);

/** How many terminals each environment has in this tab; the first is always there. Kept over a reload, as a portal's own database would. */
export function createTerminalList(profiles) {
  const extra = read();

  const describe = (environment, number) => ({
    id: `${environment.id}/${number}`,
    number,
    environment,
    label: number === 1 ? TITLES[profileOf(environment, 1)] ?? 'Shell' : `Shell ${number}`,
    ref: {
      project: environment.project,
      environment: environment.id,
      ...(number === 1 ? {} : { sessionId: `shell-${number}` }),
      profile: profileOf(environment, number),
      label: number === 1 ? environment.name : `${environment.name} ${number}`,
    },
  });

  const profileOf = (environment, number) => {
    const wants = number === 1 ? environment.wants : ['bash', 'sh'];
    return wants.find(name => profiles.includes(name)) ?? 'default';
  };

  return {
    of: environment => [1, ...(extra[environment.id] ?? [])].map(number => describe(environment, number)),
    add(environment) {
      const numbers = extra[environment.id] ?? [];
      const number = Math.max(1, ...numbers) + 1;
      extra[environment.id] = [...numbers, number];
      write(extra);
      return describe(environment, number);
    },
    drop(environment, number) {
      extra[environment.id] = (extra[environment.id] ?? []).filter(other => other !== number);
      write(extra);
    },
  };
}

function read() {
  const result = {};
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    for (const { id } of ENVIRONMENTS) {
      if (Array.isArray(stored[id])) result[id] = stored[id].filter(number => Number.isInteger(number) && number > 1).slice(0, 20);
    }
  } catch {
    // Somebody else's or an older format: begin with one terminal each.
  }
  return result;
}

function write(extra) {
  sessionStorage.setItem(KEY, JSON.stringify(extra));
}
