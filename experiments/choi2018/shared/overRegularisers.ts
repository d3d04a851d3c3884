import type { CellResult, Estimate } from "netspectra/experiments";
import {
  bootstrapInterval,
  bootstrapResamples,
  kendallTau,
  pearsonCorrelation,
  type Resample,
  spearmanRho,
} from "netspectra/stats";
import { groups } from "../../shared/groups.ts";

export type RegulariserResult = CellResult<{ readonly regulariser: string; readonly seed: number }>;

/** One number of a trial. */
export type Read = (result: RegulariserResult) => number | null | undefined;

/** Correlations over regularisers, of two lists. */
export const correlations = {
  pearson: pearsonCorrelation,
  spearman: spearmanRho,
  kendall: (x: ArrayLike<number>, y: ArrayLike<number>) => kendallTau(x, y).tau,
} as const;

/**
 * A statistic of several numbers of the regularisers, each a mean over its trials, with 95 % of a bootstrap over the regularisers
 * and, of each of them, over the trials. Trials without one of the numbers are left out; there is no estimate from fewer than three
 * regularisers.
 *
 * @param statistic of one list for each of `reads`, in the same order of regularisers
 */
export function overRegularisers(
  results: readonly RegulariserResult[],
  reads: readonly Read[],
  statistic: (lists: readonly (readonly number[])[]) => number | null,
): Estimate {
  const trials = groups(results, ({ cell }) => cell.regulariser).flatMap(([, own]) => {
    const complete = own.flatMap((result) => {
      const values = reads.flatMap((read) => read(result) ?? []);
      return values.length === reads.length ? [values] : [];
    });
    return complete.length === 0 ? [] : [complete];
  });
  if (trials.length < 3) return { value: null, interval: null };
  const sizes = [trials.length, ...trials.map(({ length }) => length)];
  // A loop over numbers: a page takes hundreds of thousands of resamples.
  const estimate = ([regularisers, ...chosen]: Resample) => {
    const lists = reads.map(() => [] as number[]);
    for (const i of regularisers!) {
      for (const [k, list] of lists.entries()) list.push(meanOf(trials[i]!, k, chosen[i]!));
    }
    return statistic(lists);
  };
  const interval = bootstrapInterval(sizes, estimate, { resamples: resamplesOf(sizes) }) ?? null;
  return { value: estimate(sizes.map((size) => Uint32Array.from({ length: size }, (_, i) => i))), interval };
}

let last: { readonly sizes: string; readonly resamples: readonly Resample[] } | undefined;

/** Those of the last call where sizes are the same: a table of estimates shares them. */
function resamplesOf(sizes: readonly number[]): readonly Resample[] {
  if (last?.sizes !== `${sizes}`) last = { sizes: `${sizes}`, resamples: bootstrapResamples(sizes) };
  return last.resamples;
}

/** Of number `k` over the chosen trials. */
function meanOf(trials: readonly (readonly number[])[], k: number, chosen: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < chosen.length; i++) sum += trials[chosen[i]!]![k]!;
  return sum / chosen.length;
}
