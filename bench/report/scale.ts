/** Turns figures into places on the paper. */
export interface Scale {
  /** From the left edge. */
  x(callers: number): number;
  /** From the upper edge. */
  y(perSecond: number): number;
  /** Where lines and figures are drawn across. */
  readonly ticks: readonly number[];
}

/** The part of the paper inside the axes. */
export const FRAME = { left: 76, right: 690, top: 84, bottom: 388 } as const;

/** Lines across: about this many. */
const TICKS = 6;

/** @param callersMax the axis of callers is logarithmic, from 1 to this */
export function createScale(callersMax: number, perSecondMax: number): Scale {
  const step = niceStep(perSecondMax / TICKS);
  const count = Math.ceil(perSecondMax / step);
  const top = step * count;
  const width = FRAME.right - FRAME.left;
  const height = FRAME.bottom - FRAME.top;
  return {
    x: (callers) => round(FRAME.left + (width * Math.log(callers)) / Math.log(callersMax)),
    y: (perSecond) => round(FRAME.bottom - (height * perSecond) / top),
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
  };
}

/** 1, 2 or 5 times a power of ten. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
}

function round(place: number): number {
  return Math.round(place * 10) / 10;
}
