import { describe, expect, test } from "vitest";
import { normalizeWithReport, refuseInteraction } from "../src/autodiff/index.ts";
import { float32, random, sizeOf, type Tensor } from "../src/base/index.ts";
import { checkGraph, opsetVersion, writeModel } from "../src/graph/index.ts";
import { definitionOf } from "../src/ops/define/registry.ts";
import { importCases } from "./importCases.ts";
import type { ImportCase } from "./importModel.ts";
import { openBytes, openGraph } from "./runtime.ts";

/** Another number than any batch size that the files fix. */
const samples = 4;

describe("networks as exporters write them", () => {
  test.each(Object.entries(importCases))("%s", async (name, own) => {
    const { graph, batch, why, frozenBy } = normalizeWithReport(own.model, own.alone ? { batch: "absent" } : {});
    expect(batch, why).toBe(own.batch);
    checkGraph(graph);
    expect(graph.nodes.filter((node) => (definitionOf(node)?.since ?? 0) > opsetVersion)).toEqual([]);
    if (batch === "any") expect(() => refuseInteraction(graph)).not.toThrow();
    else expect(why).toContain(`node "${frozenBy?.node}"`);

    const count = batch === "any" ? samples : batch;
    const stream = random(1, name);
    const x = float32([count, ...own.sample], Float32Array.from({ length: count * sizeOf(own.sample) }, stream.normal));
    const actual = (await (await openGraph(graph))({ x }))["y"]!;
    const expected = await asExported(own, x);
    expect(actual.shape[0]).toBe(count);
    expect(actual.data).toHaveLength(expected.length);
    expected.forEach((value, i) => {
      expect(actual.data[i]).toBeCloseTo(value, 4);
    });
  });
});

/** What the file itself computes, sample by sample or at the batch size that it fixes. */
async function asExported(
  { model, twin, frozen, alone, sample }: ImportCase,
  x: Tensor<"float32">,
): Promise<readonly number[]> {
  const run = await openBytes(writeModel(twin ?? model));
  const [count = 0] = x.shape;
  const size = sizeOf(sample);
  const rowOf = (i: number) => x.data.subarray(i * size, (i + 1) * size);
  const whole = frozen === count;
  const values: number[] = [];
  for (let i = 0; i < (whole ? 1 : count); i++) {
    const rows = Array.from({ length: frozen ?? 1 }, (_, j) => [...rowOf(whole ? j : i)]);
    const { y } = await run({ x: float32(alone ? sample : [rows.length, ...sample], rows.flat()) });
    const all = Array.from(y!.data as Float32Array);
    values.push(...(whole ? all : all.slice(0, all.length / rows.length)));
  }
  return values;
}
