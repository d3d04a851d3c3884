import type { InformationResult, NoiseLevel } from "../../analyses/index.ts";
import { float64, type Tensor } from "../../base/index.ts";

const columns = [
  "noise",
  "inputUpper",
  "inputLower",
  "labelUpper",
  "labelLower",
  "labelUpperRigorous",
  "labelLowerRigorous",
] as const satisfies readonly (keyof NoiseLevel)[];

/** The sweep of each layer by its number in the result: a row for each noise; NaN without labels. */
export function informationArrays({ layers }: InformationResult): Record<string, Tensor> {
  return Object.fromEntries(
    layers.flatMap(({ sweep }, i) => {
      if (!sweep) return [];
      const rows = sweep.flatMap((level) => columns.map((key) => level[key] ?? Number.NaN));
      return [[`sweep_${i}`, float64([sweep.length, columns.length], rows)] as const];
    }),
  );
}
