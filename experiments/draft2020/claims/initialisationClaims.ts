import type { CellResult, Claim } from "netspectra/experiments";
import { studentQuantile } from "netspectra/stats";
import { cannotTell, verdictOf } from "../../shared/judge.ts";
import { cellsWith } from "../../shared/trialsOf.ts";

/** A cell of the study that is judged. */
export type PairCell = {
  readonly data: string;
  readonly layers: number;
  readonly output: string;
  readonly pairs: string;
};

interface PairMean {
  readonly value: number;
  readonly variance: number;
  /** Seeds less one. */
  readonly freedom: number;
}

/** The mean of a similarity over pairs of networks, with the variance of a jackknife over the seeds, which pairs share. */
export function pairMean({ arrays = {} }: Pick<CellResult, "arrays">, similarity: string): PairMean | undefined {
  const { [similarity]: values, first, second } = arrays;
  if (!values || !first || !second) return undefined;
  const seeds = [...new Set([...first, ...second])];
  const average = (kept: readonly number[]) => kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const without = seeds.map((seed) => average(values.filter((_, p) => first[p] !== seed && second[p] !== seed)));
  if (seeds.length < 4 || without.some((value) => !Number.isFinite(value))) return undefined;
  const centre = average(without);
  const squares = without.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const freedom = seeds.length - 1;
  return { value: average(values), variance: (freedom / seeds.length) * squares, freedom };
}

/** That pairs of one kind are more alike than pairs of another, at each depth, for both outputs. */
function moreAlike(statement: string, more: string, less: string): Claim<PairCell> {
  return {
    statement,
    source: "introduction (asked; the draft gives no answer)",
    judge(results) {
      const differences = cellsWith(results, { pairs: more }).flatMap((a) => {
        const { data, layers, output } = a.cell;
        const [b] = cellsWith(results, { data, layers, output, pairs: less });
        const [x, y] = [pairMean(a, "jacobianCosine"), b && pairMean(b, "jacobianCosine")];
        if (!x || !y) return [];
        const half = studentQuantile(0.975, Math.min(x.freedom, y.freedom)) * Math.sqrt(x.variance + y.variance);
        const value = x.value - y.value;
        return [{ x, y, interval: [value - half, value + half] as const }];
      });
      if (differences.length === 0)
        return cannotTell(`Fewer than four initialisations of ${more} and ${less} pairs have been run`);
      const own = differences.map((difference) => verdictOf(difference, "above"));
      const means = differences.map(({ x, y }) => `${cosine(x)} against ${cosine(y)}`).join(", ");
      const holds = own.filter((verdict) => verdict === "holds").length;
      const verdict = own.includes("does not hold") ? "does not hold" : holds === own.length ? "holds" : "cannot tell";
      return {
        verdict,
        evidence: `Mean cosine of Jacobians by depth and output ${means}; the interval of a jackknife over the initialisations is above 0 in ${holds} of ${own.length}.`,
      };
    },
  };
}

/** Without the sign of a zero. */
const cosine = ({ value }: PairMean) => (Math.round(100 * value) / 100 + 0).toFixed(2);

/** What the cross-correlations of ten initialisations tell. */
export const initialisationClaims: readonly Claim<PairCell>[] = [
  moreAlike(
    "Two initialisations are more alike after normal training than after training on random labels.",
    "true-true",
    "random-random",
  ),
  moreAlike(
    "Two networks with random labels are more alike than one with true and one with random labels.",
    "random-random",
    "true-random",
  ),
];
