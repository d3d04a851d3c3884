import { afterAll, expect, test } from "vitest";
import { edjm, prepareModel } from "../src/analyses/index.ts";
import { openMatrixFreeSide } from "../src/analyses/matrixFreeSide.ts";
import { newGraph } from "../src/autodiff/index.ts";
import { float32, random } from "../src/base/index.ts";
import { type Builder, createModel, ints, type Model, type Value } from "../src/graph/index.ts";
import { createNodePlatform } from "../src/platform/node/index.ts";
import { normalSamples } from "./smallNetwork.ts";

const platform = createNodePlatform({ quiet: true });
afterAll(() => platform.close());

type Layer = (g: Builder, x: Value, weight: (name: string, shape: number[], scale?: number) => Value) => Value;

/** Networks of two outputs over 3 × 4 × 4 inputs; the first kinds are dense. */
const kinds: Record<string, Layer> = {
  dense: (g, x, weight) =>
    g.op("MatMul", [g.op("Relu", [g.op("MatMul", [x, weight("a", [48, 40])])]), weight("b", [40, 2])]),
  saturated: (g, x, weight) =>
    g.op("MatMul", [g.op("Tanh", [g.op("MatMul", [x, weight("a", [48, 30], 6)])]), weight("b", [30, 2])]),
  residual: (g, x, weight) => {
    const h = g.op("Add", [x, g.op("Relu", [g.op("MatMul", [x, weight("a", [48, 48])])])]);
    return g.op("MatMul", [g.op("Sigmoid", [h]), weight("b", [48, 2])]);
  },
  convolutional: (g, x, weight) => {
    const image = g.op("Reshape", [x, g.indices([-1, 3, 4, 4])]);
    const h = g.op("Relu", [g.op("Conv", [image, weight("a", [5, 3, 3, 3])], { pads: ints([1, 1, 1, 1]) })]);
    return g.op("MatMul", [g.op("Reshape", [h, g.indices([-1, 80])]), weight("b", [80, 2])]);
  },
  "with a dead output": (g, x, weight) => {
    const h = g.op("Relu", [g.op("MatMul", [x, weight("a", [48, 20])])]);
    return g.op("MatMul", [h, g.op("Mul", [weight("b", [20, 2]), g.initializer("m", float32([2], [1, 0]))])]);
  },
  "almost piecewise constant": (g, x, weight) => {
    const [low, high] = [-1, 1].map((bound) => g.initializer(`clip${bound}`, float32([], [bound])));
    const h = g.op("Clip", [g.op("MatMul", [x, weight("a", [48, 20], 20)]), low!, high!]);
    return g.op("MatMul", [h, weight("b", [20, 2])]);
  },
  linear: (g, x, weight) => g.op("MatMul", [x, weight("a", [48, 2])]),
};

function networkOf(layer: Layer, seed: number): Model {
  const g = newGraph();
  const weight = (name: string, shape: number[], scale = 1) => {
    const stream = random(seed, "matrix-free network", name);
    const size = shape.reduce((a, b) => a * b, 1);
    const fan = shape.length === 2 ? shape[0]! : size / shape[0]!;
    return g.initializer(
      name,
      float32(
        shape,
        Float32Array.from({ length: size }, () => (scale * stream.normal()) / Math.sqrt(fan)),
      ),
    );
  };
  return createModel(g.finish({ logits: layer(g, g.input("x", "float32", ["N", 48]), weight) }));
}

/** 21 networks, with fewer samples than inputs, and with more. */
const networks = Object.entries(kinds).flatMap(([kind, layer]) =>
  [25, 48, 110].map((n, i) => ({ kind, n, model: networkOf(layer, i), seed: i })),
);

test("matrix-free results agree with exact ones within their own errors on 21 networks", async () => {
  const outside: string[] = [];
  const scores = { all: 0, outside: 0 };
  for (const { kind, n, model, seed } of networks) {
    const loaded = await prepareModel(model, `${kind}.onnx`, `${kind} ${seed}`);
    const data = normalSamples(n, [48], 2, seed);
    const exact = await edjm(platform, loaded, data, { groups: 1 });
    for (const method of ["lanczos", "randomized", "slq"] as const) {
      // Ten probes and few steps, so that the space is not gone through.
      const options = { method, values: 6, seed, probes: 4, steps: 4 };
      const spectra = await openMatrixFreeSide(platform, loaded, data, [0, 1], options).finish();
      spectra.forEach(({ singularValues, errors, estimate, density }, j) => {
        const theirs = exact.perOutput[j]!;
        // The exact ones come from a Gram matrix of float32 rows, too.
        const slack = 2e-6 * (theirs.singularValues[0]! || 1);
        singularValues.forEach((value, i) => {
          const off = Math.abs(value - theirs.singularValues[i]!);
          if (!(off <= errors![i]! + slack)) outside.push(`${kind}, ${n}, ${method}, ${j}: ${i} is off by ${off}`);
        });
        if (method !== "slq") return;
        expect(density!.order).toBe(Math.min(n, 48));
        for (const weights of density!.weights) expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        if (theirs.score === null) {
          expect([kind, estimate!.score]).toEqual([kind, null]);
          return;
        }
        scores.all++;
        const wrong = Math.abs(estimate!.score! - theirs.score) > estimate!.scoreError! + 1e-5;
        if (wrong) scores.outside++;
      });
    }
  }
  expect(outside).toEqual([]);
  // Bars of 95 %.
  expect(scores.all).toBeGreaterThan(25);
  expect(scores.outside).toBeLessThanOrEqual(0.1 * scores.all);
});
