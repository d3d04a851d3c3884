import type { Cell, Claim, Measure } from "netspectra/experiments";
import { cannotTell, judgeDifference, judgeTogether } from "../../shared/judge.ts";
import { cellsWith, trialsOf } from "../../shared/trialsOf.ts";
import { type DataName, dataSets } from "../shared/dataSets.ts";

/** Some trials of a study by the values of their axes. */
export interface Chosen<C extends Cell> {
  readonly name: string;
  readonly where: Partial<C>;
}

/** Two groups of trials, of which the first is claimed to lie above or below the second. */
export interface Contrast<C extends Cell> {
  readonly first: Chosen<C>;
  readonly second: Chosen<C>;
  readonly measure: readonly [string, Measure];
  readonly expected: "above" | "below";
}

/** A claim that all of some contrasts are as they are expected, on one data set. */
export function contrastClaim<C extends Cell & { readonly data: string }>(
  data: DataName,
  claim: Pick<Claim, "statement" | "source">,
  contrasts: readonly Contrast<C>[],
): Claim<C> {
  return {
    ...claim,
    judge(results) {
      const own = cellsWith(results, { data } as Partial<C>);
      if (own.length === 0) return cannotTell(`No cells of ${dataSets[data].label} have been run`);
      const parts = contrasts.map(({ first, second, measure: [name, measure], expected }) => {
        const side = ({ name: side, where }: Chosen<C>) => ({ name: side, trials: trialsOf(own, where, name) });
        return judgeDifference({ first: side(first), second: side(second), measure, expected });
      });
      return judgeTogether(parts);
    },
  };
}
