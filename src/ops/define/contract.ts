import { checkComputed, multiplyDimensions, type Shape, tensorOf } from "../../base/index.ts";
import type { Builder, Value } from "../../graph/index.ts";
import { sizeAt } from "./axes.ts";
import type { Contraction } from "./contraction.ts";

/** A value with a label for each of its axes. */
interface Labelled {
  readonly value: Value;
  readonly labels: readonly string[];
}

/** The contraction in products of two operands at a time, from the left; what is summed is summed as early as can be. */
export function contract(g: Builder, xs: readonly Value[], { operands, output, sizes }: Contraction): Value {
  const plain = operands.map((labels, i) => {
    const own = withoutRepeats(g, { value: xs[i]!, labels });
    return dropped(g, own, (label, size) => size === 1 && sizes.get(label) !== 1);
  });
  const summed = plain.map((own, i) => {
    const needed = neededBesides(plain, i, output);
    return reduced(g, own, (label) => !needed.has(label));
  });
  const [first, ...rest] = summed;
  const result = rest.reduce(
    (product, factor, i) => multiplied(g, product, factor, new Set([...output, ...labelsOf(summed.slice(i + 2))])),
    first!,
  );
  return inOrder(g, result, output);
}

const labelsOf = (all: readonly Labelled[]): readonly string[] => all.flatMap(({ labels }) => labels);

const neededBesides = (all: readonly Labelled[], i: number, output: readonly string[]): ReadonlySet<string> =>
  new Set([...output, ...labelsOf(all.filter((_, j) => j !== i))]);

/** The diagonal along axes that bear one label. */
function withoutRepeats(g: Builder, { value, labels }: Labelled): Labelled {
  const axis = labels.findIndex((label, i) => labels.indexOf(label) !== i);
  if (axis < 0) return { value, labels };
  const mask = diagonal(g, value.shape, labels.indexOf(labels[axis]!), axis);
  const line = g.reduceSum(g.where(mask, value, 0), [axis], false);
  return withoutRepeats(g, { value: line, labels: labels.toSpliced(axis, 1) });
}

/** True where the places along two axes are equal. */
function diagonal(g: Builder, x: Shape, a: number, b: number): Value {
  const size = sizeAt("Einsum", x, a);
  const shape = x.map((_, axis) => (axis === a || axis === b ? size : 1));
  const values = Array.from({ length: checkComputed("Einsum", size, size) }, (_, k) =>
    Number(Math.floor(k / size) === k % size),
  );
  return g.constant(tensorOf("bool", shape, values));
}

/** Without some axes of size 1. */
function dropped(g: Builder, own: Labelled, drop: (label: string, size: Shape[number]) => boolean): Labelled {
  const axes = own.labels.flatMap((label, axis) => (drop(label, own.value.shape[axis]!) ? [axis] : []));
  return { value: g.squeeze(own.value, axes), labels: own.labels.filter((_, axis) => !axes.includes(axis)) };
}

/** Summed over some axes. */
function reduced(g: Builder, own: Labelled, sum: (label: string) => boolean): Labelled {
  const axes = own.labels.flatMap((label, axis) => (sum(label) ? [axis] : []));
  return { value: g.reduceSum(own.value, axes, false), labels: own.labels.filter((_, axis) => !axes.includes(axis)) };
}

/** The product of two operands, summed over the labels that they share and nobody needs. */
function multiplied(g: Builder, a: Labelled, b: Labelled, needed: ReadonlySet<string>): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const kept = shared.filter((label) => needed.has(label));
  const contracted = shared.filter((label) => !needed.has(label));
  const left = a.labels.filter((label) => !shared.includes(label));
  const right = b.labels.filter((label) => !shared.includes(label));
  if (contracted.length === 0 || left.length + right.length === 0) {
    const labels = [...kept, ...contracted, ...left, ...right];
    const product = g.mul(stretched(g, a, labels), stretched(g, b, labels));
    return reduced(g, { value: product, labels }, (label) => contracted.includes(label));
  }
  const rows = asMatrices(g, a, kept, left, contracted);
  const columns = asMatrices(g, b, kept, contracted, right);
  const sizesOf = (own: Labelled, labels: readonly string[]) =>
    labels.map((label) => own.value.shape[own.labels.indexOf(label)]!);
  const shape = [...sizesOf(a, kept), ...sizesOf(a, left), ...sizesOf(b, right)];
  return { value: g.reshape(g.matMul(rows, columns), shape), labels: [...kept, ...left, ...right] };
}

/** With an axis for every one of `labels`, of size 1 where it has none. */
function stretched(g: Builder, own: Labelled, labels: readonly string[]): Value {
  const ordered = inOrder(
    g,
    own,
    labels.filter((label) => own.labels.includes(label)),
  );
  return g.unsqueeze(
    ordered,
    labels.flatMap((label, axis) => (own.labels.includes(label) ? [] : [axis])),
  );
}

/** The axes `kept` as they are, then `rows` merged into one, then `columns`. */
function asMatrices(
  g: Builder,
  own: Labelled,
  kept: readonly string[],
  rows: readonly string[],
  columns: readonly string[],
): Value {
  const ordered = inOrder(g, own, [...kept, ...rows, ...columns]);
  const { shape } = ordered;
  const middle = kept.length + rows.length;
  const merged = (sizes: Shape) => multiplyDimensions(1, ...sizes);
  return g.reshape(ordered, [
    ...shape.slice(0, kept.length),
    merged(shape.slice(kept.length, middle)),
    merged(shape.slice(middle)),
  ]);
}

function inOrder(g: Builder, { value, labels }: Labelled, order: readonly string[]): Value {
  return g.transpose(
    value,
    order.map((label) => labels.indexOf(label)),
  );
}
