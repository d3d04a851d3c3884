import { fail, random } from "../base/index.ts";
import { percentileDescending } from "./percentile.ts";

/** Numbers of the things that a resample takes, of each kind as many as there are. */
export type Resample = readonly Uint32Array[];

export interface BootstrapResamplesOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Resamples; default 1000. */
  readonly replicates?: number;
}

export interface BootstrapIntervalOptions extends BootstrapResamplesOptions {
  /** Default 0.95. */
  readonly confidence?: number;
  /** Resamples of the same groups, for several estimates to share. Default: those of the seed. */
  readonly resamples?: readonly Resample[];
}

/**
 * What the resamples of a bootstrap take.
 *
 * @param groups how many things there are of each kind; each kind is resampled by itself, so that it keeps its size
 * @throws NetspectraError for options out of range
 */
export function bootstrapResamples(
  groups: readonly number[],
  { seed = 0, replicates = 1000 }: BootstrapResamplesOptions = {},
): readonly Resample[] {
  if (!(Number.isInteger(replicates) && replicates >= 1)) {
    fail({ subject: "replicates", expected: "a whole number from 1 up", got: `${replicates}` });
  }
  return Array.from({ length: replicates }, (_, r) => {
    const stream = random(seed, "bootstrap", r);
    return groups.map((size) => Uint32Array.from({ length: size }, () => stream.integer(size)));
  });
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
  { confidence = 0.95, resamples, ...options }: BootstrapIntervalOptions = {},
): readonly [number, number] | undefined {
  if (!(confidence > 0 && confidence < 1)) {
    fail({ subject: "confidence", expected: "a number between 0 and 1", got: `${confidence}` });
  }
  const drawn = resamples ?? bootstrapResamples(groups, options);
  if (groups.some((size) => size === 0)) return undefined;
  const found = drawn.flatMap((chosen) => estimate(chosen) ?? []);
  if (found.length <= 0.9 * drawn.length) return undefined;
  const descending = found.sort((a, b) => b - a);
  const at = (q: number) => percentileDescending(descending, 100 * q);
  return [at((1 - confidence) / 2), at((1 + confidence) / 2)];
}
