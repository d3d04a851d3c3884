import { pngUrl, rgbOf } from "./pngUrl.ts";
import { ramp } from "./theme.ts";

export interface HeatOptions {
  /** What gets the first colour; default 0. */
  readonly smallest?: number;
  /** Colours "#rrggbb" in even steps; default the ramp of images. */
  readonly colors?: readonly string[];
}

/**
 * A heat map as a PNG data URL, one pixel per value.
 *
 * @param values row-major, height × width; `largest` gets the last colour of the ramp, 0 the first
 */
export function heatPng(
  values: ArrayLike<number>,
  width: number,
  height: number,
  largest: number,
  { smallest = 0, colors = ramp }: HeatOptions = {},
): string {
  const stops = colors.map(rgbOf);
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const share = largest > smallest ? Math.min(1, Math.max(0, (values[i]! - smallest) / (largest - smallest))) : 0;
    const at = Math.min(stops.length - 2, Math.floor(share * (stops.length - 1)));
    const between = share * (stops.length - 1) - at;
    for (let c = 0; c < 3; c++) {
      data[3 * i + c] = Math.round(stops[at]![c]! * (1 - between) + stops[at + 1]![c]! * between);
    }
  }
  return pngUrl(data, width, height);
}
