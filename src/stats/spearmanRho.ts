import { averageRanks } from "./averageRanks.ts";
import { pearsonCorrelation } from "./pearsonCorrelation.ts";

/**
 * Spearman's rank correlation (1904), the correlation of the ranks, of which ties share the mean; −1 … 1, null where one
 * of the two ranks all things alike.
 */
export function spearmanRho(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  return pearsonCorrelation(averageRanks(x), averageRanks(y));
}
