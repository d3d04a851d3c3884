import { expect, test } from "vitest";
import { batch, float32, sizeOf } from "../base/index.ts";
import { ints } from "../graph/index.ts";
import { newGraph } from "./newGraph.ts";
import { vjp } from "./vjp.ts";

test("a rule builds only what is asked for: a convolution's data gradient, not that of its weights", () => {
  const g = newGraph();
  const x = g.input("x", "float32", [batch, 3, 8, 8]);
  const filled = (shape: readonly number[]) => g.constant(float32(shape, new Float32Array(sizeOf(shape)).fill(0.1)));
  const weights = filled([4, 3, 3, 3]);
  const y = g.op("Conv", [x, weights, filled([4])], { pads: ints([1, 1, 1, 1]) });
  const counts = [[x], [weights], [x, weights]].map((wrt) => {
    const before = g.nodes.length;
    const gradients = vjp(g, [y], [g.full(1, y)], wrt);
    expect(gradients.map((gradient) => gradient?.shape)).toEqual(wrt.map(({ shape }) => shape));
    return g.nodes.length - before;
  });
  const [data, both] = [counts[0]!, counts[2]!];
  expect(data).toBeLessThan(12);
  expect(both).toBeGreaterThan(data);
  expect(both).toBeLessThan(counts[0]! + counts[1]!);
});
