import fc from "fast-check";
import { expect, test } from "vitest";
import { float32 } from "../base/index.ts";
import {
  checkGraph,
  checkModel,
  createModel,
  type Graph,
  graphAttribute,
  type Node,
  readModel,
  sortNodes,
  usedValues,
  writeModel,
} from "./index.ts";

const node = (name: string, inputs: string[], outputs: string[], attributes: Node["attributes"] = {}): Node => {
  return { name, operator: "Op", domain: "", inputs, outputs, attributes };
};
const graphOf = (nodes: readonly Node[], outputs: readonly string[], inputs: readonly string[] = ["x"]): Graph => ({
  name: "g",
  inputs: inputs.map((name) => ({ name })),
  outputs: outputs.map((name) => ({ name })),
  nodes,
  initializers: new Map([["w", float32([1], [1])]]),
  valueInfo: [],
});
const branch = (uses: string, output = "inner") => graphOf([node("in", [uses], [output])], [output], []);

test("sound graphs pass", () => {
  const inner = { body: graphAttribute(branch("a")) };
  checkGraph(graphOf([node("1", ["x", "", "w"], ["a", ""]), node("2", [], ["b"], inner)], ["b", "x", "w"]));
});

const broken: Record<string, [Graph, RegExp]> = {
  "an input that none defines": [graphOf([node("one", ["z"], ["a"])], ["a"]), /node "one" \(Op\).*input "z"/],
  "nodes out of order": [
    graphOf([node("one", ["b"], ["a"]), node("two", ["x"], ["b"])], ["a"]),
    /node "one" \(Op\).*node "two" \(Op\) behind it/,
  ],
  "a cycle": [
    graphOf([node("one", ["b"], ["a"]), node("", ["a"], ["b"])], ["a"]),
    /got a cycle: node "one" \(Op\) needs node "b" \(Op\)/,
  ],
  "a node that needs itself": [graphOf([node("one", ["a"], ["a"])], ["a"]), /a cycle: node "one"/],
  "a value given twice": [
    graphOf([node("one", ["x"], ["a"]), node("two", ["x"], ["a"])], ["a"]),
    /node "two" \(Op\).*"a" to be given once/,
  ],
  "a node that overwrites an input": [graphOf([node("one", ["w"], ["x"])], ["x"]), /"x" to be given once/],
  "an input given twice": [graphOf([], ["x"], ["x", "x"]), /"x" to be given once/],
  "an initialiser that is an input": [graphOf([], ["x"], ["x", "w"]), /"w" to be given once/],
  "an output that does not exist": [graphOf([], ["y"]), /output "y" of graph "g"/],
  "an output given twice": [graphOf([], ["x", "x"]), /"x" to be given once/],
  "a subgraph that uses an unknown value": [
    graphOf([node("if", ["x"], ["a"], { body: graphAttribute(branch("nowhere")) })], ["a"]),
    /node "if" \(Op\): node "in" \(Op\).*"nowhere"/,
  ],
  "a subgraph that uses a later value": [
    graphOf([node("if", ["x"], ["a"], { body: graphAttribute(branch("b")) }), node("two", ["x"], ["b"])], ["a"]),
    /node "if".*"b"/,
  ],
};

test.each(Object.entries(broken))("%s is named", (_, [graph, message]) => {
  expect(() => checkGraph(graph)).toThrow(message);
  expect(() => checkGraph(graph)).toThrow(expect.objectContaining({ name: "NetspectraError", exitCode: 2 }));
});

test("functions are checked too", () => {
  const f = {
    name: "F",
    domain: "d",
    inputs: ["a"],
    outputs: ["b"],
    attributes: [],
    attributeDefaults: {},
    nodes: [node("one", ["a"], ["b"])],
    opsets: { "": 18 },
  };
  const model = { ...createModel(graphOf([], ["x"])), functions: [f] };
  checkModel(model);
  expect(() => checkModel({ ...model, functions: [f, f] })).toThrow(/function "d.F".*got two/);
  expect(() => checkModel({ ...model, functions: [{ ...f, outputs: ["c"] }] })).toThrow(/output "c"/);
  expect(() => checkModel({ ...model, functions: [{ ...f, inputs: [] }] })).toThrow(/node "one".*input "a"/);
});

/** Random graphs in order: node i reads some of the values before it, half of the time through a subgraph. */
const ordered = fc.array(fc.tuple(fc.array(fc.nat(), { maxLength: 3 }), fc.boolean()), { maxLength: 12 }).map((list) =>
  list.map(([reads, inside], i) => {
    const names = reads.map((read) => (read % (i + 1) === i ? "x" : `v${read % (i + 1)}`));
    if (!inside) return node(`${i}`, names, [`v${i}`]);
    const body = graphOf([node("in", names, [`inner${i}`])], [`inner${i}`], []);
    return node(`${i}`, [], [`v${i}`], { body: graphAttribute({ ...body, initializers: new Map() }) });
  }),
);

test("sorting orders shuffled nodes, keeps ordered ones, and the reader does it", () => {
  fc.assert(
    fc.property(
      ordered.chain((nodes) => fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length }))),
      ([nodes, shuffled]) => {
        expect(sortNodes(nodes, "g")).toEqual(nodes);
        const sorted = sortNodes(shuffled, "g");
        expect(new Set(sorted)).toEqual(new Set(nodes));
        checkGraph(graphOf(sorted, ["x"]));
        const read = readModel(writeModel(createModel(graphOf(shuffled, ["x"]))));
        expect(read.graph.nodes.map(({ name }) => name)).toEqual(sorted.map(({ name }) => name));
      },
    ),
    { seed: 3, numRuns: 100 },
  );
});

test("a chain of 20 000 nodes in reverse is sorted", () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => node("", [i === 0 ? "x" : `v${i - 1}`], [`v${i}`]));
  expect(sortNodes([...chain].reverse(), "g")[0]).toBe(chain[0]);
});

test("a node uses what its subgraphs take from around them", () => {
  const inner = { ...branch("a"), nodes: [node("in", ["a", "w", ""], ["inner"])] };
  expect(usedValues(node("n", ["x", ""], ["y"], { body: graphAttribute(inner) }))).toEqual(new Set(["x", "a"]));
});
