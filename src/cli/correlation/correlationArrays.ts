import { correlationMatrix } from "../../analyses/index.ts";
import { float64, type Tensor, tensor } from "../../base/index.ts";
import type { CorrelatedNetwork } from "./correlatedNetwork.ts";

/** M, its cosines' order and the rest by name; with several networks the second one's begin with "network2_". */
export function correlationArrays(networks: readonly CorrelatedNetwork[]): Record<string, Tensor> {
  return Object.fromEntries(
    networks.flatMap(({ result }, i) => {
      const { norms, order, eigenvalues, classMeans, perClass } = result;
      const prefix = networks.length > 1 ? `network${i + 1}_` : "";
      const n = norms.length;
      return [
        [`${prefix}M`, float64([n, n], correlationMatrix(result))],
        [`${prefix}order`, tensor("int32", [order.length], order)],
        [`${prefix}norms`, float64([n], norms)],
        [`${prefix}eigenvalues`, float64([eigenvalues.length], eigenvalues)],
        [`${prefix}class_means`, float64([perClass.length, perClass.length], classMeans)],
      ] as const;
    }),
  );
}
