import { describe, expect, test } from "vitest";
import { lower, lowerFloat64, simplify, vjp } from "../src/autodiff/index.ts";
import { float64, numbers, type Tensor, tensorOf } from "../src/base/index.ts";
import { type Attributes, createBuilder, float, int, type Value } from "../src/graph/index.ts";
import { infer, operators } from "../src/ops/define/registry.ts";
import { runGraph } from "./runtime.ts";

/** Points at which an operator has a corner, a tie or a removable singularity, and the gradient that is agreed on there. */
const kinks: readonly {
  operator: string;
  inputs: readonly (readonly number[])[];
  constants?: readonly Tensor[];
  attributes?: Attributes;
  gradients: readonly (readonly number[])[];
}[] = [
  { operator: "Relu", inputs: [[0, -0, 1]], gradients: [[0, 0, 1]] },
  { operator: "LeakyRelu", inputs: [[0, 1]], attributes: { alpha: float(0.25) }, gradients: [[0.25, 1]] },
  { operator: "Elu", inputs: [[0, 1]], attributes: { alpha: float(0.5) }, gradients: [[0.5, 1]] },
  { operator: "Abs", inputs: [[0, -2]], gradients: [[0, -1]] },
  { operator: "Sigmoid", inputs: [[-800, 800]], gradients: [[0, 0]] },
  { operator: "Softplus", inputs: [[-800, 800]], gradients: [[0, 1]] },
  {
    operator: "Clip",
    inputs: [[0, 3, 6, 7]],
    constants: [float64([], [0]), float64([], [6])],
    gradients: [[0, 1, 0, 0]],
  },
  {
    operator: "Max",
    inputs: [
      [1, 2, 3],
      [1, 1, 3],
      [1, 0, 4],
    ],
    gradients: [
      [1 / 3, 1, 0],
      [1 / 3, 0, 0],
      [1 / 3, 0, 1],
    ],
  },
  {
    operator: "Min",
    inputs: [
      [1, 2],
      [1, 3],
    ],
    gradients: [
      [0.5, 1],
      [0.5, 0],
    ],
  },
  { operator: "ReduceMax", inputs: [[3, 1, 3]], gradients: [[0.5, 0, 0.5]] },
  { operator: "ReduceMin", inputs: [[2, 2, 2, 5]], gradients: [[1 / 3, 1 / 3, 1 / 3, 0]] },
  { operator: "ReduceProd", inputs: [[2, 0, 3]], gradients: [[0, 6, 0]] },
  { operator: "ReduceProd", inputs: [[0, 0, 3]], gradients: [[0, 0, 0]] },
  { operator: "ReduceL2", inputs: [[0, 0]], gradients: [[0, 0]] },
  { operator: "ReduceL1", inputs: [[0, -2]], gradients: [[0, -1]] },
  { operator: "CumProd", inputs: [[2, 0, 3]], constants: [tensorOf("int64", [], [0])], gradients: [[1, 8, 0]] },
  { operator: "TopK", inputs: [[2, 1, 2]], constants: [tensorOf("int64", [1], [1])], gradients: [[1, 0, 0]] },
  { operator: "Shrink", inputs: [[-0.5, 0.5, 1]], gradients: [[0, 0, 1]] },
  { operator: "ThresholdedRelu", inputs: [[1, 1.5]], gradients: [[0, 1]] },
  { operator: "ReduceLogSumExp", inputs: [[1000, 1000, -1000]], gradients: [[0.5, 0.5, 0]] },
  { operator: "Pow", inputs: [[0, -3]], constants: [tensorOf("int64", [], [2])], gradients: [[0, -6]] },
  { operator: "Pow", inputs: [[0, -3]], constants: [float64([], [1])], gradients: [[1, 1]] },
  { operator: "Pow", inputs: [[0, -3]], constants: [float64([], [0])], gradients: [[0, 0]] },
  {
    operator: "Pow",
    inputs: [
      [0, 0, 0, 2],
      [0, 1, 2, 0],
    ],
    gradients: [
      [0, 1, 0, 0],
      [0, 0, 0, Math.log(2)],
    ],
  },
  {
    operator: "Mod",
    inputs: [
      [7, -7],
      [3, 3],
    ],
    attributes: { fmod: int(1) },
    gradients: [
      [1, 1],
      [-2, 2],
    ],
  },
];

describe("the gradient at corners, ties and singular points", () => {
  test.each(kinks)("$operator at $inputs", async ({ operator, inputs, constants = [], attributes = {}, gradients }) => {
    const g = createBuilder(infer);
    const xs = inputs.map((values, i) => g.input(`x${i}`, "float64", [values.length]));
    const operands = [...xs, ...constants.map((tensor) => g.constant(tensor))];
    const [y] = g.ops(operator, operands, attributes, operators[operator]!.outputs.length);
    const opened = createBuilder(infer, lower(g.finish({ y: y! })));
    const output = opened.value("y");
    const wrt = xs.map(({ name }) => opened.value(name));
    const pulled = vjp(opened, [output], [opened.full(1, output)], wrt).map((dx, i) => dx ?? opened.full(0, wrt[i]!));
    const named: Record<string, Value> = Object.fromEntries(pulled.map((dx, i) => [`dx${i}`, dx]));
    const feeds = Object.fromEntries(inputs.map((values, i) => [`x${i}`, float64([values.length], values)]));
    const results = await runGraph(lowerFloat64(simplify(opened.finish(named))), feeds);
    gradients.forEach((expected, i) => {
      numbers(results[`dx${i}`]!).forEach((value, j) => {
        expect(value).toBeCloseTo(expected[j]!, 12);
      });
    });
  });
});
