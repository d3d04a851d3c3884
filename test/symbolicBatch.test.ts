import { describe, expect, test } from "vitest";
import { jvp, lower, lowerFloat64, simplify, vjp } from "../src/autodiff/index.ts";
import {
  batch,
  isFloat,
  NetspectraError,
  random,
  type Shape,
  sizeOf,
  type Tensor,
  tensorOf,
} from "../src/base/index.ts";
import { createBuilder, type Graph, type Value, type ValueInfo } from "../src/graph/index.ts";
import { infer, operators } from "../src/ops/define/registry.ts";
import { sampleGraph } from "./opSample.ts";
import { runGraph } from "./runtime.ts";

type Feeds = Record<string, Tensor>;

const primitives = Object.entries(operators).filter(([, op]) => !op.stops);
let checked = 0;

describe.each(primitives)("%s with a batch of unknown size", (name, op) => {
  const samples = op.samples.map((sample, i) => [i, sample] as const);
  test.each(samples)("sample %i: derivatives are those for the size that is fed", async (i, sample) => {
    const { graph, feeds } = sampleGraph(name, op, sample, "float64");
    const open = graph.inputs[0]?.name === firstName(op.inputs[0]!) ? withBatch(graph) : undefined;
    if (!open) return;
    const directions = directionsFor(graph, `${name} ${i}`);
    const expected = await runGraph(derivatives(lower(graph)), { ...feeds, ...directions });
    const actual = await runGraph(derivatives(open), { ...feeds, ...directions });
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [key, { shape, data }] of Object.entries(expected)) {
      expect(actual[key]!.shape).toEqual(shape);
      (data as Float64Array).forEach((value, j) => {
        expect((actual[key]!.data as Float64Array)[j]).toBeCloseTo(value, 10);
      });
    }
    checked++;
  });
});

test("most operators were looked at", () => {
  expect(checked).toBeGreaterThan(primitives.length);
});

/** The primitives with an unknown size in place of the leading one; undefined where the operator itself refuses that. */
function withBatch(graph: Graph): Graph | undefined {
  const size = graph.inputs[0]?.shape?.[0];
  if (typeof size !== "number" || size < 2 || graph.inputs[0]!.shape!.includes(0)) return undefined;
  const alike = graph.inputs.filter(
    ({ shape }) => shape?.[0] === size && shape.length === graph.inputs[0]!.shape!.length,
  );
  for (const symbolic of [[graph.inputs[0]], alike]) {
    const inputs = graph.inputs.map(
      (info): ValueInfo => (symbolic.includes(info) ? { ...info, shape: [batch, ...info.shape!.slice(1)] } : info),
    );
    try {
      const g = createBuilder(infer, { ...graph, inputs });
      const outputs = graph.outputs.map((output) => g.value(output.name));
      return lower(g.finish(outputs, graph.name));
    } catch (error) {
      if (!(error instanceof NetspectraError)) throw error;
    }
  }
  return undefined;
}

/** The graph's name of an operator's first input. */
function firstName(input: string): string {
  return input.startsWith("...") ? `${input.slice(3)}0` : input;
}

/** Tangents of all inputs and cotangents of all outputs. */
function directionsFor(graph: Graph, address: string): Feeds {
  const entries = [
    ...floats(graph.inputs).map(({ name, shape }) => [`tangent.${name}`, shape!] as const),
    ...floats(graph.outputs).map(({ name, shape }) => [`cotangent.${name}`, shape!] as const),
  ];
  return Object.fromEntries(
    entries.map(([name, shape]) => {
      const stream = random(1, address, name);
      const sizes = shape as readonly number[];
      return [name, tensorOf("float64", sizes, Array.from({ length: sizeOf(sizes) }, stream.normal))];
    }),
  );
}

/** Both modes at once. */
function derivatives(graph: Graph): Graph {
  const g = createBuilder(infer, graph);
  const inputs = floats(graph.inputs).map(({ name }) => g.value(name));
  const outputs = floats(graph.outputs).map(({ name }) => g.value(name));
  const declare = (kind: string, v: Value): Value => g.input(`${kind}.${v.name}`, v.type, v.shape as Shape);
  const pushed = jvp(
    g,
    inputs,
    inputs.map((v) => declare("tangent", v)),
    outputs,
  );
  const pulled = vjp(
    g,
    outputs,
    outputs.map((v) => declare("cotangent", v)),
    inputs,
  );
  const all: Record<string, Value> = {};
  pushed.forEach((v, i) => {
    all[`jvp${i}`] = v ?? g.full(0, outputs[i]!);
  });
  pulled.forEach((v, i) => {
    all[`vjp${i}`] = v ?? g.full(0, inputs[i]!);
  });
  return lowerFloat64(simplify(g.finish(all)));
}

function floats(infos: readonly ValueInfo[]): readonly ValueInfo[] {
  return infos.filter(({ type }) => type && isFloat(type));
}
