import { type ElementType, fail } from "../base/index.ts";
import { elementTypeOf, int, type ValueType } from "../graph/index.ts";
import { defineOp } from "./define/defineOp.ts";
import { quantise, rangeOf } from "./define/quantise.ts";
import { alongAxis, requireScales } from "./define/quantised.ts";

/**
 * y = x / scale + zero point, rounded and held in the range of y's type; piecewise constant. In the form of opset 23, as
 * DequantizeLinear.
 */
export const QuantizeLinear = defineOp({
  inputs: ["x", "scale", "zero_point?"],
  outputs: ["y"],
  attributes: { axis: int(1), block_size: int(0), output_dtype: int(0), precision: int(0), saturate: int(1) },
  infer: ({ x, scale, zero_point, axis, block_size, output_dtype }) => {
    requireScales("QuantizeLinear", x, scale, { axis, block_size });
    const type = resultType(zero_point, output_dtype);
    rangeOf("QuantizeLinear", type);
    return { y: { type, shape: x.shape } };
  },
  lower: (g, { x, scale, zero_point, axis, block_size, output_dtype }) => {
    const axes = { axis, block_size };
    const type = scale.type === "float64" ? "float64" : "float32";
    const divisor = alongAxis(g, g.cast(scale, type), x, axes);
    const zero = zero_point && alongAxis(g, g.cast(zero_point, type), x, axes);
    return { y: quantise(g, g.cast(x, type), divisor, zero, resultType(zero_point, output_dtype)) };
  },
  since: 23,
  samples: [
    { x: { shape: [6], values: [-1e6, -1.5, -0.5, 0.5, 2.5, 1e6] }, scale: { shape: [], values: [1] } },
    {
      x: { shape: [2, 3], values: [-300, -2, 0.6, 1, 3, 300] },
      scale: { shape: [1], values: [2] },
      zero_point: { shape: [1], type: "int8", values: [3] },
    },
    {
      x: { shape: [2, 2], values: [-7, 9.3, 100, 2] },
      scale: { shape: [2], values: [0.5, 2] },
      zero_point: { shape: [2], type: "uint8", values: [128, 0] },
      axis: -1,
    },
    { x: { shape: [3], values: [-1e5, 77, 1e5] }, scale: { shape: [], values: [1.5] }, output_dtype: 4 },
    {
      x: { shape: [1, 5], values: [1, 2, 3, 4, -5] },
      scale: { shape: [1, 2], values: [0.01, 0.3] },
      zero_point: { shape: [1, 2], type: "int16", values: [0, -1] },
      block_size: 3,
    },
  ],
});

/** The type of the zero point, else what is asked for, else uint8. */
function resultType(zeroPoint: ValueType | undefined, number: number): ElementType {
  if (zeroPoint) return zeroPoint.type;
  return (
    elementTypeOf(number === 0 ? 2 : number) ??
    fail({ subject: "QuantizeLinear", expected: "an element type of ONNX", got: `number ${number}` })
  );
}
