import { type Cell, type Scale, type ScaleOf, scales } from "netspectra/experiments";

/** A study at all scales. */
export function atScales<C extends Cell, S>(
  at: (scale: Scale) => ScaleOf<C, S>,
): Readonly<Record<Scale, ScaleOf<C, S>>> {
  return Object.fromEntries(scales.map((scale) => [scale, at(scale)])) as Record<Scale, ScaleOf<C, S>>;
}
