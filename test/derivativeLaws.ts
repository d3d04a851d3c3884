import { expect } from "vitest";
import { jvp, lower, lowerFloat64, simplify, vjp } from "../src/autodiff/index.ts";
import { isFloat, random, sizeOf, type Tensor, tensorOf } from "../src/base/index.ts";
import { createBuilder, type Graph, type Value } from "../src/graph/index.ts";
import { definitionOf, infer } from "../src/ops/define/registry.ts";
import { openGraph } from "./runtime.ts";

type Feeds = Record<string, Tensor>;

/**
 * Check both modes of the derivative of a float64 graph at one point, then the same for its pullback (autograd's
 * check_grads, after Maclaurin et al.):
 *
 * - pushforward = central difference along a random direction,
 * - adjoint identity ⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩, exact up to rounding,
 * - the cotangent of one input alone is that among all (first order),
 * - simplification changes nothing.
 */
export async function checkDerivatives(graph: Graph, feeds: Feeds, order = 2, label = graph.name): Promise<void> {
  const wrt = graph.inputs.filter(({ type }) => type && isFloat(type)).map(({ name }) => name);
  const g = createBuilder(infer, graph);
  const inputs = wrt.map((name) => g.value(name));
  const outputs = graph.outputs.map(({ name }) => g.value(name)).filter(({ type }) => isFloat(type));
  const tangents = inputs.map((v) => g.input(`tangent.${v.name}`, v.type, v.shape));
  const cotangents = outputs.map((v) => g.input(`cotangent.${v.name}`, v.type, v.shape));
  const pushed = jvp(g, inputs, tangents, outputs).map((t, i) => t ?? g.full(0, outputs[i]!));
  const pulled = vjp(g, outputs, cotangents, inputs).map((c, i) => c ?? g.full(0, inputs[i]!));
  const alone =
    inputs.length < 2 || order < 2 ? [] : inputs.map((v) => vjp(g, outputs, cotangents, [v])[0] ?? g.full(0, v));
  expectPrimitives(g.nodes.slice(graph.nodes.length), label);

  const directions = draw(tangents, `${label}/${order}/tangent`);
  const covectors = draw(cotangents, `${label}/${order}/cotangent`);
  const all = named([
    ...pushed.map((v, i) => [`jvp${i}`, v] as const),
    ...pulled.map((v, i) => [`vjp${i}`, v] as const),
    ...alone.map((v, i) => [`alone${i}`, v] as const),
  ]);
  const derivatives = lowerFloat64(simplify(g.finish(all)));
  const results = await (await openGraph(derivatives))({ ...feeds, ...directions, ...covectors });

  const left = outputs.reduce((sum, v, i) => sum + dot(covectors[`cotangent.${v.name}`]!, results[`jvp${i}`]!), 0);
  const right = inputs.reduce((sum, v, i) => sum + dot(directions[`tangent.${v.name}`]!, results[`vjp${i}`]!), 0);
  const scale = inputs.reduce((sum, _, i) => sum + norm(results[`vjp${i}`]!), 0) + Math.abs(left) + 1e-300;
  expect(Math.abs(left - right) / scale, `${label}: adjoint identity, order ${order}`).toBeLessThan(1e-10);

  alone.forEach((_, i) => {
    const gap = norm(combine(results[`alone${i}`]!, results[`vjp${i}`]!, (a, b) => a - b));
    expect(gap, `${label}: cotangent of input ${i} alone`).toBeLessThan(1e-12 * scale);
  });

  const forward = await openGraph(lowerFloat64(graph));
  const step = 1e-5;
  const ahead = await forward(moved(feeds, directions, step));
  const behind = await forward(moved(feeds, directions, -step));
  outputs.forEach((v, i) => {
    const difference = combine(ahead[v.name]!, behind[v.name]!, (a, b) => (a - b) / (2 * step));
    const size = norm(difference) + norm(ahead[v.name]!) + 1;
    const error = norm(
      combine(
        tensorOf("float64", results[`jvp${i}`]!.shape, difference.data as never),
        results[`jvp${i}`]!,
        (a, b) => a - b,
      ),
    );
    expect(error / size, `${label}: pushforward of ${v.name} against differences, order ${order}`).toBeLessThan(2e-7);
  });

  if (order > 1) {
    const second = createBuilder(infer, graph);
    const ys = outputs.map(({ name }) => second.value(name));
    const seeds = ys.map((v) => second.input(`seed.${v.name}`, v.type, v.shape));
    const xs = wrt.map((name) => second.value(name));
    const gradient = vjp(second, ys, seeds, xs);
    const present = gradient.flatMap((v, i) => (v ? [[`gradient${i}`, v] as const] : []));
    if (present.length === 0) return;
    const pullback = lower(second.finish(named(present)));
    await checkDerivatives(pullback, { ...feeds, ...draw(seeds, `${label}/seed`) }, order - 1, `${label} pullback`);
    const along = Object.fromEntries(wrt.map((name) => [`direction.${name}`, directions[`tangent.${name}`]!]));
    await checkDerivatives(pushforward(graph, wrt), { ...feeds, ...along }, order - 1, `${label} pushforward`);
  }
}

/** The graph of (x, ẋ) ↦ J(x) ẋ. */
function pushforward(graph: Graph, wrt: readonly string[]): Graph {
  const g = createBuilder(infer, graph);
  const inputs = wrt.map((name) => g.value(name));
  const outputs = graph.outputs.map(({ name }) => g.value(name)).filter(({ type }) => isFloat(type));
  const tangents = inputs.map((v) => g.input(`direction.${v.name}`, v.type, v.shape));
  const pushed = jvp(g, inputs, tangents, outputs).flatMap((t, i) => (t ? [[`pushed${i}`, t] as const] : []));
  return g.finish(named(pushed));
}

function expectPrimitives(nodes: readonly { operator: string; domain: string }[], label: string): void {
  const composites = nodes.filter((node) => definitionOf(node)?.lower).map(({ operator }) => operator);
  expect([...new Set(composites)], `${label}: rules emit primitives only`).toEqual([]);
}

function named(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries(entries);
}

function draw(values: readonly Value[], address: string): Feeds {
  const feeds: Feeds = {};
  for (const { name, type, shape } of values) {
    const stream = random(1, address, name);
    const sizes = shape as readonly number[];
    feeds[name] = tensorOf(type, sizes, Array.from({ length: sizeOf(sizes) }, stream.normal));
  }
  return feeds;
}

function moved(feeds: Feeds, directions: Feeds, step: number): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, t]) => {
      const direction = directions[`tangent.${name}`];
      return [name, direction ? combine(t, direction, (x, v) => x + step * v) : t];
    }),
  );
}

function combine(a: Tensor, b: Tensor, f: (a: number, b: number) => number): Tensor {
  const right = b.data as Float64Array;
  return tensorOf(
    "float64",
    a.shape,
    Float64Array.from(a.data as Float64Array, (value, i) => f(value, right[i]!)),
  );
}

function dot(a: Tensor, b: Tensor): number {
  const right = b.data as Float64Array;
  return (a.data as Float64Array).reduce((sum, value, i) => sum + value * right[i]!, 0);
}

const norm = (t: Tensor): number => Math.sqrt(dot(t, t));
