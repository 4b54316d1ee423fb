import { expect, it } from 'vitest';
import { publicStatus } from '../../../../src/client/connection/public-status.js';
import { INITIAL, type Phase, type State } from '../../../../src/client/connection/state.js';
import { PHASE_TIMERS, TABLE } from '../../../../src/client/connection/table.js';

const PHASES = Object.keys(TABLE) as Phase[];
const name = (phase: Phase): string => phase.replace('.', '_');
const status = (phase: Phase, over: Partial<State> = {}): string => publicStatus({ ...INITIAL, phase, retryAt: 0, ...over } as State).status;

const rows = PHASES.map((phase) => ({
  phase,
  events: Object.entries(TABLE[phase]).map(([event, row]) => ({ event, to: row.to as readonly Phase[] })),
}));

/** Every public status a phase can have. */
function statuses(phase: Phase): string {
  const all = [status(phase), status(phase, { welcomes: 1 }), status(phase, { breaker: { kind: 'probing' } })];
  return [...new Set(all)].join(', ');
}

function diagram(): string {
  const edges = new Map<string, string[]>();
  for (const { phase, events } of rows) {
    for (const { event, to } of events) {
      if (event === 'dispose' || event === 'timer:linger') continue;
      for (const target of to) {
        if (target === phase) continue;
        const edge = `${name(phase)} --> ${name(target)}`;
        edges.set(edge, [...(edges.get(edge) ?? []), event.replace('timer:', '⏱')]);
      }
    }
  }
  return ['stateDiagram-v2', '[*] --> idle', ...[...edges].map(([edge, events]) => `${edge} : ${events.join(', ')}`)].join('\n  ');
}

function document(): string {
  const table = rows.map(({ phase, events }) => {
    const lines = events.map(({ event, to }) => `\`${event}\` → ${to.map((target) => (target === phase ? 'stay' : `\`${target}\``)).join(' / ')}`);
    return `| \`${phase}\` | ${statuses(phase)} | ${PHASE_TIMERS[phase].join(', ') || '–'} | ${lines.join('<br>') || '–'} |`;
  });
  return `<!-- Drawn from table.ts by test/unit/client/connection/drawing.test.ts; after a change of the table run it with --update. -->
# The connection machine

What is not in the table does nothing (and is counted). Left out of the diagram: \`dispose\`, which leads from everywhere to \`closed\`, and
the linger timer, which leads from every phase that has it to \`idle\`. ⏱ is a timer.

\`\`\`mermaid
${diagram()}
\`\`\`

| phase | public status | timers that may run | event → phase |
|---|---|---|---|
${table.join('\n')}
`;
}

it('the published machine is the one that runs (R30)', async () => {
  await expect(document()).toMatchFileSnapshot('../../../../src/client/connection/MACHINE.md');
});
