import type { Builder, Value } from "../graph/index.ts";
import { counterBits, upperBits } from "./counterBits.ts";

/**
 * Standard normal numbers in the shape of `like` (Box and Muller 1958), as a pure function of seed, stream, step and
 * element. From 24 bits each: the largest possible is 5.8.
 *
 * @param step the number of the step, an integer scalar
 */
export function normalNumbers(g: Builder, seed: number, step: Value, like: Value, stream: string): Value {
  const uniform = (part: string) =>
    upperBits(g, counterBits(g, [seed, "normal", stream, part], step, like.shape as readonly number[]));
  const radius = g.sqrt(g.mul(g.log(g.mul(g.add(uniform("radius"), 1), 2 ** -24)), -2));
  const cosine = g.op("Cos", [g.mul(uniform("angle"), 2 * Math.PI * 2 ** -24)]);
  return g.cast(g.mul(radius, cosine), like.type);
}
