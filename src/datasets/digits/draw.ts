import type { Curve } from "./curve.ts";

/** Side of an image in pixels. */
export const side = 28;

export interface Pen {
  /** Half the width of the line, in pixels. */
  readonly radius: number;
  /** Over how many pixels the ink fades out at the edge. */
  readonly softness: number;
}

/**
 * Ink in each pixel (side × side, from 0 to 1) of curves in pixel coordinates: full within the pen's radius of a curve,
 * fading out over its softness.
 */
export function drawCurves(curves: readonly Curve[], { radius, softness }: Pen): Float32Array {
  const ink = new Float32Array(side * side);
  const reach = radius + softness / 2;
  for (const curve of curves) {
    for (let at = 0; at + 3 < curve.length; at += 2) {
      const x0 = curve[at]!;
      const y0 = curve[at + 1]!;
      const x1 = curve[at + 2]!;
      const y1 = curve[at + 3]!;
      const dx = x1 - x0;
      const dy = y1 - y0;
      const perLength = 1 / Math.max(dx * dx + dy * dy, 1e-9);
      const left = Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
      const right = Math.min(side - 1, Math.floor(Math.max(x0, x1) + reach));
      const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
      const bottom = Math.min(side - 1, Math.floor(Math.max(y0, y1) + reach));
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) {
          const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) * perLength));
          const ex = x - x0 - along * dx;
          const ey = y - y0 - along * dy;
          const value = (reach - Math.sqrt(ex * ex + ey * ey)) / softness;
          const pixel = y * side + x;
          if (value > ink[pixel]!) ink[pixel] = Math.min(1, value);
        }
      }
    }
  }
  return ink;
}
