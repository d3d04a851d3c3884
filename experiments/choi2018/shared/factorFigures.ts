import type { CellResult } from "netspectra/experiments";
import { type Figure, renderFigure, weightCurves } from "netspectra/plots";
import { groups, mean, meanInterval } from "../../shared/groups.ts";
import { type FactorCell, type FactorMeasure, factorData, factorMeasures } from "./factorCells.ts";
import type { ControlledStatistic } from "./factorStudy.ts";

/** The statistic and the accuracy against the loss weight, a line for each number of factors; a figure for each data set. */
export async function factorFigures(
  { regulariser: { label }, statistic }: ControlledStatistic,
  results: readonly CellResult<FactorCell>[],
): Promise<readonly Figure[]> {
  return await Promise.all(
    groups(results, ({ cell }) => cell.data).map(([data, own]) => {
      const panel = (measure: FactorMeasure) => ({
        title: factorMeasures[measure].label,
        percent: measure === "accuracy",
        curves: groups(own, ({ cell }) => `${cell.factors}`).map(([factors, cells]) => ({
          name: data === "factors" ? `${factors} factors` : `${factors} components`,
          points: groups(cells, ({ cell }) => `${cell.weight}`).map(([weight, trainings]) => {
            const values = trainings.map(({ measures }) => measures[measure]);
            return {
              weight: Number(weight),
              value: mean(values),
              interval: possible(meanInterval(values), factorMeasures[measure].range),
            };
          }),
        })),
      });
      const about = {
        name: `weights-${data}`,
        title: factorData[data as keyof typeof factorData],
        caption:
          `The ${factorMeasures[statistic].label} of the last hidden layer and the test accuracy against the loss weight of ${label}, a line for each number of ` +
          "independent factors; on the left, apart, without the regulariser. Means over the trainings; bars are their 95 % intervals, where there are several, " +
          "as far as the values are possible.",
      };
      return renderFigure(about, (layout) =>
        weightCurves([panel(statistic), panel("accuracy")], { ...layout, x: `loss weight of ${label}` }),
      );
    }),
  );
}

/** What of an interval is within the range of the number. */
function possible(
  interval: readonly [number, number] | null,
  [least, most]: readonly [number, number],
): readonly [number, number] | null {
  return interval && [Math.max(least, interval[0]), Math.min(most, interval[1])];
}
