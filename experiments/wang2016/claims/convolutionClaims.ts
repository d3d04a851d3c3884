import type { Claim } from "netspectra/experiments";
import { dataSets } from "../shared/dataSets.ts";
import { type Contrast, contrastClaim } from "./contrastClaim.ts";
import { accuracy, score } from "./measures.ts";

/** A cell of the study that is judged. */
export type NetworkCell = { readonly data: string; readonly network: string; readonly seed: number };

const source = "section 4.2, Figure 2";
const contrast = (measure: Contrast<NetworkCell>["measure"]): Contrast<NetworkCell> => ({
  first: { name: "convolutional", where: { network: "convolutional" } },
  second: { name: "feed-forward", where: { network: "feed-forward" } },
  measure,
  expected: "above",
});

/** Figure 2. */
export const convolutionClaims: readonly Claim<NetworkCell>[] = (["mnist", "cifar10"] as const).flatMap((data) => {
  const networks = `Convolutional networks with about as many parameters as feed-forward ones`;
  const on = `on ${dataSets[data].label}`;
  return [
    contrastClaim(data, { statement: `${networks} have higher scores ${on}.`, source }, [contrast(score)]),
    contrastClaim(data, { statement: `${networks} are more accurate ${on}.`, source }, [contrast(accuracy)]),
  ];
});
