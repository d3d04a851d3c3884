import { type Claim, formatEstimate, type Measure } from "netspectra/experiments";
import { mean, meanInterval } from "../../shared/groups.ts";
import { cannotTell, type Expected, judgeTogether, verdictOf } from "../../shared/judge.ts";
import { judgeOrder } from "../../shared/judgeOrder.ts";
import { cellsWith, trialsOf } from "../../shared/trialsOf.ts";
import { accuracy, score } from "./measures.ts";

/** A cell of the study that is judged. */
export type EnsembleCell = { readonly data: string; readonly network: string; readonly seed: number };

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
      const parts = members.map((member) => ({
        member,
        differences: seeds.flatMap((seed) => {
          const [a, b] = [of(ensemble, seed), of(member, seed)];
          return typeof a === "number" && typeof b === "number" ? [a - b] : [];
        }),
      }));
      const estimates = parts.map(({ member, differences }) => ({
        member,
        estimate: { value: mean(differences), interval: meanInterval(differences) },
      }));
      const { verdict } = judgeTogether(
        estimates.map(({ estimate }) => ({ verdict: verdictOf(estimate, expected), evidence: "" })),
      );
      const less = estimates
        .map(({ member, estimate }) => `${formatEstimate(estimate, measure)} (${member})`)
        .join(", ");
      return {
        verdict,
        evidence: `Mean difference of the ${measure.label} from that of its member, within seeds: ${less}.`,
      };
    },
  };
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
