import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type AffineMap, permutationMap } from "../src/analyses/identicalOutput/affineMap.ts";
import { carriesShift, changeBasis, channelsOfLayer } from "../src/analyses/identicalOutput/changeBasis.ts";
import { lowerFloat64, newGraph, normalizeModel } from "../src/autodiff/index.ts";
import { type ElementType, permutation, random, tensorOf } from "../src/base/index.ts";
import { type Builder, createModel, type Graph, int, ints, type Value } from "../src/graph/index.ts";
import { openCached } from "../src/platform/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

type Kind = "general" | "positive" | "permutation";
interface Network {
  /** What may be asked of its layer "z". */
  readonly kind: Kind;
  readonly shift: boolean;
  readonly input: readonly number[];
  readonly build: (g: Builder, x: Value, weight: (shape: readonly number[]) => Value) => Value;
}

const named = (g: Builder, operator: string, inputs: readonly Value[], attributes = {}): Value =>
  g.append({ name: "z", operator, domain: "", inputs: [], outputs: ["z"], attributes }, inputs)[0]!;
const conv = { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]) };
const open = { kernel_shape: ints([3, 3]) };
const batchNorm = (g: Builder, x: Value, weight: (shape: readonly number[]) => Value, n: number) => {
  const positive = (shape: readonly number[]) => {
    const w = g.constantOf(weight(shape))!;
    return g.constant(
      tensorOf(
        w.type,
        shape,
        Float64Array.from(w.data as Float64Array, (v) => 0.5 + Math.abs(v)),
      ),
    );
  };
  return [x, positive([n]), weight([n]), weight([n]), positive([n])];
};

