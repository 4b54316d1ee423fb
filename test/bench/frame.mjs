// The frame of every benchmark: variants take turns within each round, so that what else the machine does hits all of them alike;
// figures are medians with their spread, and what is compared was measured in the same run.
import { cpus, loadavg, totalmem, type } from 'node:os';

/**
 * @typedef {{ name: string, unit: string, samples: number[] }} Series
 * @typedef {{ title: string, what: string, series: Series[], ratios: { name: string, of: string, to: string, better: 'lower' | 'higher' }[] }} Report
 */

/**
 * Runs each variant once per round, in an order that rotates from round to round.
 * @param {Record<string, (round: number) => Promise<number | number[]>>} variants each returns one sample or many
 * @param {{ rounds: number, warmup?: number }} settings
 */
export async function interleave(variants, { rounds, warmup = 1 }) {
  const names = Object.keys(variants);
  /** @type {Record<string, number[]>} */
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmup; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + Math.max(0, round)) % names.length];
      const value = await variants[name](round);
      if (round >= 0) samples[name].push(...[value].flat());
    }
  }
  return samples;
}

export function quantile(sorted, q) {
  if (sorted.length === 0) return NaN;
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (at - low);
}

export function summary(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return { n: sorted.length, p25: quantile(sorted, 0.25), p50: quantile(sorted, 0.5), p75: quantile(sorted, 0.75), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) };
}

export function machine() {
  const [cpu] = cpus();
  return { cpu: cpu?.model.trim() ?? 'unknown', cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), system: type(), node: process.version, load: loadavg()[0].toFixed(2) };
}

const digits = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** @param {Report} report */
export function table(report) {
  const rows = report.series.map(({ name, unit, samples }) => {
    const s = summary(samples);
    return [name, `${digits(s.p50)} ${unit}`, `${digits(s.p25)}–${digits(s.p75)}`, digits(s.p95), digits(s.p99), String(s.n)];
  });
  const header = ['', 'median', 'p25–p75', 'p95', 'p99', 'n'];
  const widths = header.map((_, i) => Math.max(header[i].length, ...rows.map((row) => row[i].length)));
  const line = (cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  const ratios = ratiosOf(report).map(({ name, quantile: q, value }) => `  ${name} (${q}): ${value.toFixed(2)}×`);
  return [`## ${report.title}`, report.what, '', line(header), ...rows.map(line), '', ...ratios, ''].join('\n');
}

/** @param {Report} report */
export function ratiosOf(report) {
  return report.ratios.map(({ name, of, to, quantile: q = 'p50' }) => {
    const find = (wanted) => summary(report.series.find((series) => series.name === wanted).samples);
    return { name, quantile: q, value: find(of)[q] / find(to)[q] };
  });
}
