import { element } from './dom.js';

const HEIGHT = 190;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * A plot over time with a legend of what the latest step says. `lines` are `{name, label, colour,
 * fill}`, `format` writes a value.
 */
export class Plot {
  constructor(place, legend, lines, format) {
    this.place = place;
    this.lines = lines;
    this.format = format;
    this.values = lines.map((line) => {
      const value = element('output', {}, '–');
      legend.append(element('li', {},
        element('span', { class: `swatch ${line.colour}`, 'aria-hidden': 'true' }), `${line.label} `, value));
      return value;
    });
    this.data = [[], ...lines.map(() => [])];
    this.draw();
    new ResizeObserver(() => this.resize()).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  draw() {
    this.plot?.destroy();
    const axis = {
      stroke: colour('quiet'),
      grid: { stroke: colour('line'), width: 1 },
      ticks: { stroke: colour('line'), width: 1, size: 4 },
      font: '12px system-ui, sans-serif',
    };
    this.plot = new uPlot({
      width: this.place.clientWidth || 300,
      height: HEIGHT,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 5 } },
      scales: { y: { range: (_, min, max) => [0, max > 0 ? max * 1.1 : 1] } },
      axes: [
        { ...axis, size: 32, space: 70, values: (_, times) => times.map((at) => clockOf(at)) },
        { ...axis, size: 58, space: 36, values: (_, all) => all.map((value) => this.format(value)) },
      ],
      series: [{}, ...this.lines.map((line) => ({
        stroke: colour(line.colour),
        width: 1.5,
        fill: line.fill ? `${colour(line.colour)}22` : undefined,
        points: { show: false },
        spanGaps: true,
      }))],
    }, this.data, this.place);
  }

  resize() {
    const width = this.place.clientWidth;
    if (width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
  }

  /** `times` in milliseconds, `columns` in the order of the lines. */
  show(times, columns) {
    // a line that is 0 throughout would only hide the axis
    const drawn = columns.map((column, i) => (i > 0 && column.every((value) => !value) ? column.map(() => null) : column));
    this.data = [times.map((ms) => ms / 1000), ...drawn];
    this.plot.setData(this.data);
    columns.forEach((column, i) => {
      const latest = column.findLast((value) => value !== null);
      this.values[i].textContent = latest === undefined ? '–' : this.format(latest);
    });
  }
}

function clockOf(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
