import type { Claim } from "netspectra/experiments";
import { dataSets } from "../shared/dataSets.ts";
import { layersName } from "../shared/spectrumFigures.ts";
import { type Contrast, contrastClaim } from "./contrastClaim.ts";
import { accuracy, score } from "./measures.ts";

/** A cell of the study that is judged. */
export type DropoutCell = {
  readonly data: string;
  readonly layers: number;
  readonly dropout: number;
  readonly seed: number;
};

const source = "section 4.4, Figure 4";

/** Figure 4: “consistently” is read as for both structures. */
export const dropoutClaims: readonly Claim<DropoutCell>[] = (["mnist", "cifar10"] as const).flatMap((data) => {
  const contrasts = (measure: Contrast<DropoutCell>["measure"]) =>
    [2, 3].map(
      (layers): Contrast<DropoutCell> => ({
        first: { name: `${layersName({ layers })} with dropout`, where: { layers, dropout: 0.5 } },
        second: { name: "the same without", where: { layers, dropout: 0 } },
        measure,
        expected: "above",
      }),
    );
  const on = `on ${dataSets[data].label}`;
  return [
    contrastClaim(data, { statement: `Dropout consistently raises the score ${on}.`, source }, contrasts(score)),
    contrastClaim(data, { statement: `Dropout consistently raises the accuracy ${on}.`, source }, contrasts(accuracy)),
  ];
});
