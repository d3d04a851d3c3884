import { expect, test } from "vitest";
import { float32, type Tensor } from "../../base/index.ts";
import { type Attributes, float, int, ints, type Node } from "../../graph/index.ts";
import { Add } from "../Add.ts";
import { Clip } from "../Clip.ts";
import { ReduceMax } from "../ReduceMax.ts";
import { ReduceSum } from "../ReduceSum.ts";
import type { OpDefinition, UpgradeContext } from "./defineOp.ts";

const node = (operator: string, inputs: readonly string[], attributes: Attributes): Node => ({
  name: "n",
  operator,
  domain: "",
  inputs,
  outputs: ["y"],
  attributes,
});

/** Upgrade one node of a graph in which `x` has rank 4 and `b` rank 1, or is a constant. */
function upgraded(op: OpDefinition, version: number, old: Node, constants: Record<string, Tensor> = {}) {
  const known: Record<string, Tensor> = { ...constants };
  const ranks: Record<string, number> = { x: 4, b: 1 };
  const context: UpgradeContext = {
    constant(tensor) {
      const name = `c${Object.keys(known).length}`;
      known[name] = tensor;
      return name;
    },
    fresh: (stem) => `${stem}_0`,
    constantOf: (name) => known[name],
    rankOf: (name) => known[name]?.shape.length ?? ranks[name],
  };
  return { nodes: op.upgrades[version]!(old, context), constants: known };
}

const perChannel = { broadcast: int(1), axis: int(1) };

test("a constant that was added along an axis gets trailing axes of size 1", () => {
  const { nodes, constants } = upgraded(Add, 7, node("Add", ["x", "b"], perChannel), { b: float32([3], [1, 2, 3]) });
  expect(nodes).toEqual([node("Add", ["x", "c1"], {})]);
  expect(constants["c1"]).toEqual(float32([3, 1, 1], [1, 2, 3]));
});

test("so does a computed value", () => {
  const { nodes, constants } = upgraded(Add, 7, node("Add", ["x", "b"], perChannel));
  expect(nodes.map(({ operator, inputs }) => [operator, inputs])).toEqual([
    ["Reshape", ["b", "c0"]],
    ["Add", ["x", "b_aligned_0"]],
  ]);
  expect(Array.from(constants["c0"]!.data as BigInt64Array, Number)).toEqual([0, 1, 1]);
});

test("without an axis, sizes already aligned at the right", () => {
  const { nodes } = upgraded(Add, 7, node("Add", ["x", "b"], { broadcast: int(1) }));
  expect(nodes).toEqual([node("Add", ["x", "b"], {})]);
});

test("an operand of unknown rank is refused by name", () => {
  expect(() => upgraded(Add, 7, node("Add", ["x", "?"], perChannel))).toThrow(/Add \(node "n"\): expected operands/);
});

test("Clip's bounds become inputs, a missing one stays missing", () => {
  const both = upgraded(Clip, 11, node("Clip", ["x"], { min: float(0), max: float(6) }));
  expect(both.nodes).toEqual([node("Clip", ["x", "c0", "c1"], {})]);
  expect([both.constants["c0"], both.constants["c1"]]).toEqual([float32([], [0]), float32([], [6])]);
  const upper = upgraded(Clip, 11, node("Clip", ["x"], { max: float(6) }));
  expect(upper.nodes).toEqual([node("Clip", ["x", "", "c0"], {})]);
  expect(upgraded(Clip, 11, node("Clip", ["x"], {})).nodes).toEqual([node("Clip", ["x"], {})]);
});

test("the axes of reductions become an input: of sums at 13, of all others at 18", () => {
  for (const [op, name, version] of [
    [ReduceSum, "ReduceSum", 13],
    [ReduceMax, "ReduceMax", 18],
  ] as const) {
    const { nodes, constants } = upgraded(op, version, node(name, ["x"], { axes: ints([2, 3]), keepdims: int(0) }));
    expect(nodes).toEqual([node(name, ["x", "c0"], { keepdims: int(0) })]);
    expect(Array.from(constants["c0"]!.data as BigInt64Array, Number)).toEqual([2, 3]);
    expect(upgraded(op, version, node(name, ["x"], {})).nodes).toEqual([node(name, ["x"], {})]);
  }
});
