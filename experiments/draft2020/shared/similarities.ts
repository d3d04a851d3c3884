import { compareCorrelations } from "netspectra/analyses";
import type { Measure } from "netspectra/experiments";
import { pearsonCorrelation } from "netspectra/stats";
import type { NetworkView } from "./networkView.ts";

/** How alike two networks are around the same samples. */
export const similarities = {
  jacobianCosine: { label: "cosine of Jacobians", decimals: 3 },
  stackedCosine: { label: "cosine of stacked Jacobians", decimals: 3 },
  matrixAlignment: { label: "alignment of M", decimals: 3 },
  cosineAlignment: { label: "alignment of the cosines of M", decimals: 3 },
  spectrumCorrelation: { label: "correlation of log spectra", decimals: 3 },
  spectrumDistance: { label: "distance of log spectra", decimals: 3 },
} as const satisfies Readonly<Record<string, Measure>>;
export type Similarity = keyof typeof similarities;

/** Eigenvalues below this share of the largest are rounding of Jacobians in float32, squared. */
const rounding = 1e-10;

/**
 * jacobianCosine: the mean over samples of the cosine between the two flattened Jacobians at a sample; stackedCosine: the
 * cosine between all of them as one vector. matrixAlignment, cosineAlignment: debiased centred kernel alignment of M and of its
 * cosines. spectrumCorrelation: Pearson's correlation of log λᵢ, largest with largest; spectrumDistance: the root mean
 * square of log₁₀ (λᵢ/λ₁) of the one less that of the other, in decades. Values that are rounding in either are left out.
 */
export function compareViews(a: NetworkView, b: NetworkView): Readonly<Record<Similarity, number | null>> {
  const { matrix, cosine } = compareCorrelations(a.matrix, b.matrix);
  const [logsA, logsB] = commonLogs(a.eigenvalues, b.eigenvalues);
  const squares = logsA.map((log, i) => (log - logsB[i]!) ** 2);
  return {
    ...jacobianCosines(a, b),
    matrixAlignment: matrix.debiased,
    cosineAlignment: cosine.debiased,
    spectrumCorrelation: pearsonCorrelation(logsA, logsB),
    spectrumDistance:
      squares.length === 0 ? null : Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length),
  };
}

/** log₁₀ (λᵢ/λ₁) of both, as long as neither is rounding. */
function commonLogs(a: readonly number[], b: readonly number[]): readonly [readonly number[], readonly number[]] {
  const isSound = (values: readonly number[], i: number) => values[i]! > rounding * values[0]!;
  const wrong = a.findIndex((_, i) => !(isSound(a, i) && isSound(b, i)));
  const count = wrong < 0 ? a.length : wrong;
  const logs = (values: readonly number[]) => values.slice(0, count).map((value) => Math.log10(value / values[0]!));
  return [logs(a), logs(b)];
}

function jacobianCosines(a: NetworkView, b: NetworkView) {
  const width = a.jacobians.length / a.samples;
  const whole = { aa: 0, ab: 0, bb: 0 };
  const cosines: number[] = [];
  for (let i = 0; i < a.samples; i++) {
    let [aa, ab, bb] = [0, 0, 0];
    for (let at = i * width; at < (i + 1) * width; at++) {
      const [u, v] = [a.jacobians[at]!, b.jacobians[at]!];
      aa += u * u;
      ab += u * v;
      bb += v * v;
    }
    whole.aa += aa;
    whole.ab += ab;
    whole.bb += bb;
    if (aa > 0 && bb > 0) cosines.push(ab / Math.sqrt(aa) / Math.sqrt(bb));
  }
  const cosineOf = ({ aa, ab, bb }: typeof whole) => (aa > 0 && bb > 0 ? ab / Math.sqrt(aa) / Math.sqrt(bb) : null);
  return {
    jacobianCosine: cosines.length === 0 ? null : cosines.reduce((sum, value) => sum + value, 0) / cosines.length,
    stackedCosine: cosineOf(whole),
  };
}
