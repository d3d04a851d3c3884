import { type Overview, summarise } from "netspectra/experiments";
import { groups } from "../../shared/groups.ts";
import { targets } from "./characteristicClaims.ts";
import { characteristics, errors, jacobians } from "./measureTrial.ts";
import type { RegulariserResult } from "./overRegularisers.ts";
import { paperRegularisers } from "./regularisers.ts";

/** Table 6 in the paper's own form: means and standard deviations over the trials, what is targeted in bold. */
export function characteristicOverview(results: readonly RegulariserResult[]): Overview {
  const columns = { error: errors.error, ...characteristics, ...jacobians };
  return {
    title: "Table 6",
    about:
      "Means ± standard deviations over the trials; bold: what a regulariser targets. Below the paper's twelve, regularisers of other papers; the last three " +
      "columns, numbers of the Jacobian, are not of the paper either.",
    columns,
    rows: groups(results, ({ cell }) => cell.regulariser).map(([name, trials]) => ({
      name: (paperRegularisers as readonly string[]).includes(name) ? name : `${name} (beyond the paper)`,
      estimates: Object.fromEntries(
        Object.keys(columns).map((column) => {
          const { mean, deviation } = summarise(trials.flatMap(({ measures }) => measures[column] ?? []));
          const targeted = Object.hasOwn(targets[name as keyof typeof targets] ?? {}, column);
          return [column, { value: mean, interval: null, deviation, ...(targeted && { mark: "best" as const }) }];
        }),
      ),
    })),
  };
}