const networks: Readonly<Record<string, Network>> = {
  "a linear dense layer": {
    kind: "general",
    shift: true,
    input: [5],
    build: (g, x, w) => {
      const h = g.op("Relu", [g.op("Gemm", [x, w([6, 5]), w([6])], { transB: int(1) })]);
      const z = named(g, "Gemm", [h, w([6, 7]), w([7])]);
      return g.add(g.matMul(g.op("Relu", [g.op("Gemm", [z, w([7, 4])])]), w([4, 3])), g.matMul(z, w([7, 3])));
    },
  },
  "MatMul and Add": {
    kind: "general",
    shift: true,
    input: [5],
    build: (g, x, w) => g.matMul(named(g, "Add", [g.matMul(x, w([5, 6])), w([6])]), w([6, 3])),
  },
  "MatMul alone, over the positions of a sequence": {
    kind: "general",
    shift: true,
    input: [4, 5],
    build: (g, x, w) => {
      const z = named(g, "MatMul", [x, w([5, 6])]);
      return g.add(g.matMul(g.op("Tanh", [g.matMul(z, w([6, 3]))]), w([3, 3])), w([3]));
    },
  },
  "a dense ReLU layer": {
    kind: "positive",
    shift: false,
    input: [5],
    build: (g, x, w) =>
      g.op("Gemm", [named(g, "Relu", [g.op("Gemm", [x, w([6, 5]), w([6])], { transB: int(1) })]), w([6, 3]), w([3])]),
  },
  "a sigmoid layer with a scaled sum before it": {
    kind: "permutation",
    shift: false,
    input: [5],
    build: (g, x, w) => {
      const h = g.add(g.mul(g.matMul(x, w([5, 6])), w([6])), w([1, 6]));
      return g.matMul(named(g, "Sigmoid", [h]), w([6, 3]));
    },
  },
  "a linear convolution before a padded one, with average pooling": {
    kind: "general",
    shift: false,
    input: [2, 6, 6],
    build: (g, x, w) => {
      const z = named(
        g,
        "Conv",
        [g.op("Relu", [g.op("Conv", [x, w([3, 2, 3, 3]), w([3])], conv)]), w([4, 3, 3, 3]), w([4])],
        conv,
      );
      const pooled = g.op("AveragePool", [z], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) });
      const y = g.op("Relu", [g.op("Conv", [pooled, w([3, 4, 3, 3]), w([3])], conv)]);
      return g.op("Gemm", [g.op("Flatten", [y]), w([27, 3]), w([3])]);
    },
  },
  "a linear convolution before one without padding": {
    kind: "general",
    shift: true,
    input: [2, 6, 6],
    build: (g, x, w) => {
      const z = named(g, "Conv", [x, w([4, 2, 3, 3])], conv);
      const y = g.op("Relu", [g.op("Conv", [z, w([3, 4, 3, 3]), w([3])], open)]);
      return g.op("Gemm", [g.op("Flatten", [y]), w([48, 3]), w([3])]);
    },
  },
  "a ReLU convolution with batch normalisation and max pooling, flattened": {
    kind: "positive",
    shift: false,
    input: [2, 6, 6],
    build: (g, x, w) => {
      const h = g.op("BatchNormalization", batchNorm(g, g.op("Conv", [x, w([4, 2, 3, 3])], conv), w, 4));
      const z = named(g, "Relu", [h]);
      const pooled = g.op("MaxPool", [z], { kernel_shape: ints([2, 2]), strides: ints([2, 2]) });
      const after = g.op("Relu", [g.op("BatchNormalization", batchNorm(g, pooled, w, 4))]);
      return g.op("Gemm", [g.op("Flatten", [after]), w([3, 36]), w([3])], { transB: int(1) });
    },
  },
  "batch normalisation behind ReLU, channels last when flattened": {
    kind: "positive",
    shift: true,
    input: [2, 4, 4],
    build: (g, x, w) => {
      const h = g.op("Relu", [g.op("Conv", [x, w([4, 2, 3, 3])], conv)]);
      const z = named(g, "BatchNormalization", batchNorm(g, h, w, 4));
      return g.matMul(g.reshape(g.transpose(z, [0, 2, 3, 1]), ["N", 64]), w([64, 3]));
    },
  },
  "batch normalisation behind a linear convolution": {
    kind: "general",
    shift: true,
    input: [2, 4, 4],
    build: (g, x, w) => {
      const z = named(g, "BatchNormalization", batchNorm(g, g.op("Conv", [x, w([4, 2, 3, 3]), w([4])], conv), w, 4));
      const again = g.op("BatchNormalization", batchNorm(g, z, w, 4));
      return g.op("Gemm", [g.reduceMean(again, [2, 3], false), w([4, 3])]);
    },
  },
  "depthwise and grouped convolutions": {
    kind: "positive",
    shift: false,
    input: [2, 6, 6],
    build: (g, x, w) => {
      const h = g.op("Conv", [x, w([4, 1, 3, 3]), w([4])], { ...conv, group: int(2) });
      const z = named(g, "Relu", [h]);
      const y = g.op("Relu", [g.op("Conv", [z, w([4, 1, 3, 3]), w([4])], { ...conv, group: int(4) })]);
      return g.op("Gemm", [g.op("Flatten", [y]), w([144, 3])]);
    },
  },
  "two branches that are joined again, and weights that are shared": {
    kind: "positive",
    shift: false,
    input: [5],
    build: (g, x, w) => {
      const shared = w([5, 5]);
      const first = g.op("Relu", [g.matMul(x, shared)]);
      const z = named(g, "Relu", [g.op("MatMul", [first, shared])]);
      const joined = g.concat([g.op("LeakyRelu", [z]), g.op("Abs", [z]), first], 1);
      return g.add(g.op("Gemm", [joined, w([15, 3]), w([3])]), g.matMul(z, w([5, 3])));
    },
  },
  "the sum of a residual block": {
    kind: "general",
    shift: true,
    input: [5],
    build: (g, x, w) => {
      const first = g.op("Gemm", [x, w([5, 6]), w([6])]);
      const second = g.op("Gemm", [g.op("Relu", [first]), w([6, 6]), w([6])]);
      return g.op("Gemm", [named(g, "Add", [first, second]), w([6, 3])]);
    },
  },
};

function graphOf({ input, build }: Network, type: ElementType, seed: number): Graph {
  const g = newGraph();
  const stream = random(seed, "change of basis");
  const weight = (shape: readonly number[]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return g.constant(
      tensorOf(
        type,
        shape,
        Float64Array.from({ length: size }, () => stream.normal() * 0.6),
      ),
    );
  };
  const y = build(g, g.input("x", type, ["N", ...input]), weight);
  return normalizeModel(createModel(g.finish({ y })));
}

function randomMap(kind: Kind, shift: boolean, size: number, seed: number): AffineMap {
  const stream = random(seed, "map");
  const order = permutationMap(permutation(size, stream));
  const factor = () => 0.2 + 2 * stream.uniform();
  const matrix = order.matrix.map((value, at) => {
    if (kind === "permutation") return value;
    if (kind === "positive") return value * factor();
    return stream.normal() + (at % (size + 1) === 0 ? 3 : 0);
  });
  return { size, matrix, shift: Float64Array.from({ length: size }, () => (shift ? stream.normal() : 0)) };
}

