import { isInteger, isStatic, numbers, sizeOf, type Tensor } from "../base/index.ts";
import { defineOp, optional } from "./define/defineOp.ts";
import { followed, known } from "./define/followed.ts";

/** A tensor of the given shape filled with `value` (default: float32 0). */
export const ConstantOfShape = defineOp({
  inputs: ["shape"],
  outputs: ["y"],
  discrete: ["shape"],
  attributes: { value: optional.tensor },
  infer: ({ shape, value }) => {
    const sizes = followed("ConstantOfShape", "a shape", shape);
    const small = sizes.length <= 1 && isStatic(sizes) && sizeOf(sizes) <= 64;
    return { y: { type: value?.type ?? "float32", shape: sizes, ...(small && known(filled(value, sizeOf(sizes)))) } };
  },
  stops: "a constant",
  samples: [
    { shape: { shape: [2], type: "int64", values: [2, 3] } },
    {
      shape: { shape: [1], type: "int64", values: [3] },
      value: { type: "int64", shape: [1], data: BigInt64Array.of(7n) },
    },
    { shape: { shape: [0], type: "int64", values: [] } },
  ],
});

function filled(value: Tensor | undefined, size: number): readonly number[] | undefined {
  if (!value || !isInteger(value.type)) return undefined;
  return Array.from({ length: size }, () => numbers(value)[0]!);
}
