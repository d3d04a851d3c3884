import type { Claim, Measure } from "netspectra/experiments";
import { cannotTell } from "../../shared/judge.ts";
import { judgeOrder } from "../../shared/judgeOrder.ts";
import { cellsWith, trialsOf } from "../../shared/trialsOf.ts";
import { type DataName, dataSets } from "../shared/dataSets.ts";
import { layersName } from "../shared/spectrumFigures.ts";
import { accuracy, score } from "./measures.ts";

/** A cell of the study that is judged. */
export type DepthCell = { readonly data: string; readonly layers: number; readonly seed: number };

/** That a number grows with depth on a data set. */
export function depthClaim(
  data: DataName,
  claim: Pick<Claim, "statement" | "source">,
  [name, measure]: readonly [string, Measure],
): Claim<DepthCell> {
  return {
    ...claim,
    judge(results) {
      const own = cellsWith(results, { data });
      if (own.length === 0) return cannotTell(`No cells of ${dataSets[data].label} have been run`);
      const depths = [...new Set(own.map(({ cell }) => cell.layers))].sort((a, b) => a - b);
      const groups = depths.map((layers) => ({
        name: layersName({ layers }),
        trials: trialsOf(own, { layers }, name),
      }));
      return judgeOrder({ groups, measure });
    },
  };
}

/** What Figure 1 is said to show, on both data sets. @param fixed "equally many hidden units" */
export const depthClaims = (fixed: string, figure: string): readonly Claim<DepthCell>[] =>
  (["mnist", "cifar10"] as const).flatMap((data) => [
    depthClaim(
      data,
      {
        statement: `Of networks with ${fixed}, deeper ones have higher scores on ${dataSets[data].label}.`,
        source: `section 4.1, ${figure}`,
      },
      score,
    ),
    depthClaim(
      data,
      {
        statement: `Of networks with ${fixed}, deeper ones are more accurate on ${dataSets[data].label}.`,
        source: `section 4.5 (“as shown before”), ${figure}`,
      },
      accuracy,
    ),
  ]);
