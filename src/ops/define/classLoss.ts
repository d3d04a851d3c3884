import { fail, formatShape, type Shape, sameShape } from "../../base/index.ts";
import { type Builder, int, type Value, type ValueType } from "../../graph/index.ts";
import { optional } from "./defineOp.ts";

/** What a loss over classes is given: values N×C×…, the class of each place N×…, perhaps a weight per class. */
interface Operands<V> {
  readonly x: V;
  readonly target: V;
  readonly weight: V | undefined;
}

interface ClassLoss {
  readonly reduction: string;
  readonly ignore_index: number | undefined;
}

export const classLossAttributes = {
  ignore_index: optional.int,
  reduction: { kind: "string", value: "mean" as string },
} as const;

/** Type and shape of the loss. @throws NetspectraError when classes or weights do not fit the values */
export function classLossType(
  subject: string,
  { x, target, weight }: Operands<ValueType>,
  reduction: string,
): ValueType {
  const places: Shape = [...x.shape.slice(0, 1), ...x.shape.slice(2)];
  if (x.shape.length < 2 || !sameShape(target.shape, places)) {
    fail({
      subject,
      expected: `values N×C×… and a class for each place, ${formatShape(places)}`,
      got: `${formatShape(x.shape)} and ${formatShape(target.shape)}`,
    });
  }
  if (weight && !sameShape(weight.shape, [x.shape[1]!])) {
    fail({ subject, expected: `a weight for each of ${x.shape[1]} classes`, got: formatShape(weight.shape) });
  }
  if (!["none", "sum", "mean"].includes(reduction)) {
    fail({ subject, expected: 'a reduction, "none", "sum" or "mean"', got: `"${reduction}"` });
  }
  return { type: x.type, shape: reduction === "none" ? places : [] };
}

/**
 * −w[t] · x[t] at every place with class t, 0 where t is to be ignored; or its sum; or its mean, weighted by w, over the
 * places that count.
 */
export function classLoss(
  g: Builder,
  { x, target, weight }: Operands<Value>,
  { reduction, ignore_index }: ClassLoss,
): Value {
  const ignored = ignore_index === undefined ? undefined : g.equal(target, ignore_index);
  const classes = ignored ? g.where(ignored, 0, target) : target;
  const picked = g.op("GatherElements", [x, g.unsqueeze(classes, [1])], { axis: int(1) });
  const likelihood = g.squeeze(picked, [1]);
  const perPlace = weight && g.op("Gather", [weight, classes]);
  const weighted = g.neg(perPlace ? g.mul(perPlace, likelihood) : likelihood);
  const loss = ignored ? g.where(ignored, 0, weighted) : weighted;
  if (reduction === "none") return loss;
  if (reduction === "sum") return g.reduceSum(loss, undefined, false);
  if (!perPlace && !ignored) return g.reduceMean(loss, undefined, false);
  const share = perPlace ?? g.full(1, loss);
  const total = g.reduceSum(ignored ? g.where(ignored, 0, share) : share, undefined, false);
  return g.div(g.reduceSum(loss, undefined, false), total);
}
