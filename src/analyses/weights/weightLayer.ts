import type { PowerLawReport } from "../../stats/index.ts";
import type { LayerSpectrum } from "./layerSpectrum.ts";
import type { WeightMatrix } from "./weightMatrix.ts";
import type { WeightLayer } from "./weightsResult.ts";

/** All that is known of a layer, as the result says it. */
export function weightLayer(matrix: WeightMatrix, spectrum: LayerSpectrum, report: PowerLawReport): WeightLayer {
  const { layer, kind, operator, rows, columns, slices, tensor } = matrix;
  const { eigenvalues, shuffled, ...numbers } = spectrum;
  const law = report.status === "ok" ? report : undefined;
  const { lambdaMax } = spectrum;
  const logNorm = law ? logSumOfPowers(eigenvalues, law.alpha) : null;
  return {
    layer,
    kind,
    operator,
    type: tensor.type,
    rows,
    columns,
    slices,
    values: eigenvalues.length,
    status: report.status,
    ...(report.status !== "ok" && { reason: report.reason }),
    alpha: law?.alpha ?? null,
    xmin: law?.xmin ?? null,
    ksDistance: law?.ksDistance ?? null,
    sigma: law?.sigma ?? null,
    tail: law?.tail ?? null,
    alphaInterval: law?.alphaInterval ?? null,
    pValue: law?.pValue ?? null,
    comparisons: law?.comparisons ?? [],
    dominating: law?.dominating?.count ?? null,
    verdict: law?.verdict ?? null,
    ...numbers,
    alphaWeighted: law ? law.alpha * Math.log10(lambdaMax) : null,
    logAlphaNorm: logNorm,
    shuffled: shuffled && withoutValues(shuffled),
    eigenvalues,
    shuffledEigenvalues: shuffled?.eigenvalues ?? null,
  };
}

function withoutValues({ eigenvalues: _, ...rest }: NonNullable<LayerSpectrum["shuffled"]>) {
  return rest;
}

/** log₁₀ Σ λ^α, without overflow. */
function logSumOfPowers(descending: Float64Array, alpha: number): number {
  const largest = descending[0]!;
  const sum = descending.reduce((total, value) => total + (value / largest) ** alpha, 0);
  return alpha * Math.log10(largest) + Math.log10(sum);
}
