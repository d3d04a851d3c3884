import type { Claim } from "netspectra/experiments";
import { dataSets } from "../shared/dataSets.ts";
import { type Contrast, contrastClaim } from "./contrastClaim.ts";
import { score } from "./measures.ts";

type SplitCell = {
  readonly data: string;
  readonly layers: number;
  readonly around: string;
  readonly seed: number;
};

/** The pattern of Figure 1, around each kind of samples. */
export const splitsClaims: readonly Claim<SplitCell>[] = (["mnist", "cifar10"] as const).map((data) => {
  const contrasts = ["train", "validation", "test"].map(
    (around): Contrast<SplitCell> => ({
      first: { name: `4 layers around ${around} samples`, where: { layers: 4, around } },
      second: { name: "1 layer", where: { layers: 1, around } },
      measure: score,
      expected: "above",
    }),
  );
  const statement = `The pattern (deeper networks, higher scores) is the same around training, validation and test samples of ${dataSets[data].label}.`;
  return contrastClaim(data, { statement, source: "section 4.1" }, contrasts);
});
