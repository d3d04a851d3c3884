import { describe, expect, test } from "vitest";
import { openGraph, runGraph } from "../../test/runtime.ts";
import { newGraph } from "../autodiff/index.ts";
import { int64 } from "../base/index.ts";
import { dropoutMask } from "./dropoutMask.ts";

const shape = [64, 8, 25];
const [rows, columns] = [64, 200];

async function maskOf({ seed = 0, step = 0, layer = "dropout_1", rate = 0.3, of = shape } = {}): Promise<Float32Array> {
  const g = newGraph();
  const number = g.input("step", "int64", []);
  const like = g.input("like", "float32", of);
  const graph = g.finish({ mask: dropoutMask(seed, number)(g, like, rate, layer) });
  const { inputs } = graph;
  const feeds = { step: int64([], [step]) };
  const { mask } = await runGraph({ ...graph, inputs: inputs.filter(({ name }) => name === "step") }, feeds);
  return mask!.data as Float32Array;
}

/** Correlation of the dropped units of two masks. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const mean = (v: ArrayLike<number>) => Array.from(v).reduce((sum, x) => sum + x, 0) / n;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (u: ArrayLike<number>, mu: number, v: ArrayLike<number>, mv: number) =>
    Array.from(u).reduce((sum, x, i) => sum + (x - mu) * (v[i]! - mv), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
}

/** Five standard deviations of a correlation of independent masks. */
const chance = 5 / Math.sqrt(rows * columns);

describe("dropout masks", () => {
  test("drop the share that they should, and keep the mean", async () => {
    const mask = await maskOf();
    expect(mask.length).toBe(rows * columns);
    const dropped = mask.filter((m) => m === 0).length / mask.length;
    expect(Math.abs(dropped - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / mask.length));
    expect(new Set(mask.filter((m) => m !== 0))).toEqual(new Set([Math.fround(1 / 0.7)]));
  });

  test("come back with the same seed, step and layer", async () => {
    expect(await maskOf({ seed: 3, step: 17 })).toEqual(await maskOf({ seed: 3, step: 17 }));
  });

  test.each([
    ["seed", { seed: 1 }],
    ["step", { step: 1 }],
    ["layer", { layer: "dropout_2" }],
  ])("are unrelated for another %s", async (_, other) => {
    expect(Math.abs(correlation(await maskOf(), await maskOf(other)))).toBeLessThan(chance);
  });

  test("are unrelated from row to row and from unit to unit", async () => {
    const mask = await maskOf({ of: [rows, columns] });
    const later = (by: number) => [mask.subarray(0, mask.length - by), mask.subarray(by)] as const;
    for (const by of [1, 2, 16, columns, 2 * columns]) expect(Math.abs(correlation(...later(by)))).toBeLessThan(chance);
  });

  test("every unit is dropped in its share of many steps", async () => {
    const counts = new Float64Array(16);
    const steps = 200;
    const g = newGraph();
    const number = g.input("step", "int64", []);
    const like = g.constant({ type: "float32", shape: [1, 16], data: new Float32Array(16) });
    const run = await openGraph(g.finish({ mask: dropoutMask(0, number)(g, like, 0.5, "dropout_1") }));
    for (let step = 0; step < steps; step++) {
      const { mask } = await run({ step: int64([], [step]) });
      (mask!.data as Float32Array).forEach((m, i) => {
        counts[i]! += Number(m === 0);
      });
    }
    for (const count of counts) expect(Math.abs(count / steps - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / steps));
  });
});
