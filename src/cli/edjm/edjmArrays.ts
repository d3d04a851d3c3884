import { float64, type Tensor } from "../../base/index.ts";
import type { Network } from "./network.ts";

/**
 * Arrays of the results by name; with several networks the second one's begin with "network2_". Rows of singular values are
 * filled up with NaN where fewer of one output than of another have been found.
 */
export function edjmArrays(networks: readonly Network[]): Record<string, Tensor> {
  return Object.fromEntries(
    networks.flatMap(({ result }, i) => {
      const { perOutput, normalizedSpectrum, meanAbsoluteGradient, inputs } = result;
      const prefix = networks.length > 1 ? `network${i + 1}_` : "";
      const width = Math.max(...perOutput.map(({ singularValues }) => singularValues.length));
      const values = perOutput.flatMap(({ singularValues: found }) => [
        ...found,
        ...new Array<number>(width - found.length).fill(Number.NaN),
      ]);
      const densities = perOutput.flatMap(({ output, density }) => {
        if (!density) return [];
        const { nodes, weights } = density;
        return [
          [`${prefix}density_nodes_${output}`, float64([nodes.length], nodes)] as const,
          [`${prefix}density_weights_${output}`, float64([weights.length, nodes.length], weights.flat())] as const,
        ];
      });
      return [
        [`${prefix}singular_values`, float64([perOutput.length, width], values)],
        [`${prefix}normalized_spectrum`, float64([normalizedSpectrum.length], normalizedSpectrum)],
        [`${prefix}mean_absolute_gradient`, float64([perOutput.length, inputs], meanAbsoluteGradient)],
        ...densities,
      ] as const;
    }),
  );
}
