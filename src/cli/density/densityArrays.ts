import { float64, type Tensor } from "../../base/index.ts";
import type { DensityNetwork } from "./network.ts";

/** Arrays of the results by name; with several networks the second one's begin with "network2_". */
export function densityArrays(networks: readonly DensityNetwork[]): Record<string, Tensor> {
  return Object.fromEntries(
    networks.flatMap(({ result }, i) => {
      const { eigenvalues, diagonal, inputs, outputs, shuffled, density } = result;
      const prefix = networks.length > 1 ? `network${i + 1}_` : "";
      return [
        [`${prefix}eigenvalues`, float64([eigenvalues.length], eigenvalues)],
        [`${prefix}diagonal`, float64([outputs.length, inputs], diagonal.entries)],
        ...(shuffled
          ? [[`${prefix}shuffled_eigenvalues`, float64([shuffled.eigenvalues.length], shuffled.eigenvalues)] as const]
          : []),
        ...(density
          ? [
              [`${prefix}density_nodes`, float64([density.nodes.length], density.nodes)] as const,
              [
                `${prefix}density_weights`,
                float64([density.weights.length, density.nodes.length], density.weights.flat()),
              ] as const,
            ]
          : []),
      ] as const;
    }),
  );
}
