import { fail } from "../base/index.ts";
import { averageRanks } from "./averageRanks.ts";
import { chiSquareTail, fisherTail } from "./specialFunctions/index.ts";

/** Whether some treatments are ranked alike in all blocks but for chance. */
export interface FriedmanTest {
  /** Blocks, n. */
  readonly blocks: number;
  /** Of each of the k treatments over the blocks; 1 is the smallest value. */
  readonly meanRanks: readonly number[];
  /** χ², corrected for ties, with k − 1 degrees of freedom; and the chance of as much. */
  readonly chiSquare: number;
  readonly chiSquareTail: number;
  /** Iman and Davenport's, with k − 1 and (k − 1)(n − 1) degrees of freedom; infinite where all blocks rank alike. */
  readonly f: number;
  readonly fTail: number;
}

/**
 * Friedman's test (1937), with ties as in Conover (1999, section 5.8): χ² = n Σⱼ (R̄ⱼ − (k+1)/2)² / s², with s² the variance
 * of the ranks within blocks, and F = (n − 1) χ² / (n (k − 1) − χ²) of Iman and Davenport (1980), which is less conservative.
 *
 * @param values for each block the value of each treatment, n × k
 * @throws NetspectraError for blocks of different sizes, and for fewer than two blocks or treatments
 */
export function friedmanTest(values: readonly ArrayLike<number>[]): FriedmanTest {
  const n = values.length;
  const k = values[0]?.length ?? 0;
  if (n < 2 || k < 2 || values.some(({ length }) => length !== k)) {
    fail({
      subject: "Friedman's test",
      expected: "two blocks or more, each with a value of the same treatments, two or more",
      got: `blocks of ${values.map(({ length }) => length).join(", ") || "none"}`,
    });
  }
  const ranks = values.map(averageRanks);
  const middle = (k + 1) / 2;
  const meanRanks = Array.from({ length: k }, (_, j) => ranks.reduce((sum, own) => sum + own[j]!, 0) / n);
  const between = n * meanRanks.reduce((sum, rank) => sum + (rank - middle) ** 2, 0);
  const total = ranks.reduce((sum, own) => sum + own.reduce((all, rank) => all + (rank - middle) ** 2, 0), 0);
  const chiSquare = total === 0 ? 0 : (between * n * (k - 1)) / total;
  const rest = n * (k - 1) - chiSquare;
  const f = rest <= 1e-12 * n * k ? Number.POSITIVE_INFINITY : ((n - 1) * chiSquare) / rest;
  return {
    blocks: n,
    meanRanks,
    chiSquare,
    chiSquareTail: chiSquareTail(chiSquare, k - 1),
    f,
    fTail: f === Number.POSITIVE_INFINITY ? 0 : fisherTail(f, k - 1, (k - 1) * (n - 1)),
  };
}
