import { type Builder, elementCount, type Value } from "../graph/index.ts";
import { type Reduced, reduction, reductionSamples } from "./define/reduction.ts";

/** y = the mean of x over `axes`. */
export const ReduceMean = reduction({
  axesInputSince: 18,
  push: (g, { dx, axes }) => g.reduceMean(dx, axes),
  pull: (g, args) => g.div(args.dy, count(g, args)),
  samples: reductionSamples,
});

/** How many elements make one mean; asked at run time where the batch is one of the axes. */
function count(g: Builder, { x, y, axes }: Reduced): Value {
  const elements = elementCount(axes.map((axis) => x.shape[axis]!));
  if (typeof elements === "number") return g.scalar(elements, x);
  return g.div(g.cast(g.op("Size", [x]), x.type), g.cast(g.op("Size", [y]), x.type));
}
