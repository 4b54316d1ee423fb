import uPlot from '/vendor/uplot/uPlot.esm.js';
import { el } from '../app/words.js';

const HEIGHT = 190;

/**
 * One plot with its title and a line that says in words what it shows.
 * @param {{ title: string, unit: string, series: { name: string, colour: string, points?: boolean }[], isTime?: boolean, last?: number, actions?: Node[] }} settings
 * `colour` is a custom property of the page; `last`: values kept
 */
export function createChart({ title, unit, series, isTime = true, last = 240, actions = [] }) {
  const words = el('p', { class: 'hint' }, 'Nothing measured yet.');
  const box = el('div', { class: 'chart-box', role: 'img', 'aria-label': title });
  const keys = el('p', { class: 'chart-keys', 'aria-hidden': 'true' }, ...series.map(({ name, colour }) => el('span', { class: `chart-key ${colour.slice(2)}` }, name)));
  const root = el('section', { class: 'chart', 'aria-label': title }, el('header', { class: 'chart-head' }, el('h2', {}, title), ...actions), keys, box, words);
  const data = [[], ...series.map(() => [])];
  let plot;

  function draw() {
    plot?.destroy();
    const style = getComputedStyle(root);
    const colour = name => style.getPropertyValue(name).trim();
    const axis = { stroke: resolve(colour('--muted')), grid: { stroke: resolve(colour('--border')), width: 1 }, ticks: { stroke: resolve(colour('--border')), width: 1 }, font: '11px system-ui, sans-serif' };
    plot = new uPlot({
      width: Math.max(200, box.clientWidth), height: HEIGHT, legend: { show: false }, cursor: { show: false },
      scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.15)] } },
      axes: [{ ...axis, values: (_plot, values) => values.map(value => (isTime ? `${Math.round(value)} s` : String(value))) }, { ...axis, size: 56, values: (_plot, values) => values.map(value => `${value} ${unit}`) }],
      series: [{}, ...series.map(({ colour: name, points }) => ({ stroke: resolve(colour(name)), width: 2, points: { show: points === true, size: 6, fill: resolve(colour(name)) } }))],
    }, data, box);
  }

  /** Canvases know no `light-dark()`: the browser says what a colour comes to. */
  function resolve(value) {
    box.style.setProperty('color', value);
    const said = getComputedStyle(box).color;
    box.style.removeProperty('color');
    return said;
  }

  const sized = new ResizeObserver(() => plot?.setSize({ width: Math.max(200, box.clientWidth), height: HEIGHT }));
  return {
    root,
    begin() {
      draw();
      sized.observe(box);
    },
    redraw: () => plot !== undefined && draw(),
    /** @param {(number | null)[]} values one for each series */
    add(x, values, text) {
      data[0].push(x);
      values.forEach((value, at) => data[at + 1].push(value));
      if (data[0].length > last) for (const list of data) list.shift();
      plot?.setData(data);
      if (text !== undefined) say(text);
    },
    clear() {
      for (const list of data) list.length = 0;
      plot?.setData(data);
    },
    say,
    values: at => data[at + 1].filter(value => value !== null),
    end() {
      sized.disconnect();
      plot?.destroy();
      plot = undefined;
    },
  };

  function say(text) {
    words.textContent = text;
    box.setAttribute('aria-label', `${title}: ${text}`);
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[Math.floor(sorted.length / 2)];
}
