import { fail } from "../base/index.ts";
import { type ContourLevels, contourLevels } from "./contourLevels.ts";
import type { Grid } from "./contourPng.ts";
import { finite } from "./defineChart.ts";

/** What was measured on a plane through the space of weights. */
export interface LandscapeGrid {
  /** Of the network, for a heading; "" for none. */
  readonly name: string;
  /** "loss", or "accuracy": shares 0 … 1, shown in per cent. */
  readonly quantity: string;
  /** Ascending. */
  readonly alpha: readonly number[];
  readonly beta: readonly number[];
  /** `values[i][j]` is at `alpha[i]`, `beta[j]`. */
  readonly values: Grid;
  readonly titles?: { readonly alpha: string; readonly beta: string };
  /** Networks that lie in the plane. */
  readonly points?: readonly { readonly name: string; readonly alpha: number; readonly beta: number }[];
}

/** Contour levels of a grid, and its values on the scale of the contours, 0 being the lowest and 1 the highest. */
export interface ScaledGrid extends ContourLevels {
  readonly low: number;
  readonly high: number;
  /** Where a value lies between the lowest and the highest. */
  shareOf(value: number): number;
}

/** @throws NetspectraError for a grid of another size than its axes, and for values that cannot be drawn */
export function scaledGrid({ name, alpha, beta, values, quantity }: LandscapeGrid): ScaledGrid {
  if (alpha.length < 2 || beta.length < 2 || values.length !== alpha.length) refuse(name, values.length, alpha.length);
  let [low, high, positive] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const row of values) {
    if (row.length !== beta.length) refuse(name, row.length, beta.length);
    for (const value of row) {
      if (value === null) continue;
      finite(value, `${quantity} of "${name}"`);
      low = Math.min(low, value);
      high = Math.max(high, value);
      if (value > 0) positive = Math.min(positive, value);
    }
  }
  if (high < low) [low, high] = [0, 0];
  const share = quantity === "accuracy";
  const found = share ? contourLevels(low, high, false) : contourLevels(Math.max(low, Math.min(positive, high)), high);
  const [from, to] = found.log ? [Math.log(positive), Math.log(high)] : [low, high];
  const shareOf = (value: number) =>
    to > from ? ((found.log ? Math.log(Math.max(value, positive)) : value) - from) / (to - from) : 0;
  return { ...found, low, high, shareOf };
}

/** A value of the quantity as people read it. */
export function landscapeText(quantity: string, value: number): string {
  if (quantity === "accuracy") return `${Number((100 * value).toPrecision(3))} %`;
  const size = Math.abs(value);
  return value !== 0 && (size >= 1e4 || size < 1e-3)
    ? Number(value.toPrecision(2)).toExponential().replace("e+", "e")
    : `${Number(value.toPrecision(3))}`;
}

function refuse(name: string, found: number, expected: number): never {
  return fail({
    subject: `landscape of "${name}"`,
    expected: `a grid of 2 points at least, ${expected} here`,
    got: `${found}`,
  });
}

/** A bowl around the middle for samples: α² + β²/2 on an n × n grid. */
export function bowl(n: number, scale = 1): Pick<LandscapeGrid, "alpha" | "beta" | "values"> {
  const axis = Array.from({ length: n }, (_, i) => (2 * i) / (n - 1) - 1);
  return { alpha: axis, beta: axis, values: axis.map((a) => axis.map((b) => 0.02 + scale * (a * a + (b * b) / 2))) };
}
