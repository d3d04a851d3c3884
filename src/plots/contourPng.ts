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
    for (let x = 0; x < width; x++) {
      const value = valueAt(values, x / (width - 1), y / (height - 1));
      bands[y * width + x] = value === null ? -1 : levels.filter((level) => level <= value).length;
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
  const [rows, columns] = [values.length, values[0]?.length ?? 0];
  const [column, row] = [x * (columns - 1), y * (rows - 1)];
  const [left, top] = [Math.min(columns - 2, Math.floor(column)), Math.min(rows - 2, Math.floor(row))];
  const [toRight, down] = [column - left, row - top];
  let sum = 0;
  for (const [i, rowShare] of [1 - down, down].entries()) {
    for (const [j, columnShare] of [1 - toRight, toRight].entries()) {
      if (rowShare * columnShare === 0) continue;
      const value = values[top + i]?.[left + j] ?? null;
      if (value === null) return null;
      sum += value * rowShare * columnShare;
    }
  }
  return sum;
}
