import { type ElementType, fail } from "../base/index.ts";
import { elementTypeOf, int, type ValueType } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { alongAxis, asFloat, requireScales } from "./define/quantised.ts";

/**
 * y = (x − zero point) · scale, with one scale, one for each place along `axis`, or one for each `block_size` of them.
 *
 * In the form of opset 23, which all older ones fit: files that were quantised are written out on import.
 */
export const DequantizeLinear = defineOp({
  inputs: ["x", "scale", "zero_point?"],
  outputs: ["y"],
  attributes: { axis: int(1), block_size: int(0), output_dtype: int(0) },
  infer: ({ x, scale, axis, block_size, output_dtype }) => {
    requireScales("DequantizeLinear", x, scale, { axis, block_size });
    return { y: { type: resultType(scale, output_dtype), shape: x.shape } };
  },
  lower: (g, { x, scale, zero_point, axis, block_size, output_dtype }) => {
    const axes = { axis, block_size };
    const type = scale.type === "float64" ? "float64" : "float32";
    const values = asFloat(g, "DequantizeLinear", x, type);
    const zero = zero_point && alongAxis(g, asFloat(g, "DequantizeLinear", zero_point, type), x, axes);
    const centred = zero ? g.sub(values, zero) : values;
    const y = g.mul(centred, alongAxis(g, g.cast(scale, type), x, axes));
    return { y: g.cast(y, resultType(scale, output_dtype)) };
  },
  since: 23,
  samples: [
    { x: { shape: [2, 3], type: "int8", values: [-128, -1, 0, 1, 64, 127] }, scale: [] },
    {
      x: { shape: [2, 3], type: "uint8", values: [0, 1, 2, 128, 254, 255] },
      scale: [1],
      zero_point: { shape: [1], type: "uint8", values: [128] },
    },
    {
      x: { shape: [2, 3, 2], type: "int8", values: [1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6] },
      scale: [3],
      zero_point: { shape: [3], type: "int8", values: [0, -3, 7] },
    },
    { x: { shape: [2, 2], type: "int32", values: [-70000, 0, 12, 70000] }, scale: [2], axis: -2 },
    {
      x: { shape: [2, 5], type: "uint16", values: [0, 1, 2, 3, 4, 65535, 6, 7, 8, 9] },
      scale: [2, 2],
      zero_point: { shape: [2, 2], type: "uint16", values: [1, 2, 3, 4] },
      block_size: 3,
    },
    {
      x: { shape: [4, 2], type: "int16", values: [0, 1, 2, 3, 4, -5, 6, 7] },
      scale: [2, 2],
      axis: 0,
      block_size: 2,
    },
    { x: { shape: [], type: "int8", values: [5] }, scale: [] },
  ],
});

function resultType(scale: ValueType, number: number): ElementType {
  if (number === 0) return scale.type;
  return (
    elementTypeOf(number) ??
    fail({ subject: "DequantizeLinear", expected: "an element type of ONNX", got: `number ${number}` })
  );
}
