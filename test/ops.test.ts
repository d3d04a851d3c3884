import { describe, expect, test } from "vitest";
import { lower, lowerFloat64 } from "../src/autodiff/index.ts";
import { isFloat, isStatic, numbers, type Tensor } from "../src/base/index.ts";
import type { Graph } from "../src/graph/index.ts";
import { operators } from "../src/ops/define/registry.ts";
import { checkDerivatives } from "./derivativeLaws.ts";
import { reopen, sampleGraph } from "./opSample.ts";
import { runGraph } from "./runtime.ts";

const names = Object.keys(operators);

test("the folder is not empty and every operator has rules, or a lowering, or says why no derivative passes", () => {
  expect(names.length).toBeGreaterThan(5);
  for (const [name, op] of Object.entries(operators)) {
    const kinds = [op.jvp && op.vjp, op.lower, op.stops].filter(Boolean).length;
    expect(kinds, `${name} is exactly one of primitive, composite, stop`).toBe(1);
    expect(Boolean(op.jvp), `${name} has both modes or none`).toBe(Boolean(op.vjp));
    expect(op.samples.length, `${name} has samples`).toBeGreaterThan(0);
  }
});

describe.each(names)("%s ", (name) => {
  const op = operators[name]!;
  const samples = op.samples.map((sample, i) => [`${name} sample ${i}`, sample] as const);

  test.each(samples)("%s: inferred types and shapes are the runtime's", async (_, sample) => {
    const { graph, feeds } = sampleGraph(name, op, sample, "float32");
    const results = await runGraph(graph, feeds);
    for (const { name: output, type, shape } of graph.outputs) {
      expect(results[output]!.type).toBe(type);
      expect(isStatic(shape!)).toBe(true);
      expect(results[output]!.shape).toEqual(shape);
      const { content } = reopen(graph).value(output);
      if (content) expect(numbers(results[output]!), `${name}: content`).toEqual(content);
    }
  });

  if (op.lower || op.float64) {
    const forms: ((graph: Graph) => Graph)[] = [...(op.lower ? [lower] : []), ...(op.float64 ? [lowerFloat64] : [])];
    test.each(samples)("%s: the lowered form agrees with the runtime's own operator", async (_, sample) => {
      const { graph, feeds } = sampleGraph(name, op, sample, "float32");
      const expected = await runGraph(graph, feeds);
      for (const form of forms) {
        const lowered = form(graph);
        expect(lowered.nodes.map(({ operator }) => operator)).not.toContain(name);
        expectClose(await runGraph(lowered, feeds), expected, 2e-5);
      }
    });
  }

  if (!op.stops) {
    test.each(samples)("%s: pushforward, pullback, adjoint identity, twice", async (label, sample) => {
      const { graph, feeds } = sampleGraph(name, op, sample, "float64");
      if (Object.keys(feeds).length === 0) return;
      await checkDerivatives(lower(graph), feeds, 2, label);
    });
  }
});

function expectClose(actual: Record<string, Tensor>, expected: Record<string, Tensor>, tolerance: number): void {
  for (const [name, { type, shape, data }] of Object.entries(expected)) {
    expect(actual[name]!.shape).toEqual(shape);
    if (!isFloat(type)) {
      expect(actual[name]!.data).toEqual(data);
      continue;
    }
    const values = data as Float32Array;
    const size = values.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
    values.forEach((value, i) => {
      const got = (actual[name]!.data as Float32Array)[i]!;
      if (Number.isFinite(value)) expect(Math.abs(got - value) / size).toBeLessThan(tolerance);
      else expect(got).toBe(value);
    });
  }
}
