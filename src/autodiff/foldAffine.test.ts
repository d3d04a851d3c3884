import { expect, test } from "vitest";
import { runGraph } from "../../test/runtime.ts";
import { float64, numbers, random, sizeOf, type Tensor } from "../base/index.ts";
import { type Attributes, type Builder, float, type Graph, int, ints, type Value } from "../graph/index.ts";
import { foldAffine } from "./foldAffine.ts";
import { lower, lowerFloat64 } from "./lower.ts";
import { newGraph } from "./newGraph.ts";
import { simplify } from "./simplify.ts";

function normal(shape: readonly number[], address: string, positive = false): Tensor {
  const stream = random(0, "fold", address);
  return float64(
    shape,
    Array.from({ length: sizeOf(shape) }, () => (positive ? 0.5 + stream.uniform() : stream.normal())),
  );
}

const constant = (g: Builder, shape: readonly number[], address: string) =>
  g.initializer(address, normal(shape, address));

function batchNormalization(g: Builder, x: Value, channels: number, name: string): Value {
  const [scale, shift, mean] = ["scale", "shift", "mean"].map((part) => constant(g, [channels], `${name}.${part}`));
  const variance = g.initializer(`${name}.variance`, normal([channels], `${name}.variance`, true));
  return g.op("BatchNormalization", [x, scale, shift, mean, variance], { epsilon: float(1e-3) });
}

interface Case {
  readonly about: string;
  readonly input: readonly number[];
  readonly build: (g: Builder, x: Value) => Value;
  /** Operators that are left. */
  readonly left: readonly string[];
}

const layer =
  (operator: string, weight: readonly number[], attributes: Attributes, bias?: readonly number[]) =>
  (g: Builder, x: Value) =>
    g.op(operator, [x, constant(g, weight, "w"), bias && constant(g, bias, "b")], attributes);

const cases: readonly Case[] = [
  {
    about: "convolution without bias, batch normalisation",
    input: [3, 5, 4],
    build: (g, x) => batchNormalization(g, layer("Conv", [2, 3, 3, 3], { pads: ints([1, 1, 1, 1]) })(g, x), 2, "bn"),
    left: ["Conv"],
  },
  {
    about: "grouped convolution with bias, batch normalisation",
    input: [4, 6],
    build: (g, x) => batchNormalization(g, layer("Conv", [6, 2, 3], { group: int(2) }, [6])(g, x), 6, "bn"),
    left: ["Conv"],
  },
  {
    about: "grouped transposed convolution, batch normalisation",
    input: [4, 3, 2],
    build: (g, x) =>
      batchNormalization(
        g,
        layer("ConvTranspose", [4, 3, 2, 2], { group: int(2), strides: ints([2, 1]) })(g, x),
        6,
        "bn",
      ),
    left: ["ConvTranspose"],
  },
  {
    about: "Gemm with all its attributes, batch normalisation",
    input: [4],
    build: (g, x) =>
      batchNormalization(
        g,
        layer("Gemm", [3, 4], { transB: int(1), alpha: float(0.5), beta: float(2) }, [1, 3])(g, x),
        3,
        "bn",
      ),
    left: ["Gemm"],
  },
  {
    about: "Gemm without bias, a scalar factor, a difference from a constant",
    input: [4],
    build: (g, x) => g.sub(constant(g, [3], "c"), g.neg(g.div(layer("Gemm", [4, 3], {})(g, x), 2))),
    left: ["Gemm"],
  },
  {
    about: "a product per token, bias, scale",
    input: [5, 4],
    build: (g, x) =>
      g.mul(g.add(layer("MatMul", [4, 3], {})(g, x), constant(g, [3], "b")), constant(g, [1, 1, 3], "s")),
    left: ["MatMul", "Add"],
  },
  {
    about: "two layers behind each other with a nonlinearity",
    input: [2, 4, 4],
    build: (g, x) => {
      const first = batchNormalization(g, layer("Conv", [3, 2, 3, 3], {})(g, x), 3, "bn1");
      const w = constant(g, [2, 3, 1, 1], "w2");
      return batchNormalization(g, g.op("Conv", [g.op("Relu", [first]), w]), 2, "bn2");
    },
    left: ["Conv", "Relu", "Conv"],
  },
];

async function outputs(graph: Graph, input: readonly number[]): Promise<readonly number[]> {
  const x = normal([3, ...input], "x");
  return numbers((await runGraph(lowerFloat64(graph), { x }))[graph.outputs[0]!.name]!);
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  const size = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / size;
}

test.each(cases)("$about: the same function, without products per channel", async ({ input, build, left }) => {
  const g = newGraph();
  const x = g.input("x", "float64", ["N", ...input]);
  const graph = lower(g.finish({ y: build(g, x) }));
  const folded = simplify(foldAffine(graph));
  expect(folded.nodes.map(({ operator }) => operator).filter((name) => name !== "Identity")).toEqual(left);
  expect(largestDifference(await outputs(folded, input), await outputs(graph, input))).toBeLessThan(1e-13);
});

test("tensors that are wanted stay, and so do those that somebody else reads", async () => {
  const g = newGraph();
  const x = g.input("x", "float64", ["N", 2, 4, 4]);
  const w = constant(g, [3, 2, 3, 3], "w");
  const node = { name: "conv", operator: "Conv", domain: "", inputs: [], outputs: ["conv"], attributes: {} };
  const [conv] = g.append(node, [x, w]);
  const graph = lower(g.finish({ y: batchNormalization(g, conv!, 3, "bn") }));
  const producers = (folded: Graph) => folded.nodes.flatMap(({ outputs: names }) => names);
  expect(producers(foldAffine(graph))).not.toContain("conv");
  const kept = foldAffine(graph, { keep: ["conv"] });
  expect(producers(kept)).toContain("conv");
  expect(kept.nodes.map(({ operator }) => operator)).toContain("Mul");

  const both = newGraph(graph);
  const shared = both.finish({ z: both.add(both.value("y"), both.reduceSum(both.value("conv"))) });
  const folded = foldAffine(shared);
  expect(producers(folded)).toContain("conv");
  expect(largestDifference(await outputs(folded, [2, 4, 4]), await outputs(shared, [2, 4, 4]))).toBeLessThan(1e-13);
});

test("a constant that differs along another axis is no scale per channel", () => {
  const g = newGraph();
  const x = g.input("x", "float64", ["N", 3, 4, 3]);
  const y = g.op("Conv", [x, constant(g, [3, 3, 1, 1], "w")]);
  const graph = g.finish({ y: g.mul(y, constant(g, [3], "s")) });
  expect(foldAffine(graph).nodes.map(({ operator }) => operator)).toContain("Mul");
});
