import { pngUrl, rgbOf } from "./pngUrl.ts";
import { rampColor } from "./rampColor.ts";
import { inks, ramp } from "./theme.ts";

/** Values on a grid that reaches from edge to edge of the image; null where there is none. */
export type Grid = readonly (readonly (number | null)[])[];

/** Where there is no value. */
const missing = rgbOf(inks.grid.light);
/** Lines between bands, as a share of the lightness around. */
const lineShade = 0.72;

/**
 * Filled contours as a PNG data URL. Between grid points values are interpolated linearly (of their logarithms, if `values` are);
 * where one of the points around has no value the image is grey.
 *
 * @param values rows from top to bottom
 * @param levels ascending, on the scale of the values
 */
export function contourPng(values: Grid, levels: readonly number[], width: number, height: number): string {
  const bands = new Int16Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = rowAt(values, y / (height - 1));
    for (let x = 0; x < width; x++) {
      const value = between(row, x / (width - 1));
      let band = 0;
      while (band < levels.length && levels[band]! <= value) band++;
      bands[y * width + x] = Number.isNaN(value) ? -1 : band;
    }
  }
  const colors = bandColors(levels.length + 1);
  const data = new Uint8Array(3 * width * height);
  bands.forEach((band, at) => {
    const right = at % width < width - 1 ? bands[at + 1]! : band;
    const below = at + width < bands.length ? bands[at + width]! : band;
    const onLine = band >= 0 && ((right >= 0 && right !== band) || (below >= 0 && below !== band));
    const color = band < 0 ? missing : colors[band]!;
    for (let c = 0; c < 3; c++) data[3 * at + c] = Math.round(color[c]! * (onLine ? lineShade : 1));
  });
  return pngUrl(data, width, height);
}

/** Colours of the bands between levels, below the first and above the last included. */
export function bandColors(bands: number): (readonly [number, number, number])[] {
  return Array.from({ length: bands }, (_, i) => rampColor(bands > 1 ? i / (bands - 1) : 0, ramp));
}

/** The grid's value at shares of its width and height, linear between its points; null beside a point without value. */
export function valueAt(values: Grid, x: number, y: number): number | null {
  const value = between(rowAt(values, y), x);
  return Number.isNaN(value) ? null : value;
}

/** The row at a share of the height; NaN where there is no value. */
function rowAt(values: Grid, y: number): Float64Array {
  return Float64Array.from(values[0] ?? [], (_, j) =>
    between(
      values.map((row) => row[j] ?? Number.NaN),
      y,
    ),
  );
}

/** The value at a share of the way along a list; a point without weight does not count. */
function between(values: ArrayLike<number>, share: number): number {
  const place = share * (values.length - 1);
  const at = Math.min(values.length - 2, Math.floor(place));
  const beyond = place - at;
  if (beyond === 0) return values[at]!;
  return beyond === 1 ? values[at + 1]! : values[at]! * (1 - beyond) + values[at + 1]! * beyond;
}
