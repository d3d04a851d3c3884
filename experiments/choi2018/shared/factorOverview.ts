import type { CellResult, Estimate, Overview } from "netspectra/experiments";
import { groups, mean, meanInterval } from "../../shared/groups.ts";
import { type FactorCell, factorData, factorMeasures } from "./factorCells.ts";
import type { ControlledStatistic } from "./factorStudy.ts";
import { bestGain, changeAt, strongestWeight, valueAt, weightSeries } from "./weightSeries.ts";

/** What regularisation does, for each number of factors. */
export function factorOverview(
  { regulariser: { label }, statistic }: ControlledStatistic,
  results: readonly CellResult<FactorCell>[],
): Overview {
  const all = weightSeries(results);
  const strongest = strongestWeight(all);
  const { [statistic]: own, accuracy } = factorMeasures;
  return {
    title: "With few and with many factors",
    about:
      `${own.label[0]!.toUpperCase()}${own.label.slice(1)} and test accuracy without ${label}, how both change with the weight ${strongest}, ` +
      "and what the weight with the best test accuracy adds to it (below zero where every weight does harm; being the best on the very samples " +
      "that it is judged by, it is a little too high). Means over the trainings, changes between trainings with the same seed; in brackets 95 % intervals.",
    columns: {
      statistic: own,
      change: { ...own, label: "its change" },
      accuracy,
      accuracyChange: { ...accuracy, label: "its change" },
      gain: { ...accuracy, label: "best gain" },
    },
    rows: groups(all, ({ data, factors }) => `${factorData[data as keyof typeof factorData]}, ${factors}`).map(
      ([name, series]) => ({
        name,
        estimates: {
          statistic: estimate(series.map((one) => valueAt(one, 0, statistic))),
          change: estimate(series.map((one) => changeAt(one, strongest, statistic))),
          accuracy: estimate(series.map((one) => valueAt(one, 0, "accuracy"))),
          accuracyChange: estimate(series.map((one) => changeAt(one, strongest, "accuracy"))),
          gain: estimate(series.map(bestGain)),
        },
      }),
    ),
  };
}

const estimate = (values: readonly (number | null)[]): Estimate => ({
  value: mean(values),
  interval: meanInterval(values),
});
