import { rowsOf } from "./grid.ts";
import type { LandscapePlane, LandscapePoint } from "./landscapeResult.ts";
import type { MeasuredPoints } from "./measurePoints.ts";

/** All points of a grid, alpha by alpha. */
export function gridPoints(alpha: readonly number[], beta: readonly number[]): (readonly [number, number])[] {
  return alpha.flatMap((a) => beta.map((b) => [a, b] as const));
}

/** What was measured at `gridPoints`, as a plane. */
export function planeOf(alpha: readonly number[], beta: readonly number[], measured: MeasuredPoints): LandscapePlane {
  const { loss, accuracy, notFinite } = measured;
  let lowest: LandscapePoint | null = null;
  for (const [i, [a, b]] of gridPoints(alpha, beta).entries()) {
    const value = loss[i]!;
    if (value === null || (lowest?.loss ?? Number.POSITIVE_INFINITY) <= value) continue;
    lowest = { alpha: a, beta: b, loss: value, accuracy: accuracy[i]! };
  }
  const width = beta.length;
  return { alpha, beta, loss: rowsOf(loss, width), accuracy: rowsOf(accuracy, width), notFinite, lowest };
}
