import { type Samples, sizeOf } from "../../base/index.ts";

/** Samples of more bytes than this are converted anew each time. */
const mostBytes = 2 ** 28;

/** The same samples, converted once: they are fed at every point of a landscape. */
export function heldSamples(samples: Samples): Samples {
  const size = sizeOf(samples.shape);
  if (4 * size * samples.count > mostBytes) return samples;
  const all = samples.gather(Uint32Array.from({ length: samples.count }, (_, i) => i));
  return {
    ...samples,
    gather(indices) {
      const chosen = new Float32Array(indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        const from = indices[i]! * size;
        chosen.set(all.subarray(from, from + size), i * size);
      }
      return chosen;
    },
  };
}
