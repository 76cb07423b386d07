import { FRAME, niceStep } from "../report/scale.ts";
import type { Owed } from "./play.ts";
import type { Comparison } from "./report.ts";

const WIDTH = 860;
const HEIGHT = 450;
const MINUTES_PER_RUN = 15;
const MINUTES_PER_HOUR = 60;

/** Colours that are told apart in daylight, at night, and by people who see few colours. */
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #333; }
    .title { font-size: 16px; font-weight: 600; }
    .paper { fill: #fff; }
    .grid { stroke: #ddd; }
    .axis { stroke: #888; }
    path, .key { fill: none; stroke-width: 2.5; }
    .asking { stroke: #c2570c; } .cacheBetween { stroke: #777; }
    .cacheInStep { stroke: #777; stroke-dasharray: 5 4; } .holdfast { stroke: #0a5fb4; }
    @media (prefers-color-scheme: dark) {
      text { fill: #ddd; }
      .paper { fill: #161b22; }
      .grid { stroke: #333; }
      .asking { stroke: #ff9a4d; } .cacheBetween, .cacheInStep { stroke: #aaa; }
      .holdfast { stroke: #5aa9ff; }
    }`;

const KEYS = [
  ["asking", "asks for each order", 165],
  ["cacheBetween", "copy, made between runs", 200],
  ["cacheInStep", "copy, made after runs", 180],
  ["holdfast", "Holdfast", 0],
] as const;

/** Draws the units that were promised and not there, over the warehouse's day. */
export function comparisonPlotOf({ wms, day }: Comparison): string {
  const drawn = KEYS.map(([name, label]) => ({ name, label, owed: wms[name]?.owed ?? [] }));
  const most = Math.max(10, ...drawn.map(({ owed }) => mostOf(owed)));
  const step = niceStep(most / 6);
  const top = step * Math.ceil(most / step);
  const minutes = day.hours * MINUTES_PER_HOUR;
  const x = (minute: number): number =>
    round(FRAME.left + ((FRAME.right - FRAME.left) * minute) / minutes);
  const y = (units: number): number =>
    round(FRAME.bottom - ((FRAME.bottom - FRAME.top) * units) / top);
  const title = "Units that were promised and not there";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">`,
    `  <title id="title">${title}</title>`,
    `  <style>${STYLE}\n  </style>`,
    `  <rect class="paper" width="${WIDTH}" height="${HEIGHT}" />`,
    `  ${text(title, FRAME.left, 30, "title")}`,
    ...legend(),
    ...across(top, step, y),
    ...along(minutes, x),
    ...drawn
      .filter(({ owed }) => owed.length > 0)
      .map(({ name, label, owed }) => {
        const told = `<title>${label}: ${mostOf(owed)} at most</title>`;
        return `  <path class="${name}" d="${pathOf(owed, minutes, x, y)}">${told}</path>`;
      }),
    `</svg>`,
    "",
  ].join("\n");
}

function mostOf(owed: readonly Owed[]): number {
  return Math.max(0, ...owed.map(({ units }) => units));
}

function legend(): string[] {
  let at: number = FRAME.left;
  return KEYS.flatMap(([name, label, width]) => {
    const left = at;
    at += width;
    const key = `  <line class="key ${name}" x1="${left}" y1="54" x2="${left + 26}" y2="54" />`;
    return [key, `  ${text(label, left + 33, 58)}`];
  });
}

function across(top: number, step: number, y: (units: number) => number): string[] {
  const { left, right } = FRAME;
  const count = Math.round(top / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step).flatMap((units) => [
    `  <line class="${units === 0 ? "axis" : "grid"}" x1="${left}" y1="${y(units)}" x2="${right}" y2="${y(units)}" />`,
    `  ${text(String(units), left - 10, y(units) + 4, "", "end")}`,
  ]);
}

/** A mark for each run, and a name for each half hour. */
function along(minutes: number, x: (minute: number) => number): string[] {
  const { left, right, top, bottom } = FRAME;
  const runs = Math.floor(minutes / MINUTES_PER_RUN);
  const marks = Array.from({ length: runs + 1 }, (_, run) => run * MINUTES_PER_RUN);
  const middle = (top + bottom) / 2;
  return [
    ...marks.flatMap((minute) => [
      `  <line class="axis" x1="${x(minute)}" y1="${bottom}" x2="${x(minute)}" y2="${bottom + 5}" />`,
      ...(minute % 30 === 0
        ? [`  ${text(`${minute / 60} h`, x(minute), bottom + 22, "", "middle")}`]
        : []),
    ]),
    `  ${text("the warehouse's time; a mark for each run of its job", (left + right) / 2, bottom + 46, "", "middle")}`,
    `  <text transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">units</text>`,
  ];
}

/** Steps: what is owed stays so until it changes. */
function pathOf(
  owed: readonly Owed[],
  minutes: number,
  x: (minute: number) => number,
  y: (units: number) => number,
): string {
  const [first, ...rest] = owed;
  const steps = rest.map(({ minute, units }) => `H${x(minute)}V${y(units)}`);
  return `M${x(0)} ${y(first?.units ?? 0)}${steps.join("")}H${x(minutes)}`;
}

function text(content: string, x: number, y: number, name = "", anchor = ""): string {
  const attributes = [name && ` class="${name}"`, anchor && ` text-anchor="${anchor}"`].join("");
  return `<text x="${x}" y="${y}"${attributes}>${content}</text>`;
}

function round(place: number): number {
  return Math.round(place * 10) / 10;
}
