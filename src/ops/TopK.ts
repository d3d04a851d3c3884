import { fail, int64, normalizeAxis } from "../base/index.ts";
import { int, type ValueType } from "../graph/index.ts";
import { withoutAttributes } from "./define/attributeInputs.ts";
import { defineOp, type Upgrade } from "./define/defineOp.ts";
import { followedNumbers } from "./define/followed.ts";
import { reductionAttribute } from "./define/scattering.ts";

/** The k largest (or smallest) elements along `axis`, and where they are; the values move with the chosen elements. */
export const TopK = defineOp({
  inputs: ["x", "k"],
  outputs: ["values", "indices"],
  discrete: ["k"],
  discreteOutputs: ["indices"],
  attributes: { axis: int(-1), largest: int(1), sorted: int(1) },
  infer: ({ x, k, axis }) => {
    const along = normalizeAxis(axis, x.shape.length);
    const count = countOf(k);
    const size = x.shape[along]!;
    if (count < 0 || (typeof size === "number" && count > size)) {
      fail({ subject: "TopK", expected: `at most ${size} elements`, got: `${count}` });
    }
    const shape = x.shape.with(along, count);
    return { values: { type: x.type, shape }, indices: { type: "int64", shape } };
  },
  mixes: ({ axis }) => ({ x: [axis] }),
  jvp: (g, { dx, indices, axis }) => ({ dvalues: g.op("GatherElements", [dx, indices], { axis: int(axis) }) }),
  vjp: (g, { x, indices, dvalues, axis }) => ({
    dx:
      dvalues &&
      g.op("ScatterElements", [g.full(0, x), indices, dvalues], { axis: int(axis), ...reductionAttribute("add") }),
  }),
  upgrades: { 10: countToInput },
  samples: [
    { x: [2, 5], k: { shape: [1], type: "int64", values: [3] } },
    { x: [4, 3], k: { shape: [1], type: "int64", values: [2] }, axis: 0, largest: 0 },
    { x: [2, 4, 3], k: { shape: [1], type: "int64", values: [4] }, axis: -2, sorted: 0 },
    { x: { shape: [4], values: [1, 2, 3, 0] }, k: { shape: [1], type: "int64", values: [1] } },
    { x: { shape: [3], type: "int64", values: [5, 1, 7] }, k: { shape: [1], type: "int64", values: [2] }, largest: 0 },
  ],
});

const countOf = (k: ValueType): number => followedNumbers("TopK", "a number of elements", k)[0]!;

/** Before opset 10 the number of elements was an attribute. */
function countToInput(...[node, context]: Parameters<Upgrade>): ReturnType<Upgrade> {
  const k = node.attributes.k;
  if (k?.kind !== "int") return fail({ subject: `TopK (node "${node.name}")`, expected: 'attribute "k"', got: "none" });
  const inputs = [node.inputs[0] ?? "", context.constant(int64([1], [k.value]))];
  return [{ ...withoutAttributes(node, "k"), inputs }];
}