/** Output and layer of the same samples. */
async function valuesOf(graph: Graph, input: readonly number[], type: ElementType, seed: number) {
  const g = newGraph(graph);
  const own = g.finish({ output: g.value(graph.outputs[0]!.name), layer: g.value("z") });
  // The runtime has no convolution in float64: it is run as what it is made of.
  const run = type === "float64" ? lowerFloat64(own) : own;
  const session = await openCached(platform, createModel(run), { optimization: "basic" });
  const stream = random(seed, "x");
  const size = input.reduce((a, b) => a * b, 8);
  const x = tensorOf(type, [8, ...input], Float64Array.from({ length: size }, stream.normal));
  const results = await session.run({ x });
  await session.release();
  const of = (name: string) => Array.from(results[name]!.data as Float64Array);
  return { output: of("output"), layer: of("layer"), shape: results["layer"]!.shape };
}

const farthest = (a: readonly number[], b: readonly number[]) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const range = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

describe("the outputs stay, and the layer holds A z + c", () => {
  test.each(Object.entries(networks))("%s", async (_, network) => {
    for (const [seed, type, tolerance] of [
      [0, "float32", 1e-4],
      [1, "float64", 1e-10],
    ] as const) {
      const graph = graphOf(network, type, seed);
      const { axis, count } = channelsOfLayer(graph, "z");
      if (type === "float32") expect(carriesShift(graph, "z")).toBe(network.shift);
      const before = await valuesOf(graph, network.input, type, seed);
      const isBoth = network.kind === "general" && type === "float64";
      const kinds: Kind[] = isBoth ? ["general", "positive"] : [network.kind];
      for (const kind of kinds) {
        const map = randomMap(kind, network.shift && kind === network.kind, count, seed);
        const changed = changeBasis(graph, "z", map);
        const after = await valuesOf(changed.graph, network.input, type, seed);
        expect(farthest(after.output, before.output) / range(before.output)).toBeLessThan(tolerance);
        const stride = before.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
        const expected = before.layer.map((__, at) => {
          const channel = Math.floor(at / stride) % count;
          const start = at - channel * stride;
          let sum = map.shift[channel]!;
          for (let j = 0; j < count; j++) sum += map.matrix[channel * count + j]! * before.layer[start + j * stride]!;
          return sum;
        });
        expect(farthest(after.layer, expected) / range(expected)).toBeLessThan(tolerance);
      }
    }
  });
});

describe("what a theorem forbids is refused", () => {
  const refused = (name: string, map: (size: number) => AffineMap) => {
    const graph = graphOf(networks[name]!, "float32", 0);
    return () => changeBasis(graph, "z", map(channelsOfLayer(graph, "z").count));
  };
  const general = (size: number) => randomMap("general", false, size, 1);
  const shifted = (size: number) => ({
    ...permutationMap(Int32Array.from({ length: size }, (_, i) => i)),
    shift: new Float64Array(size).fill(1),
  });

  test.each([
    ["a dense ReLU layer", general, /Relu.*positive diagonal matrix times a permutation.*theorem 2.*got another Q/],
    ["a dense ReLU layer", shifted, /Relu.*without a shift.*got a shift m that is not 0/],
    [
      "a sigmoid layer with a scaled sum before it",
      (size: number) => randomMap("positive", false, size, 2),
      /Sigmoid.*a permutation without a shift/,
    ],
    ["a linear convolution before a padded one, with average pooling", shifted, /padded convolution/],
    ["a ReLU convolution with batch normalisation and max pooling, flattened", general, /MaxPool.*positive diagonal/],
    ["a linear dense layer", (size: number) => randomMap("general", false, size + 1, 1), /7 × 7.*got 8 × 8/],
    [
      "a linear dense layer",
      (size: number) => ({ ...shifted(size), matrix: new Float64Array(size * size).fill(1) }),
      /a singular one, condition number/,
    ],
  ] as const)("%s: %s", (name, map, message) => {
    expect(refused(name, map)).toThrow(message);
  });

  test("layers that are no layers", () => {
    const graph = graphOf(networks["a dense ReLU layer"]!, "float32", 0);
    expect(() => changeBasis(graph, "x", general(5))).toThrow(/the input/);
    expect(() => changeBasis(graph, "zz", general(5))).toThrow(/a name that no tensor has.*z/);
    expect(() => changeBasis(graph, "y", general(3))).toThrow(/an output of the network/);
  });
});

test("any permutation and any positive diagonal pass a ReLU layer", () => {
  const graph = graphOf(networks["a dense ReLU layer"]!, "float64", 3);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      expect(changeBasis(graph, "z", randomMap("positive", false, 6, seed)).condition).toBeLessThan(12);
    }),
    { numRuns: 20, seed: 1 },
  );
});
