import { expect, test } from "vitest";
import { runGraph } from "../../test/runtime.ts";
import { batch, float32, numbers } from "../base/index.ts";
import type { Builder, Graph, Value } from "../graph/index.ts";
import { jacobian } from "./jacobian.ts";
import { newGraph } from "./newGraph.ts";
import { simplify } from "./simplify.ts";

function named(g: Builder, operator: string, x: Value, name: string): Value {
  const node = { name, operator, domain: "", inputs: [], outputs: [name], attributes: {} };
  return g.append(node, [x])[0]!;
}

/** y = 2·copy + relu(x)·twin, where relu and twin are the same function of x, and copy is x. */
function twins(): Graph {
  const g = newGraph();
  const x = g.input("x", "float32", [batch, 2]);
  const relu = named(g, "Relu", x, "relu");
  const twin = named(g, "Relu", x, "twin");
  const copy = named(g, "Identity", x, "copy");
  return g.finish({ y: g.add(g.mul(copy, 2), g.mul(relu, twin)) });
}

const producers = (graph: Graph) => graph.nodes.flatMap(({ outputs }) => outputs);

test("what is said twice goes, but for values that are asked for", () => {
  expect(producers(simplify(twins()))).not.toContain("twin");
  expect(producers(simplify(twins()))).not.toContain("copy");
  const kept = producers(simplify(twins(), { keep: ["copy", "relu"] }));
  expect(kept).toEqual(expect.arrayContaining(["copy", "relu", "twin"]));
});

test.each([
  ["copy", [2, 2]],
  ["relu", [3, 0]],
  ["twin", [3, 0]],
  ["x", [8, 2]],
])("the derivative by %s alone", async (wrt, diagonal) => {
  const { graph, rows } = jacobian(simplify(twins(), { keep: [wrt] }), { wrt });
  const results = await runGraph(graph, { x: float32([1, 2], [3, -1]) });
  expect(rows.map((name, j) => numbers(results[name]!)[j])).toEqual(diagonal);
});

test("what broadcasting stretches by itself is not expanded before", async () => {
  const g = newGraph();
  const x = g.input("x", "float32", [batch, 2]);
  const wide = g.op("Expand", [g.input("row", "float32", [1, 2]), g.op("Shape", [x])]);
  const graph = g.finish({ y: g.mul(g.add(wide, x), wide), twice: g.add(wide, wide) });
  const simplified = simplify(graph);
  const feeds = { x: float32([2, 2], [1, 2, 3, 4]), row: float32([1, 2], [5, 7]) };
  expect(
    simplified.nodes.filter(({ operator, inputs }) => operator !== "Expand" && inputs.includes(wide.name)),
  ).toHaveLength(1);
  const results = await runGraph(simplified, feeds);
  expect(numbers(results["y"]!)).toEqual([30, 63, 40, 77]);
  expect(numbers(results["twice"]!)).toEqual([10, 14, 10, 14]);
});
