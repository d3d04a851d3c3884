import { expect, test } from "vitest";
import { float32, int64, random } from "../src/base/index.ts";
import { createBuilder, elementTypeNumbers, int, type Value } from "../src/graph/index.ts";
import { infer } from "../src/ops/define/registry.ts";
import { runGraph } from "./runtime.ts";

test("the elements that are followed through float arithmetic are those that the runtime computes", async () => {
  const g = createBuilder(infer);
  const stream = random(7, "followed");
  const draw = (count: number) => Array.from({ length: count }, () => 5 * stream.uniform() + 0.5);
  const a = g.constant(float32([3], draw(3)));
  const b = g.constant(float32([3], draw(3)));
  const one = g.constant(float32([1], draw(1)));
  const scalar = g.scalar(1.7, a);
  const sizes = g.constant(int64([3], [7, 2, 5]));
  const toFloat = g.cast(sizes, "float32");
  const pairs = [
    [a, b],
    [a, one],
    [scalar, b],
    [scalar, scalar],
    [toFloat, a],
  ] as const;
  const values: Value[] = pairs.flatMap(([x, y]) => [g.add(x, y), g.sub(x, y), g.mul(x, y), g.div(x, y)]);
  values.push(...[...values].flatMap((x) => [g.op("Floor", [x]), g.op("Ceil", [x])]));
  values.push(g.concat([a, one, g.div(toFloat, b)], 0), g.unsqueeze(scalar, [0]), g.squeeze(one, [0]));
  values.push(g.op("Cast", [g.div(toFloat, one)], { to: int(elementTypeNumbers.int64) }));

  const named = Object.fromEntries(values.map((value, i) => [`y${i}`, value]));
  const results = await runGraph(g.finish(named), {});
  for (const [name, { elements, content }] of Object.entries(named)) {
    expect(elements ?? content).toEqual(Array.from(results[name]!.data as Float32Array, Number));
  }
});

test("what is computed from data, or is large, is not followed", () => {
  const g = createBuilder(infer);
  const x = g.input("x", "float32", [3]);
  const known = g.constant(float32([3], [1, 2, 3]));
  expect(g.add(x, known).elements).toBeUndefined();
  expect(g.concat([known, x], 0).elements).toBeUndefined();
  expect(g.add(g.constant(float32([17], Array(17).fill(1))), g.scalar(1, x)).elements).toBeUndefined();
  expect(g.op("Exp", [known]).elements).toBeUndefined();
});
