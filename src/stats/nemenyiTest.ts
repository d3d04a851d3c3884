import type { FriedmanTest } from "./friedmanTest.ts";
import { studentizedRangeQuantile, studentizedRangeTail } from "./studentizedRange.ts";

/** Which treatments of Friedman's test differ. */
export interface NemenyiTest {
  /** Mean ranks that lie further apart than this differ. */
  readonly criticalDifference: number;
  /** The chance that some two of k equal treatments lie as far apart as these two, k × k. */
  readonly tails: readonly (readonly number[])[];
}

/**
 * Nemenyi's test of all pairs after Friedman's (1963; Demšar 2006, section 3.2.2): the critical difference is
 * q √(k(k + 1)/(6n)), with q the quantile of the studentised range over √2. Ties make it conservative.
 *
 * @param level default 0.05
 */
export function nemenyiTest(
  { blocks, meanRanks }: Pick<FriedmanTest, "blocks" | "meanRanks">,
  level = 0.05,
): NemenyiTest {
  const k = meanRanks.length;
  const scale = Math.sqrt((k * (k + 1)) / (12 * blocks));
  return {
    criticalDifference: scale * studentizedRangeQuantile(level, k),
    tails: meanRanks.map((a) => meanRanks.map((b) => studentizedRangeTail(Math.abs(a - b) / scale, k))),
  };
}
