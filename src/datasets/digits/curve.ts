import type { Point } from "./strokes.ts";

/** Points of a curve, x and y by turns. */
export type Curve = Float64Array;

/**
 * A smooth curve through the points: the Catmull–Rom spline (Catmull and Rom 1974), `steps` pieces a span. Where a point
 * is given twice the tangent has nowhere to go and the curve has a corner.
 */
export function smoothCurve(points: readonly Point[], steps: number): Curve {
  const spans = points.length - 1;
  const curve = new Float64Array(2 * (spans * steps + 1));
  for (let span = 0; span < spans; span++) {
    const b = points[span]!;
    const c = points[span + 1]!;
    const a = points[span - 1] ?? b;
    const d = points[span + 2] ?? c;
    for (let step = 0; step <= steps; step++) {
      const t = step / steps;
      const at = 2 * (span * steps + step);
      curve[at] = spline(a[0], b[0], c[0], d[0], t);
      curve[at + 1] = spline(a[1], b[1], c[1], d[1], t);
    }
  }
  return curve;
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + (t / 2) * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
