import { expect, test } from "vitest";
import { createModel, type LocalFunction, type Node } from "../graph/index.ts";
import { normalizeModel } from "./index.ts";

const node = (operator: string, domain: string, inputs: string[], outputs: string[]): Node => {
  return { name: outputs[0]!, operator, domain, inputs, outputs, attributes: {} };
};

/** f0 calls f1 twice, f1 calls f2 twice, …: 2^depth nodes. */
function doubling(depth: number) {
  const functions = Array.from({ length: depth }, (_, i): LocalFunction => {
    const last = i === depth - 1;
    const call = (from: string, to: string) => node(last ? "Relu" : `f${i + 1}`, last ? "" : "d", [from], [to]);
    return {
      ...{ name: `f${i}`, domain: "d", inputs: ["a"], outputs: ["c"], attributes: [], attributeDefaults: {} },
      nodes: [call("a", "b"), call("b", "c")],
      opsets: { "": 18, d: 1 },
    };
  });
  const graph = {
    name: "g",
    inputs: [{ name: "x", type: "float32", shape: ["N", 2] }] as const,
    outputs: [{ name: "y" }],
    nodes: [node("f0", "d", ["x"], ["y"])],
    initializers: new Map(),
    valueInfo: [],
  };
  return { ...createModel(graph), opsets: { "": 18, d: 1 }, functions };
}

test("functions that double are written out up to 100 000 nodes", () => {
  expect(normalizeModel(doubling(5)).nodes).toHaveLength(32);
  expect(() => normalizeModel(doubling(40))).toThrow(/function f\d+: expected at most 100000 nodes in all/);
});

test("a node with more outputs than its operator has is refused", () => {
  const model = doubling(1);
  const many = { ...node("Relu", "", ["x"], ["y"]), outputs: ["y", "z"] };
  expect(() => normalizeModel({ ...model, graph: { ...model.graph, nodes: [many] } })).toThrow(
    /Relu \(node "y"\): expected at most 1 outputs, got 2/,
  );
});

test("a variadic operator without one of its inputs is refused", () => {
  const model = doubling(1);
  const gap = node("Sum", "", ["x", "", "x"], ["y"]);
  expect(() => normalizeModel({ ...model, graph: { ...model.graph, nodes: [gap] } })).toThrow(
    /Sum \(node "y"\): expected input "...\w+", got none/,
  );
});

test("a function's attribute that is called like a property of every object is absent", () => {
  const slope = { kind: "reference", type: 1, value: "constructor" } as const;
  const [f] = doubling(1).functions;
  const leaky = { ...node("LeakyRelu", "", ["a"], ["c"]), attributes: { alpha: slope } };
  const model = { ...doubling(1), functions: [{ ...f!, nodes: [leaky] }] };
  expect(normalizeModel(model).nodes[0]?.attributes).toEqual({});
});
