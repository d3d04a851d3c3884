import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openGraph } from "../../../test/runtime.ts";
import { newGraph } from "../../autodiff/index.ts";
import { float32, random, type Tensor } from "../../base/index.ts";
import { trainingConfig } from "../trainingConfig.ts";
import { decayed } from "./decayed.ts";
import { createOptimiser } from "./index.ts";

/** One number of a parameter: its value, its gradient, and what is remembered of it. */
type Reference = (w: number, g: number, memory: Record<string, number>, rate: number, step: number) => number;

/** The update rules as the papers and PyTorch's documentation print them, in float64. */
const cases: readonly [string, object, number, boolean, Reference][] = [
  ["plain", { name: "sgd", momentum: 0 }, 0, false, (w, g, _, rate) => w - rate * g],
  [
    "momentum",
    { name: "sgd", momentum: 0.9 },
    0,
    false,
    (w, g, m, rate) => {
      m["b"] = 0.9 * (m["b"] ?? 0) + g;
      return w - rate * m["b"];
    },
  ],
  [
    "Nesterov and L2",
    { name: "sgd", momentum: 0.8, nesterov: true },
    0.1,
    false,
    (w, g, m, rate) => {
      const d = g + 0.1 * w;
      m["b"] = 0.8 * (m["b"] ?? 0) + d;
      return w - rate * (d + 0.8 * m["b"]);
    },
  ],
  ["Adam", { name: "adam" }, 0, false, adamReference],
  [
    "AdamW",
    { name: "adam", beta1: 0.9 },
    0.2,
    true,
    (w, g, m, rate, t) => adamReference(w - rate * 0.2 * w, g, m, rate, t),
  ],
  [
    "RMSprop with momentum",
    { name: "rmsprop", momentum: 0.5 },
    0,
    false,
    (w, g, m, rate) => {
      m["v"] = 0.99 * (m["v"] ?? 0) + 0.01 * g * g;
      m["b"] = 0.5 * (m["b"] ?? 0) + g / (Math.sqrt(m["v"]) + 1e-8);
      return w - rate * m["b"];
    },
  ],
];

function adamReference(w: number, g: number, m: Record<string, number>, rate: number, t: number): number {
  m["m"] = 0.9 * (m["m"] ?? 0) + 0.1 * g;
  m["v"] = 0.999 * (m["v"] ?? 0) + 0.001 * g * g;
  return w - (rate * (m["m"] / (1 - 0.9 ** t))) / (Math.sqrt(m["v"] / (1 - 0.999 ** t)) + 1e-8);
}

describe.each(cases)("%s", (_, config, rate, decoupled, reference) => {
  const optimiser = decayed(createOptimiser(trainingConfig({ optimiser: config }).optimiser), { rate, decoupled });
  const size = 4;

  const graph = () => {
    const g = newGraph();
    const input = (name: string, shape: readonly number[]) => g.input(name, "float32", shape);
    const state = Object.fromEntries(optimiser.state.map((name) => [name, input(`${name}:before`, [size])]));
    const scalars = Object.fromEntries(
      Object.keys(optimiser.scalars(1, 1)).map((name) => [name, input(`${name}:scalar`, [])]),
    );
    const updated = optimiser.update(g, {
      parameter: input("w", [size]),
      gradient: input("g", [size]),
      state,
      scalars,
    });
    const after = Object.fromEntries(Object.entries(updated.state).map(([name, value]) => [`${name}:after`, value]));
    return g.finish({ after: updated.parameter, ...after });
  };

  test("is its formula, step after step", async () => {
    const run = await openGraph(graph());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
        async (seed, learningRate) => {
          const stream = random(seed, "optimiser");
          let w: Tensor = float32(
            [size],
            Array.from({ length: size }, () => stream.normal()),
          );
          let memory = new Map<string, Tensor>(
            optimiser.state.map((name) => [name, float32([size], new Float32Array(size))]),
          );
          const expected = [...(w.data as Float32Array)];
          const memories: Record<string, number>[] = expected.map(() => ({}));
          for (let step = 1; step <= 6; step++) {
            const gradient = Array.from({ length: size }, () => Math.fround(stream.normal()));
            const scalars = Object.entries(optimiser.scalars(learningRate, step));
            const outputs = await run({
              w,
              g: float32([size], gradient),
              ...Object.fromEntries([...memory].map(([name, value]) => [`${name}:before`, value])),
              ...Object.fromEntries(scalars.map(([name, value]) => [`${name}:scalar`, float32([], [value])])),
            });
            w = outputs["after"]!;
            memory = new Map([...memory.keys()].map((name) => [name, outputs[`${name}:after`]!]));
            for (let i = 0; i < size; i++) {
              expected[i] = reference(expected[i]!, gradient[i]!, memories[i]!, learningRate, step);
              expect(Math.abs((w.data as Float32Array)[i]! - expected[i]!)).toBeLessThan(
                1e-5 * (1 + Math.abs(expected[i]!)),
              );
            }
          }
        },
      ),
      { numRuns: 8, seed: 1 },
    );
  });
});
