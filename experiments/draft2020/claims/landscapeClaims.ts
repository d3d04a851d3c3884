import type { Claim } from "netspectra/experiments";
import { differenceOf, judgeDifference } from "../../shared/judge.ts";
import { metrics } from "../../shared/metrics.ts";
import { trialsOf } from "../../shared/trialsOf.ts";

/** A cell of the study that is judged. */
export type NetworkCell = {
  readonly data: string;
  readonly output: string;
  readonly network: string;
  readonly seed: number;
};

/** The picture that the draft plans for its introduction. */
export const landscapeClaims: readonly Claim<NetworkCell>[] = (["alpha", "effectiveRank"] as const).map((metric) => ({
  statement: `The spectral density of a random, flat network is another than that of a deep, trained one (${metrics[metric].label}).`,
  source: "introduction (a planned picture)",
  judge(results) {
    const [first, second] = ["flat, untrained", "deep, trained"].map((network) => ({
      name: network,
      trials: trialsOf(results, { network, output: "probabilities" }, metric),
    }));
    const sides = { first: first!, second: second!, measure: metrics[metric] };
    const above = (differenceOf(sides.first.trials, sides.second.trials)?.value ?? 0) >= 0;
    // Either sign makes them different, so that the sign that was found is the one to be sure of.
    return judgeDifference({ ...sides, expected: above ? "above" : "below" });
  },
}));
