import { describe, expect, test } from "vitest";
import { lower, simplify, vjp } from "../src/autodiff/index.ts";
import { float32, numbers } from "../src/base/index.ts";
import { type Attributes, createBuilder, float, string, type Value } from "../src/graph/index.ts";
import { infer } from "../src/ops/define/registry.ts";
import { runGraph } from "./runtime.ts";

/** Activations that grow at most linearly, so that nothing about them may overflow. */
const activations: readonly (readonly [operator: string, attributes?: Attributes, slope?: number])[] = [
  ["Atan"],
  ["Asinh"],
  ["Celu", { alpha: float(0.5) }],
  ["Elu"],
  ["Erf"],
  ["Gelu"],
  ["Gelu", { approximate: string("tanh") }],
  ["HardSigmoid"],
  ["HardSwish"],
  ["LeakyRelu"],
  ["LogSoftmax"],
  ["Mish"],
  ["PRelu", {}, 0.25],
  ["Relu"],
  ["Selu"],
  ["Shrink"],
  ["Sigmoid"],
  ["Softmax"],
  ["Softplus"],
  ["Softsign"],
  ["Swish", { alpha: float(1.5) }],
  ["Tanh"],
  ["ThresholdedRelu"],
];

const points = [-10_000, -100, -89, -20, 20, 89, 100, 10_000];

describe("values and derivatives of both orders are finite in float32 for large arguments", () => {
  test.each(activations.map((own) => [`${own[0]} ${JSON.stringify(own[1] ?? {})}`, ...own] as const))(
    "%s",
    async (_, ...own) => {
      const [operator, attributes = {}, slope] = own as (typeof activations)[number];
      const g = createBuilder(infer);
      const x = g.input("x", "float32", [points.length]);
      g.op(operator, slope === undefined ? [x] : [x, g.scalar(slope, x)], attributes);
      const y = g.value(g.nodes.at(-1)!.outputs[0]!);
      const opened = createBuilder(infer, lower(g.finish({ y })));
      const derivative = (of: Value): Value => {
        const [dx] = vjp(opened, [of], [opened.full(1, of)], [opened.value("x")]);
        return dx ?? opened.full(0, of);
      };
      const first = derivative(opened.value("y"));
      const second = derivative(first);
      const results = await runGraph(simplify(opened.finish({ y: opened.value("y"), first, second })), {
        x: float32([points.length], points),
      });
      for (const order of ["y", "first", "second"]) {
        expect(numbers(results[order]!).every(Number.isFinite), `${order}: ${results[order]!.data}`).toBe(true);
      }
    },
  );
});
