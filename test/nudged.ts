import { random, type Tensor, tensorOf } from "../src/base/index.ts";

/** The values in float64, each moved up a little and at random: off kinks, and into the domain of roots and logarithms. */
export function nudged(feeds: Readonly<Record<string, Tensor>>, address: string): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, t]) => {
      if (t.type !== "float32" && t.type !== "float64") return [name, t];
      const stream = random(5, address, name);
      const moved = Float64Array.from(t.data as Float32Array, (x) => x + 0.01 * (1 + stream.uniform()));
      return [name, tensorOf("float64", t.shape, moved)];
    }),
  );
}
