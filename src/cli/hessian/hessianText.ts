import type { HessianResult } from "../../analyses/index.ts";
import { formatNumber, formatPercent } from "../../plots/index.ts";
import { formatTable } from "../output/formatTable.ts";
import type { HessianNetwork } from "./network.ts";

/** The results as text for a terminal. */
export function hessianText(networks: readonly HessianNetwork[]): string {
  const first = networks[0]?.result;
  if (!first) return "no network";
  const { data, lossFunction, wrt } = first;
  const split = data.split === "all" ? "" : ` (${data.split})`;
  const header = ["network", wrt === "input" ? "inputs" : "parameters", "loss", "accuracy", "λmax", "λmin", "trace"];
  const rows = networks.map(({ name, result }) => [
    name,
    result.parameters,
    formatNumber(result.loss),
    result.accuracy === undefined ? null : formatPercent(result.accuracy),
    formatNumber(result.lambdaMax),
    formatNumber(result.lambdaMin),
    withError(result.trace, result.traceError),
  ]);
  const shapes = networks.map(({ name, result }) => [
    name,
    countText(result),
    result.negative ? formatPercent(result.negative.fraction) : null,
    result.negative ? withError(result.negative.mass, result.negative.massError) : null,
    withError(result.symmetry, result.symmetryError),
    withError(result.roughness, result.roughnessError),
  ]);
  const matrix = first.of === "hessian" ? "Hessian" : "Gauss–Newton matrix";
  const by = wrt === "input" ? "each sample's input, mean over the samples" : parametersText(first);
  return [
    `${matrix} of the ${lossFunction} loss around ${data.source}${split}, by ${by}`,
    formatTable(header, rows),
    formatTable(["network", "negative eigenvalues", "share", "mass", "symmetry", "roughness"], shapes),
    ...networks.map(({ name, result }) => `${name}: ${howText(result)}`),
  ].join("\n\n");
}

function parametersText({ tensors }: HessianResult): string {
  return tensors.length > 4 ? `${tensors.length} tensors of parameters` : tensors.map(({ name }) => name).join(", ");
}

/** "0.31 ± 0.02": the value and its standard error. */
export function withError(value: number | null, error: number | null | undefined): string {
  return typeof error === "number" ? `${formatNumber(value)} ± ${formatNumber(error, 2)}` : formatNumber(value);
}

/** "198 ± 29 (79 to 7780)" */
export function countText({ negative }: Pick<HessianResult, "negative">): string | null {
  if (!negative) return null;
  const { count, countError, countBounds } = negative;
  const bounds = countBounds ? ` (${countBounds.map((end) => formatNumber(end)).join(" to ")})` : "";
  return `${withError(count, countError)}${bounds}`;
}

/** How the numbers came about, in a sentence. */
export function howText(result: HessianResult): string {
  const { method, asymmetry, precision, products = {}, samples, ends, errors } = result;
  if (samples) return `the Hessians of ${samples.length} samples, errors over the samples, ${precision}.`;
  if (method === "exact") {
    return `all eigenvalues, of the whole matrix in ${precision} (asymmetry before it was made symmetric ${formatNumber(asymmetry, 2)}).`;
  }
  const spent = Object.values(products).reduce((sum, own) => sum + own, 0);
  const worst = formatNumber(Math.max(...(errors ?? [0])), 2);
  const state = ends === "stopped" ? "stopped before they had converged" : "converged";
  return `${spent} products with vectors in ${precision}; eigenvalues at the ends ${state}, the largest within ${worst}.`;
}
