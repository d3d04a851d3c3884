import type { Samples } from "./samples.ts";

/** The first `count` samples, or all where there are no more. */
export function firstSamples(samples: Samples, count: number): Samples {
  return samplesBetween(samples, 0, Math.min(count, samples.count));
}

/** The samples `start`, …, `end` − 1. What holds of the whole only (hash, bytes, utterances) is left out. */
export function samplesBetween(samples: Samples, start: number, end: number): Samples {
  if (start === 0 && end >= samples.count) return samples;
  const { sha256: _, bytes: __, utterances: ___, labels, ...rest } = samples;
  return {
    ...rest,
    count: end - start,
    ...(labels && { labels: labels.subarray(start, end) }),
    gather: (indices) => samples.gather(Uint32Array.from(indices, (i) => start + i)),
  };
}
