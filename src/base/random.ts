import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/**
 * A seeded stream of random numbers.
 *
 * Streams are addressed, not shared: `random(seed, "init", 3)` gives the same numbers whenever and wherever it is asked
 * for, so that work can be reordered, resumed and split without changing a result.
 */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (Box and Muller 1958). */
  normal(): number;
  /** Uniform integer in 0 … bound − 1. */
  integer(bound: number): number;
  /** 32 random bits, unsigned. */
  bits(): number;
}

/** The stream that belongs to `seed` and the given address. */
export function random(seed: number, ...address: readonly (number | string)[]): Random {
  const generator = xoroshiro128plusFromState([0, 1, 2, 3].map((word) => hash([word, seed, ...address])));
  const bits = () => generator.next() >>> 0;
  const uniform = () => ((bits() >>> 5) * 0x4000000 + (bits() >>> 6)) / 0x20000000000000;
  let spare: number | undefined;
  return {
    bits,
    uniform,
    integer: (bound) => Math.floor(uniform() * bound),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** A random order of 0 … count − 1 (Fisher and Yates). */
export function permutation(count: number, stream: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** FNV-1a over the address, then the finaliser of MurmurHash3, so that neighbouring seeds give unrelated streams. */
function hash(parts: readonly (number | string)[]): number {
  let h = 0x811c9dc5;
  for (const char of parts.map((p) => `${typeof p}:${p}`).join("\u0000")) {
    h = Math.imul(h ^ char.charCodeAt(0), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
