import { expect, test } from "vitest";
import { float32, int64, type Tensor, tensor } from "../base/index.ts";
import {
  createModel,
  float,
  floats,
  formatGraph,
  formatModel,
  type Graph,
  graphAttribute,
  int,
  ints,
  type Node,
  string,
  strings,
  tensorAttribute,
} from "./index.ts";

const node = (line: Partial<Node>): Node => {
  return { name: "", operator: "Identity", domain: "", inputs: [], outputs: [], attributes: {}, ...line };
};

const branch = (name: string): Graph => ({
  name,
  inputs: [],
  outputs: [{ name: `${name}_y` }],
  nodes: [node({ operator: "Neg", inputs: ["h"], outputs: [`${name}_y`] })],
  initializers: new Map(),
  valueInfo: [],
});

const graph: Graph = {
  name: "net",
  inputs: [
    { name: "x", type: "float32", shape: ["N", 4] },
    { name: "list", otherType: new Uint8Array(3) },
  ],
  outputs: [{ name: "y", type: "float32", shape: ["N", 2] }, { name: "odd name" }],
  nodes: [
    node({
      operator: "Gemm",
      inputs: ["x", "w", "b"],
      outputs: ["h"],
      attributes: { transB: int(1), alpha: float(1), beta: float(Math.fround(0.1)) },
    }),
    node({ operator: "Split", inputs: ["h", "", "axes"], outputs: ["", "part"] }),
    node({
      operator: "Custom",
      domain: "com.example",
      inputs: ["part"],
      outputs: ["odd name"],
      attributes: {
        list: ints([1, -2]),
        levels: floats([0.5, -0]),
        mode: string("a b"),
        modes: strings(["p", "q"]),
        value: tensorAttribute(int64([2], [3, 4])),
        rest: { kind: "opaque", type: 11, value: new Uint8Array(7) },
        slope: { kind: "reference", type: 1, value: "alpha" },
      },
    }),
    node({
      operator: "If",
      inputs: ["yes"],
      outputs: ["y"],
      attributes: { then_branch: graphAttribute(branch("then")), else_branch: graphAttribute(branch("else")) },
    }),
  ],
  initializers: new Map<string, Tensor>([
    ["w", float32([2, 4], [1, 2, 3, 4, 5, 6, 7, 0.1])],
    ["b", float32([3, 3], new Float32Array(9))],
    ["axes", int64([1], [0])],
    ["yes", tensor("bool", [], Uint8Array.of(1))],
    ["words", tensor("string", [1], ["a"])],
  ]),
  valueInfo: [{ name: "h", type: "float32" }],
};

test("the text form of a graph", () => {
  expect(formatGraph(graph)).toBe(`graph "net"
  input x: float32[N×4]
  input list: other
  constant w: float32[2×4] = [1, 2, 3, 4, 5, 6, 7, 0.1]
  constant b: float32[3×3]
  constant axes: int64[1] = [0]
  constant yes: bool[] = 1
  constant words: string[1] = ["a"]
  h: float32[…] = Gemm(x, w, b) alpha=1 beta=0.1 transB=1
  _, part = Split(h, _, axes)
  "odd name" = com.example.Custom(part) levels=[0.5, -0] list=[1, -2] mode="a b" modes=["p", "q"] rest=<7 bytes of attribute type 11> slope=@alpha value=int64[2]:[3, 4]
  y: float32[N×2] = If(yes) else_branch="else" then_branch="then"
    else_branch: graph "else"
      else_y = Neg(h)
      output else_y
    then_branch: graph "then"
      then_y = Neg(h)
      output then_y
  output y: float32[N×2]
  output "odd name"`);
});

test("the text form of a model says what the file says of itself", () => {
  const f = {
    name: "Twice",
    domain: "com.example",
    inputs: ["a"],
    outputs: ["b"],
    attributes: ["alpha"],
    attributeDefaults: { beta: int(1) },
    nodes: [node({ operator: "Add", inputs: ["a", "a"], outputs: ["b"] })],
    opsets: { "": 18 },
  };
  const model = { ...createModel(branch("g"), { metadata: { seed: "3" } }), functions: [f] };
  expect(formatModel(model)).toBe(`model ir 8, opset 18
  producer "netspectra" ""
  "seed": "3"
function com.example.Twice(a) alpha beta -> b, opset 18
  b = Add(a, a)
graph "g"
  g_y = Neg(h)
  output g_y`);
});
