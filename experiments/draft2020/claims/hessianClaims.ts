import type { CellResult, Claim, Judgement, Measure } from "netspectra/experiments";
import { cannotTell, differenceOf, judgeDifference, judgeTogether, verdictOf } from "../../shared/judge.ts";
import { cellsWith, trialsOf } from "../../shared/trialsOf.ts";
import { layersText } from "../shared/budgets.ts";

/** A cell of the study that is judged. */
export type LabelCell = {
  readonly data: string;
  readonly layers: number;
  readonly labels: string;
  readonly seed: number;
};
type Named = readonly [string, Measure];

const index: readonly Named[] = [
  ["negativeFraction", { label: "share of negative eigenvalues", decimals: 3 }],
  ["negativeMass", { label: "share of negative eigenvalues in Σ|λ|", decimals: 3 }],
];
const symmetry: Named = ["symmetry", { label: "symmetry", decimals: 3 }];
const roughness: Named = ["roughness", { label: "roughness", decimals: 2 }];

const source = "introduction (on CIFAR-10)";
const kinds = ["random", "true"] as const;

/** Depths at which there are both kinds of labels. */
function depthsOf(results: readonly CellResult<LabelCell>[]): readonly number[] {
  const depths = [...new Set(results.map(({ cell }) => cell.layers))].sort((a, b) => a - b);
  return depths.filter((layers) => kinds.every((labels) => cellsWith(results, { layers, labels }).length > 0));
}

function sidesAt(results: readonly CellResult<LabelCell>[], layers: number, name: string) {
  return kinds.map((labels) => ({
    name: `${labels} labels (${layersText(layers)})`,
    trials: trialsOf(results, { layers, labels }, name),
  }));
}

/** Random against true labels, in the shallowest networks. */
function shallow(statement: string, measures: readonly Named[]): Claim<LabelCell> {
  return {
    statement,
    source,
    judge(results) {
      const [layers] = depthsOf(results);
      if (layers === undefined) return cannotTell("No depth has been run with random and with true labels");
      return judgeTogether(
        measures.map(([name, measure]) => {
          const [first, second] = sidesAt(results, layers, name);
          return judgeDifference({ first: first!, second: second!, measure, expected: "above" });
        }),
      );
    },
  };
}

/** The difference in the deepest networks is said to be gone: at most half of that in the shallowest ones. */
function judgeGone(results: readonly CellResult<LabelCell>[]): Judgement {
  const depths = depthsOf(results);
  const [least, most] = [depths[0], depths.at(-1)];
  if (least === undefined || most === undefined || least === most) {
    return cannotTell("Fewer than two depths have been run with random and with true labels");
  }
  const differences = [...index, symmetry, roughness].map(([name, { label, decimals }]) => {
    const [before, after] = [least, most].map((layers) => {
      const [random, plain] = sidesAt(results, layers, name);
      return differenceOf(random!.trials, plain!.trials);
    });
    const verdict = verdictOf(after ?? null, { within: Math.abs(before?.value ?? 0) / 2 });
    const [from, to] = [before, after].map((difference) => difference?.value.toFixed(decimals) ?? "–");
    const ends = after?.interval?.map((end) => end.toFixed(decimals)).join(" … ");
    return { verdict, evidence: `${label} ${from}, then ${to}${ends === undefined ? "" : ` (${ends})`}` };
  });
  const { verdict } = judgeTogether(differences);
  const parts = differences.map(({ evidence }) => evidence).join("; ");
  return {
    verdict,
    evidence: `Random less true labels with ${layersText(least)} and with ${layersText(most)}: ${parts}; at most half is read as gone.`,
  };
}

/** The draft's first experiment. */
export const hessianClaims: readonly Claim<LabelCell>[] = [
  shallow("Shallow networks with random labels have Hessians of a larger index (more negative eigenvalues).", index),
  shallow("Shallow networks with random labels have Hessians that are more symmetric about zero.", [symmetry]),
  shallow("Shallow networks with random labels have rougher Hessians.", [roughness]),
  { statement: "For deeper networks these differences go away.", source, judge: judgeGone },
];
