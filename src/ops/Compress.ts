import { fail, multiplyDimensions, normalizeAxis } from "../base/index.ts";
import { int, type ValueType } from "../graph/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";

/** The slices of x along `axis` (of all elements in a row, without one) for which the condition holds. */
export const Compress = defineOp({
  inputs: ["x", "condition"],
  outputs: ["y"],
  discrete: ["condition"],
  attributes: { axis: optional.int },
  infer: ({ x, condition, axis }) => {
    const places = chosenPlaces(condition);
    const size = axis === undefined ? multiplyDimensions(1, ...x.shape) : x.shape.at(axis);
    if (typeof size === "number" && places.some((place) => place >= size)) {
      fail({ subject: "Compress", expected: `a condition for ${size} places`, got: `one for ${condition.shape[0]}` });
    }
    const count = places.length;
    if (axis === undefined) return { y: { type: x.type, shape: [count] } };
    return { y: { type: x.type, shape: x.shape.with(normalizeAxis(axis, x.shape.length), count) } };
  },
  mixes: ({ axis }) => ({ x: [axis ?? 0] }),
  lower: (g, { x, condition, axis }) => {
    const list = axis === undefined ? g.op("Reshape", [x, g.indices([-1])]) : x;
    return { y: g.op("Gather", [list, g.indices(chosenPlaces(condition))], { axis: int(axis ?? 0) }) };
  },
  samples: [
    { x: [3, 2], condition: { shape: [3], type: "bool", values: [0, 1, 1] }, axis: 0 },
    { x: [2, 4], condition: { shape: [3], type: "bool", values: [1, 0, 1] }, axis: -1 },
    { x: [3, 2], condition: { shape: [5], type: "bool", values: [0, 1, 0, 0, 1] } },
    { x: [2, 2], condition: { shape: [2], type: "bool", values: [0, 0] }, axis: 1 },
  ],
});

/** Where the condition holds. @throws NetspectraError where that depends on the data */
function chosenPlaces({ content }: ValueType): readonly number[] {
  if (!content) {
    return fail({
      subject: "Compress",
      expected: "a small constant condition",
      got: "a condition that decides the size of the result",
      todo: "Export the model without boolean indexing.",
    });
  }
  return content.flatMap((holds, i) => (holds === 0 ? [] : [i]));
}
