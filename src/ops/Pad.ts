import { type Dimension, fail, float32, type Shape } from "../base/index.ts";
import { type Builder, int, type Node, string, type Value, type ValueType } from "../graph/index.ts";
import { attributeInput, withoutAttributes } from "./define/attributeInputs.ts";
import { allAxes, sizeAt } from "./define/axes.ts";
import { defineOp, type UpgradeContext } from "./define/defineOp.ts";
import { followedNumbers } from "./define/followed.ts";
import { crop, largestIndex, padZeros, reverse } from "./define/pads.ts";

interface Pads {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** x with a border: `value` (default 0), its own edge, or its reflection; negative pads crop. */
export const Pad = defineOp({
  inputs: ["x", "pads", "value?", "axes?"],
  outputs: ["y"],
  discrete: ["pads", "axes"],
  attributes: { mode: string("constant") },
  infer: ({ x, pads, axes, mode }) => ({
    y: { type: x.type, shape: paddedShape(x.shape, padsOf(x, pads, axes), mode) },
  }),
  jvp: (g, { x, dx, pads, dvalue, axes, mode }) => ({
    dy: g.op("Pad", [dx ?? g.full(0, x), pads, dvalue, axes], { mode: string(mode) }),
  }),
  vjp: (g, { x, dy, pads, value, axes, mode }) => {
    const dx = padsOf(x, pads, axes).reduce((part, own) => unpadded(g, part, x, own, mode), dy);
    return { dx, dvalue: value && borderSum(g, dy, dx, value) };
  },
  upgrades: {
    11: (node, context) => {
      const value = node.attributes.value;
      const scalar = value?.kind === "float" ? context.constant(float32([], [value.value])) : "";
      const inputs = [node.inputs[0] ?? "", attributeInput(node, "pads", context), scalar];
      return [{ ...withoutAttributes(node, "pads", "value"), inputs }];
    },
    19: wrapped,
  },
  samples: [
    { x: [2, 3], pads: { shape: [4], type: "int64", values: [1, 0, 0, 2] } },
    { x: [2, 3], pads: { shape: [4], type: "int64", values: [0, 1, 1, 0] }, value: [] },
    {
      x: [2, 3],
      pads: { shape: [2], type: "int64", values: [2, 1] },
      axes: { shape: [1], type: "int64", values: [-1] },
    },
    { x: [3, 4], pads: { shape: [4], type: "int64", values: [-1, 2, 0, -1] } },
    { x: [2, 4], pads: { shape: [4], type: "int64", values: [1, 2, 0, 3] }, mode: "reflect" },
    { x: [2, 3], pads: { shape: [4], type: "int64", values: [0, 2, 1, 1] }, mode: "edge" },
    { x: [3], pads: { shape: [2], type: "int64", values: [0, 0] } },
    { x: [3, 2, 4], pads: { shape: [6], type: "int64", values: [2, 1, 3, 1, 0, 2] }, mode: "reflect" },
    {
      x: [2, 3, 2],
      pads: { shape: [4], type: "int64", values: [3, 1, 0, 4] },
      axes: { shape: [2], type: "int64", values: [-1, 0] },
      mode: "edge",
    },
    { x: [2, 4], pads: { shape: [4], type: "int64", values: [0, -1, 0, 2] }, value: [] },
    { x: { shape: [2], type: "int64", values: [4, 5] }, pads: { shape: [2], type: "int64", values: [1, 1] } },
  ],
});

function padsOf(x: ValueType, pads: ValueType, axes: ValueType | undefined): readonly Pads[] {
  const rank = x.shape.length;
  const list = axes
    ? followedNumbers("Pad", "axes", axes).map((axis) => (axis < 0 ? axis + rank : axis))
    : allAxes(rank);
  const sizes = followedNumbers("Pad", "pads", pads);
  if (sizes.length !== 2 * list.length) {
    fail({ subject: "Pad", expected: `${2 * list.length} pads`, got: `${sizes.length}` });
  }
  return list.map((axis, i) => ({ axis, before: sizes[i]!, after: sizes[i + list.length]! }));
}

function paddedShape(shape: Shape, pads: readonly Pads[], mode: string): Shape {
  if (!["constant", "reflect", "edge"].includes(mode)) {
    fail({ subject: "Pad", expected: "mode constant, reflect or edge", got: mode });
  }
  return pads.reduce(
    (sizes, { axis, before, after }) => {
      if (before === 0 && after === 0) return sizes;
      const size = sizeAt("Pad", shape, axis);
      const fits = mode === "reflect" ? Math.max(before, after) < size : size > 0;
      if (mode !== "constant" && (before < 0 || after < 0 || !fits)) {
        fail({
          subject: "Pad",
          expected: `pads that ${mode} ${size} elements can fill`,
          got: `${before} and ${after}`,
        });
      }
      if (size + before + after < 0) {
        fail({ subject: "Pad", expected: `to crop at most ${size} elements`, got: `${before} and ${after}` });
      }
      return sizes.with(axis, size + before + after);
    },
    [...shape] as readonly Dimension[],
  );
}

/** The adjoint of padding one axis. */
function unpadded(g: Builder, dy: Value, x: Value, { axis, before, after }: Pads, mode: string): Value {
  if (before === 0 && after === 0) return dy;
  const size = sizeAt("Pad", x.shape, axis);
  const inner = crop(g, dy, axis, Math.max(before, 0), size + before + Math.min(after, 0));
  const middle = padZeros(g, inner, axis, Math.max(-before, 0), Math.max(-after, 0));
  if (mode === "constant") return middle;
  const first = crop(g, dy, axis, 0, before);
  const last = crop(g, dy, axis, size + before, size + before + after);
  const folded = (border: Value, start: number): Value =>
    padZeros(g, border, axis, start, size - start - (border.shape[axis] as number));
  const fold = (border: Value, atEdge: number, mirrored: number): Value =>
    mode === "edge" ? folded(g.reduceSum(border, [axis]), atEdge) : folded(reverse(g, border, axis), mirrored);
  return g.sum([
    middle,
    ...(before > 0 ? [fold(first, 0, 1)] : []),
    ...(after > 0 ? [fold(last, size - 1, size - 1 - after)] : []),
  ]);
}

/** Sum of the cotangent over the border, where y is `value`; what `dx` does not hold. */
function borderSum(g: Builder, dy: Value, dx: Value, value: Value): Value {
  const border = g.sub(g.reduceSum(dy, undefined, false), g.reduceSum(dx, undefined, false));
  return g.reshape(border, value.shape);
}

/** Mode "wrap" came with opset 19: put the end of each axis before it and its beginning after it. */
function wrapped(node: Node, context: UpgradeContext): readonly Node[] {
  const mode = node.attributes.mode;
  if (mode?.kind !== "string" || mode.value !== "wrap") return [node];
  const subject = `Pad (node "${node.name}")`;
  const numbersOf = (name: string | undefined): readonly number[] | undefined => {
    const tensor = name ? context.constantOf(name) : undefined;
    return tensor && Array.from(tensor.data as BigInt64Array, Number);
  };
  const pads =
    numbersOf(node.inputs[1]) ?? fail({ subject, expected: "constant pads in mode wrap", got: "computed ones" });
  const axes = numbersOf(node.inputs[3]) ?? allAxes(pads.length / 2);
  const nodes: Node[] = [];
  const emit = (operator: string, inputs: readonly string[], attributes: Node["attributes"] = {}): string => {
    const name = context.fresh(`${node.name || "Pad"}_${operator}`);
    nodes.push({ name, operator, domain: "", inputs, outputs: [name], attributes });
    return name;
  };
  const indices = (value: number) =>
    context.constant({ type: "int64", shape: [1], data: BigInt64Array.of(BigInt(value)) });
  const slice = (x: string, axis: number, start: number, end: number) =>
    emit("Slice", [x, indices(start), indices(end), indices(axis)]);
  const result = axes.reduce((x, axis, i) => {
    const [before = 0, after = 0] = [pads[i], pads[i + axes.length]];
    const first = before > 0 ? [slice(x, axis, -before, largestIndex)] : [];
    const last = after > 0 ? [slice(x, axis, 0, after)] : [];
    return emit("Concat", [...first, x, ...last], { axis: int(axis) });
  }, node.inputs[0]!);
  return [...nodes, { ...node, operator: "Identity", inputs: [result], attributes: {} }];
}
