import type { DiagnosticsReport, DiagnosticStep } from './contract.js';

const MARKS: Readonly<Record<DiagnosticStep['outcome'], string>> = { ok: '[ok]     ', warning: '[warning]', failed: '[failed] ', skipped: '[skipped]' };

/** Plain text for a ticket. The report holds nothing secret, and nothing else goes in. */
export function formatDiagnostics(report: Omit<DiagnosticsReport, 'text'>): string {
  const lines = report.steps.flatMap(({ name, outcome, detail, action, ms }) => [
    `${MARKS[outcome]} ${name}${outcome === 'skipped' ? '' : ` (${Math.round(ms)} ms)`}: ${detail}`,
    ...(action === undefined ? [] : [`            What to do: ${action}`]),
  ]);
  return [
    `Terminal diagnostics, ${report.outcome}`,
    `Server:  ${report.url || '(no valid address)'}`,
    `Time:    ${new Date(report.startedAt).toISOString()}`,
    `Version: persistent-terminal ${report.version}`,
    '', ...lines, '',
  ].join('\n');
}
