import { float64, type Tensor } from "../../base/index.ts";
import type { HessianNetwork } from "./network.ts";

/** Arrays of the results by name; with several networks the second one's begin with "network2_". */
export function hessianArrays(networks: readonly HessianNetwork[]): Record<string, Tensor> {
  const vector = (values: readonly number[]) => float64([values.length], values);
  return Object.fromEntries(
    networks.flatMap(({ result }, i) => {
      const { eigenvalues, smallest, density, samples } = result;
      const prefix = networks.length > 1 ? `network${i + 1}_` : "";
      const arrays: [string, readonly number[] | undefined][] = [
        ["eigenvalues", eigenvalues],
        ["smallest", smallest],
        ["grid", density?.grid],
        ["density", density?.density],
        ["standard_error", density?.standardError],
        ["sample_lambda_max", samples?.map(({ lambdaMax }) => lambdaMax)],
        ["sample_lambda_min", samples?.map(({ lambdaMin }) => lambdaMin)],
        ["sample_trace", samples?.map(({ trace }) => trace)],
      ];
      return arrays.flatMap(([name, values]) => (values ? [[`${prefix}${name}`, vector(values)] as const] : []));
    }),
  );
}
