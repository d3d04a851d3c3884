import { random } from "../base/index.ts";

/** How the elements of random vectors are drawn: signs of either kind, or standard normal. Both have mean 0, variance 1. */
export type Distribution = "rademacher" | "normal";

/**
 * Random vectors, count × length. Vector number i belongs to the seed, the address and `first` + i, whoever asks for it and
 * however many are asked for at a time.
 */
export function randomVectors(
  count: number,
  length: number,
  distribution: Distribution,
  seed: number,
  address: string,
  first = 0,
): Float64Array {
  const vectors = new Float64Array(count * length);
  for (let i = 0; i < count; i++) {
    const stream = random(seed, "random vectors", address, first + i);
    const draw = distribution === "normal" ? stream.normal : () => (stream.bits() & 0x10000 ? 1 : -1);
    for (let t = 0; t < length; t++) vectors[i * length + t] = draw();
  }
  return vectors;
}
