import { expect, test } from "vitest";
import { runGraph } from "../../test/runtime.ts";
import { newGraph } from "../autodiff/index.ts";
import { int64, numbers } from "../base/index.ts";
import { normalNumbers } from "./normalNumbers.ts";

const shape = [100, 200];

async function drawn({ seed = 0, step = 0, stream = "a" } = {}): Promise<number[]> {
  const g = newGraph();
  const like = { name: "like", type: "float32", shape } as const;
  const graph = g.finish({ normal: normalNumbers(g, seed, g.input("step", "int64", []), like, stream) });
  const { normal } = await runGraph(graph, { step: int64([], [step]) });
  return numbers(normal!);
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const deviations = 5 / Math.sqrt(100 * 200);

test("have the moments of a standard normal variable", async () => {
  const values = await drawn();
  expect(values.every(Number.isFinite)).toBe(true);
  expect(Math.abs(mean(values))).toBeLessThan(deviations);
  expect(Math.abs(mean(values.map((x) => x * x)) - 1)).toBeLessThan(Math.sqrt(2) * deviations);
  expect(Math.abs(mean(values.map((x) => x ** 4)) - 3)).toBeLessThan(Math.sqrt(96) * deviations);
  const within = values.filter((x) => Math.abs(x) < 1).length / values.length;
  expect(Math.abs(within - 0.6827)).toBeLessThan(0.47 * deviations);
});

test("are the same again, and others for another seed, step, stream or row", async () => {
  const values = await drawn();
  expect(await drawn()).toEqual(values);
  const correlation = (other: readonly number[]) => Math.abs(mean(values.map((x, i) => x * other[i]!)));
  for (const other of [{ seed: 1 }, { step: 1 }, { stream: "b" }]) {
    expect(correlation(await drawn(other))).toBeLessThan(deviations);
  }
  expect(correlation([...values.slice(200), ...values.slice(0, 200)])).toBeLessThan(deviations);
});
