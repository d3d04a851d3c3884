import { expect, test } from "vitest";
import { runGraph } from "../../../test/runtime.ts";
import { lower, lowerFloat64, vjp } from "../../autodiff/index.ts";
import { float64, numbers } from "../../base/index.ts";
import { type Attributes, createBuilder, type Graph, int, ints } from "../../graph/index.ts";
import { infer } from "./registry.ts";

const pool = { kernel_shape: ints([2]) };
const cases: readonly (readonly [string, Attributes])[] = [
  ["LpNormalization", {}],
  ["LpNormalization", { p: int(1) }],
  ["LpPool", pool],
  ["LpPool", { ...pool, p: int(3) }],
  ["GlobalLpPool", {}],
  ["GlobalLpPool", { p: int(3) }],
  ["MeanVarianceNormalization", { axes: ints([2]) }],
];

test.each(cases)("%s %o of zeros is zero, and has first and second derivatives", async (operator, attributes) => {
  const g = createBuilder(infer);
  const x = g.input("x", "float64", [1, 2, 4]);
  const forward = lower(g.finish({ y: g.op(operator, [x], attributes) }));
  const gradient = pulledBack(forward, "y", "first");
  const second = pulledBack(lower(gradient), "first", "second");
  const results = await runGraph(lowerFloat64(second), { x: float64([1, 2, 4], [0, 0, 0, 0, 0, 0, 1, 2]) });
  expect(numbers(results["y"]!)[0]).toBe(0);
  for (const result of Object.values(results)) expect(numbers(result).every(Number.isFinite)).toBe(true);
});

/** The graph with the gradient of the sum of `of` beside its outputs. */
function pulledBack(graph: Graph, of: string, name: string): Graph {
  const g = createBuilder(infer, graph);
  const value = g.value(of);
  const [dx] = vjp(g, [value], [g.full(1, value)], [g.value("x")]);
  const outputs = graph.outputs.map((own) => [own.name, g.value(own.name)] as const);
  return g.finish(Object.fromEntries([...outputs, [name, dx ?? g.full(0, g.value("x"))]]));
}
