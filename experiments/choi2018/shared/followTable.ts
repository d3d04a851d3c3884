import { type CellResult, type Estimate, type Overview, summarise } from "netspectra/experiments";
import { bootstrapInterval } from "netspectra/stats";
import { groups, mean } from "../../shared/groups.ts";
import { correlationEstimate, tau } from "../../shared/rankCorrelation.ts";
import { characteristics, errors, jacobians } from "./measureTrial.ts";

type TrialResult = Pick<CellResult, "measures"> & {
  readonly cell: { readonly condition: string; readonly regulariser: string };
};
type Means = Readonly<Record<string, number | null>>;

const followed = { ...characteristics, ...jacobians };
const outcomes = ["error", "gap"] as const;
const keyOf = (condition: string, outcome: string) => `${condition}: ${outcome}`;

/** Whether what is measured of a network follows its test error or its generalisation gap over the regularisers of a condition. */
export function followTable(results: readonly TrialResult[]): Overview {
  const conditions = groups(results, ({ cell }) => cell.condition).map(
    ([condition, own]) => [condition, meansOf(own)] as const,
  );
  const columns = conditions.flatMap(([condition]) =>
    outcomes.map((outcome) => [
      keyOf(condition, outcome),
      { label: `${condition}: ${errors[outcome].label}`, decimals: 2 },
    ]),
  );
  const inEach = (estimate: (rows: readonly Means[], outcome: string) => Estimate) =>
    Object.fromEntries(
      conditions.flatMap(([condition, rows]) =>
        outcomes.map((outcome) => [keyOf(condition, outcome), estimate(rows, outcome)]),
      ),
    );
  return {
    title: "What follows the performance over the regularisers",
    about:
      "Kendall's rank correlation τ of each number with the test error, and with the test error less the training error, over the regularisers of a " +
      "condition (means over trials); in brackets 95 % of a bootstrap over the regularisers. The first six are the characteristics that the paper " +
      "dismisses; the other three are of the Jacobian of the probabilities around test samples, without their labels. The last line is the mean " +
      "|τ| of these three less that of the six: above 0, they follow the performance better.",
    columns: Object.fromEntries(columns),
    rows: [
      ...Object.entries(followed).map(([name, { label }]) => ({
        name: label,
        estimates: inEach((rows, outcome) => correlationEstimate(pairsOf(rows, name, outcome), tau)),
      })),
      { name: "mean |τ|: Jacobian less characteristics", estimates: inEach(advantage) },
    ],
  };
}

/** τ of each characteristic with the test error, condition by condition. */
export function characteristicTaus(results: readonly TrialResult[]) {
  return groups(results, ({ cell }) => cell.condition).flatMap(([condition, own]) =>
    Object.entries(characteristics).map(([name, { label }]) => ({
      condition,
      label,
      ...correlationEstimate(pairsOf(meansOf(own), name, "error"), tau),
    })),
  );
}

/** The means over trials of each regulariser. */
function meansOf(results: readonly TrialResult[]): readonly Means[] {
  const names = [...outcomes, ...Object.keys(followed)];
  return groups(results, ({ cell }) => cell.regulariser).map(([, trials]) =>
    Object.fromEntries(
      names.map((name) => [name, summarise(trials.flatMap(({ measures }) => measures[name] ?? [])).mean]),
    ),
  );
}

function pairsOf(rows: readonly Means[], name: string, outcome: string) {
  return rows.flatMap((row) => {
    const [x, y] = [row[name] ?? null, row[outcome] ?? null];
    return x === null || y === null ? [] : [{ x, y }];
  });
}

function advantage(rows: readonly Means[], outcome: string): Estimate {
  const strength = (chosen: readonly Means[], names: object) =>
    mean(
      Object.keys(names).map((name) => {
        const pairs = pairsOf(chosen, name, outcome);
        const value = tau(
          pairs.map(({ x }) => x),
          pairs.map(({ y }) => y),
        );
        return value === null ? null : Math.abs(value);
      }),
    );
  const of = (chosen: readonly Means[]) => {
    const [ours, theirs] = [strength(chosen, jacobians), strength(chosen, characteristics)];
    return ours === null || theirs === null ? null : ours - theirs;
  };
  const interval = bootstrapInterval([rows.length], ([chosen]) => of(Array.from(chosen!, (i) => rows[i]!)));
  return { value: of(rows), interval: interval ?? null };
}
