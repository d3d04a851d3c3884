import { fail, random } from "../base/index.ts";
import { percentileDescending } from "./percentile.ts";

export interface BootstrapIntervalOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Resamples; default 1000. */
  readonly replicates?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/**
 * A percentile interval of the nonparametric bootstrap (Efron & Tibshirani 1993, section 13.3).
 *
 * @param groups how many things there are of each kind; each kind is resampled by itself, so that it keeps its size
 * @param estimate of the things with these numbers, of each kind; null where a resample has no estimate
 * @returns undefined where a tenth of the resamples or more have no estimate
 * @throws NetspectraError for options out of range
 */
export function bootstrapInterval(
  groups: readonly number[],
  estimate: (chosen: readonly Uint32Array[]) => number | null,
  { seed = 0, replicates = 1000, confidence = 0.95 }: BootstrapIntervalOptions = {},
): readonly [number, number] | undefined {
  if (!(Number.isInteger(replicates) && replicates >= 1)) {
    fail({ subject: "replicates", expected: "a whole number from 1 up", got: `${replicates}` });
  }
  if (!(confidence > 0 && confidence < 1)) {
    fail({ subject: "confidence", expected: "a number between 0 and 1", got: `${confidence}` });
  }
  if (groups.some((size) => size === 0)) return undefined;
  const found: number[] = [];
  for (let r = 0; r < replicates; r++) {
    const stream = random(seed, "bootstrap", r);
    const value = estimate(groups.map((size) => Uint32Array.from({ length: size }, () => stream.integer(size))));
    if (value !== null) found.push(value);
  }
  if (found.length <= 0.9 * replicates) return undefined;
  const descending = found.sort((a, b) => b - a);
  const at = (q: number) => percentileDescending(descending, 100 * q);
  return [at((1 - confidence) / 2), at((1 + confidence) / 2)];
}
