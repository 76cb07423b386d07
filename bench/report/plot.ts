import type { Curve, CurvePoint } from "../curve.ts";
import { createScale, FRAME, type Scale } from "./scale.ts";

const WIDTH = 860;
const HEIGHT = 450;

/** Colours that are told apart in daylight, at night, and by people who see few colours. */
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #333; }
    .title { font-size: 16px; font-weight: 600; }
    .paper { fill: #fff; }
    .grid { stroke: #ddd; }
    .axis { stroke: #888; }
    path, .key { fill: none; stroke-width: 2.5; }
    .one { stroke: #0a5fb4; } circle.one { fill: #0a5fb4; }
    .many { stroke: #c2570c; } circle.many { fill: #c2570c; }
    .raw { stroke: #555; stroke-dasharray: 7 4; }
    .naive { stroke: #999; stroke-dasharray: 2 4; }
    @media (prefers-color-scheme: dark) {
      text { fill: #ddd; }
      .paper { fill: #161b22; }
      .grid { stroke: #333; }
      .one { stroke: #5aa9ff; } circle.one { fill: #5aa9ff; }
      .many { stroke: #ff9a4d; } circle.many { fill: #ff9a4d; }
      .raw { stroke: #bbb; }
      .naive { stroke: #888; }
    }`;

/** Draws rate against concurrency: one SKU, many SKUs, and the baselines beside them. */
export function plotOf(curve: Curve): string {
  const points = [...curve.one, ...curve.many];
  const rates = [...points.map(({ perSecond }) => perSecond), curve.rawPerSecond];
  const callers = curve.one.map((point) => point.callers);
  const scale = createScale(Math.max(...callers), Math.max(...rates));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">`,
    `  <title id="title">Reservations a second against callers at once</title>`,
    `  <style>${STYLE}\n  </style>`,
    `  <rect class="paper" width="${WIDTH}" height="${HEIGHT}" />`,
    ...indent([
      text("Reservations a second, by callers at once", FRAME.left, 30, "title"),
      ...legend(),
      ...axes(scale, callers),
      ...baseline("raw", curve.rawPerSecond, scale),
      ...baseline("naive", curve.naivePerSecond, scale),
      ...line("many", curve.many, scale),
      ...line("one", curve.one, scale),
    ]),
    `</svg>`,
    "",
  ].join("\n");
}

const KEYS = [
  ["one", "one SKU"],
  ["many", "10,000 SKUs"],
  ["raw", "raw: one SQL statement each"],
  ["naive", "naive: one ORM transaction each"],
] as const;

function legend(): string[] {
  const widths = [105, 130, 240, 0];
  let x: number = FRAME.left;
  return KEYS.flatMap(([name, label], index) => {
    const at = x;
    x += widths[index] ?? 0;
    const key = `<line class="key ${name}" x1="${at}" y1="54" x2="${at + 26}" y2="54" />`;
    return [key, text(label, at + 33, 58)];
  });
}

function axes(scale: Scale, callers: readonly number[]): string[] {
  const { left, right, top, bottom } = FRAME;
  const middle = (top + bottom) / 2;
  return [
    ...scale.ticks.flatMap((tick) => [
      `<line class="${tick === 0 ? "axis" : "grid"}" x1="${left}" y1="${scale.y(tick)}" x2="${right}" y2="${scale.y(tick)}" />`,
      text(figure(tick), left - 10, scale.y(tick) + 4, "", "end"),
    ]),
    ...callers.flatMap((count) => [
      `<line class="axis" x1="${scale.x(count)}" y1="${bottom}" x2="${scale.x(count)}" y2="${bottom + 5}" />`,
      text(figure(count), scale.x(count), bottom + 22, "", "middle"),
    ]),
    text("callers at once", (left + right) / 2, bottom + 46, "", "middle"),
    `<text transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">reservations a second</text>`,
  ];
}

/** A baseline has its own number of callers, so it is a level to compare with and not a curve. */
function baseline(name: string, perSecond: number, scale: Scale): string[] {
  const y = scale.y(perSecond);
  return [
    `<path class="${name}" d="M${FRAME.left} ${y}H${FRAME.right}" />`,
    text(`${name} ${figure(perSecond)}`, FRAME.right + 12, y + 4),
  ];
}

function line(name: string, points: readonly CurvePoint[], scale: Scale): string[] {
  const places = points.map(({ callers, perSecond }) => ({
    x: scale.x(callers),
    y: scale.y(perSecond),
    told: `${figure(perSecond)} a second with ${figure(callers)} callers`,
  }));
  return [
    `<path class="${name}" d="M${places.map(({ x, y }) => `${x} ${y}`).join("L")}" />`,
    ...places.map(
      ({ x, y, told }) =>
        `<circle class="${name}" cx="${x}" cy="${y}" r="4"><title>${told}</title></circle>`,
    ),
  ];
}

function text(content: string, x: number, y: number, name = "", anchor = ""): string {
  const attributes = [name && ` class="${name}"`, anchor && ` text-anchor="${anchor}"`].join("");
  return `<text x="${x}" y="${y}"${attributes}>${content}</text>`;
}

function figure(value: number): string {
  return value.toLocaleString("en-US");
}

function indent(lines: readonly string[]): string[] {
  return lines.map((content) => `  ${content}`);
}
