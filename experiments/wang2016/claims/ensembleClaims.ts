import { type CellResult, type Claim, formatMeasure, type Measure } from "netspectra/experiments";
import { mean } from "../../shared/groups.ts";
import { cannotTell, type Expected, judgeTogether } from "../../shared/judge.ts";
import { judgeOrder } from "../../shared/judgeOrder.ts";
import { judgePairs } from "../../shared/judgePairs.ts";
import { cellsWith, trialsOf } from "../../shared/trialsOf.ts";
import { accuracy, score } from "./measures.ts";

type EnsembleCell = { readonly data: string; readonly network: string; readonly seed: number };

const source = "section 4.5, Figure 5";
const members = ["2 layers", "3 layers", "4 layers"];

/** Each ensemble is compared with its own members, those of its seed. */
function againstMembers(
  ensemble: string,
  statement: string,
  [name, measure]: readonly [string, Measure],
  expected: Expected,
): Claim<EnsembleCell> {
  return {
    statement,
    source,
    judge(results) {
      const own = cellsWith(results, { data: "cifar10" });
      if (own.length === 0) return cannotTell("No cells of CIFAR-10 have been run");
      const of = (network: string, seed: number) => cellsWith(own, { network, seed })[0]?.measures[name];
      const seeds = [...new Set(own.map(({ cell }) => cell.seed))];
      const { verdict } = judgeTogether(
        members.map((member) =>
          judgePairs({
            first: `the ${ensemble}`,
            second: member,
            pairs: seeds.map((seed) => [of(ensemble, seed), of(member, seed)]),
            measure,
            expected,
          }),
        ),
      );
      return { verdict, evidence: meansText(own, [ensemble, ...members], [name, measure]) };
    },
  };
}

function meansText(
  results: readonly CellResult<EnsembleCell>[],
  networks: readonly string[],
  [name, measure]: readonly [string, Measure],
): string {
  const means = networks.map(
    (network) => `${formatMeasure(mean(trialsOf(results, { network }, name)), measure)} (${network})`,
  );
  return `Mean ${measure.label} ${means.join(", ")}; the verdict goes by differences within each seed.`;
}

const rises = (statement: string, [name, measure]: readonly [string, Measure]): Claim<EnsembleCell> => ({
  statement,
  source,
  judge(results) {
    const own = cellsWith(results, { data: "cifar10" });
    if (own.length === 0) return cannotTell("No cells of CIFAR-10 have been run");
    const groups = members.map((network) => ({ name: network, trials: trialsOf(own, { network }, name) }));
    return judgeOrder({ groups, measure });
  },
});

/** Figure 5; the paper does not say what is averaged. */
export const ensembleClaims: readonly Claim<EnsembleCell>[] = [
  rises("The members of the ensemble are the more accurate the deeper they are.", accuracy),
  rises("The members of the ensemble have the higher scores the deeper they are.", score),
  ...["logits", "probabilities"].flatMap((average) => {
    const ensemble = `ensemble of ${average}`;
    return [
      againstMembers(ensemble, `An ${ensemble} is more accurate than each of its members.`, accuracy, "above"),
      againstMembers(ensemble, `An ${ensemble} has a lower score than each of its members.`, score, "below"),
    ];
  }),
];
