import { float64, type Tensor } from "../../base/index.ts";
import type { Network } from "./network.ts";

/** Arrays of the results by name; with several networks the second one's begin with "network2_". */
export function edjmArrays(networks: readonly Network[]): Record<string, Tensor> {
  return Object.fromEntries(
    networks.flatMap(({ result }, i) => {
      const { perOutput, normalizedSpectrum, meanAbsoluteGradient, inputs } = result;
      const prefix = networks.length > 1 ? `network${i + 1}_` : "";
      const values = perOutput.flatMap(({ singularValues }) => singularValues);
      return [
        [`${prefix}singular_values`, float64([perOutput.length, values.length / perOutput.length], values)],
        [`${prefix}normalized_spectrum`, float64([normalizedSpectrum.length], normalizedSpectrum)],
        [`${prefix}mean_absolute_gradient`, float64([perOutput.length, inputs], meanAbsoluteGradient)],
      ] as const;
    }),
  );
}
