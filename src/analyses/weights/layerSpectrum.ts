import { NetspectraError } from "../../base/index.ts";
import { fitMarchenkoPastur, type SpectralRanks, spectralRanks } from "../../stats/index.ts";
import type { MatrixSpectrum } from "./matrixSpectrum.ts";
import type { Normalisation } from "./weightsOptions.ts";

/** The bulk of a spectrum as a Marchenko–Pastur law, and what lies beyond it. */
export interface SpectrumBulk {
  /** Variance of independent entries that would give this bulk. */
  readonly variance: number;
  /** Where the bulk begins and ends. */
  readonly edges: readonly [number, number];
  /** Beyond it lie the spikes. */
  readonly threshold: number;
  readonly spikes: number;
  readonly ksDistance: number;
}

/** What the eigenvalues of a layer say, but for the power law. */
export interface LayerSpectrum extends SpectralRanks {
  /** Of WᵀW, all slices together, descending, normalised. */
  readonly eigenvalues: Float64Array;
  readonly lambdaMax: number;
  /** √Σλ and √λmax, before normalisation: the norms of the weights themselves. */
  readonly frobeniusNorm: number;
  readonly spectralNorm: number;
  readonly bulk: SpectrumBulk | null;
  readonly shuffled: ShuffledSpectrum | null;
}

/** The same entries in random places. */
export interface ShuffledSpectrum {
  readonly eigenvalues: Float64Array;
  readonly lambdaMax: number;
  readonly stableRank: number;
  /** Eigenvalues of the layer above the largest of the shuffled ones. */
  readonly above: number;
  readonly bulk: SpectrumBulk | null;
}

/** Eigenvalues below this share of the largest are rounding noise of the Gram matrix. */
export const noiseShare = 1e-12;

/** @param longer of the sides of a slice */
export function layerSpectrum(
  { slices, shuffled, meanSquare }: MatrixSpectrum,
  longer: number,
  normalise: Normalisation,
): LayerSpectrum {
  const divisor = divisorOf(normalise, longer, meanSquare);
  const together = (parts: readonly Float64Array[]) => {
    const values = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      values.set(part, at);
      at += part.length;
    }
    return values
      .map((value) => value / divisor)
      .sort()
      .reverse();
  };
  const eigenvalues = together(slices);
  const [lambdaMax = 0] = eigenvalues;
  const random = shuffled && together(shuffled);
  const sum = eigenvalues.reduce((total, value) => total + value, 0);
  return {
    eigenvalues,
    lambdaMax,
    ...spectralRanks(eigenvalues, noiseShare),
    frobeniusNorm: Math.sqrt(sum * divisor),
    spectralNorm: Math.sqrt(lambdaMax * divisor),
    bulk: bulkOf(eigenvalues, longer, slices.length),
    shuffled: random
      ? {
          eigenvalues: random,
          lambdaMax: random[0] ?? 0,
          stableRank: spectralRanks(random, noiseShare).stableRank,
          above: eigenvalues.filter((value) => value > random[0]!).length,
          bulk: bulkOf(random, longer, slices.length),
        }
      : null,
  };
}

function divisorOf(normalise: Normalisation, longer: number, meanSquare: number): number {
  if (normalise === "none") return 1;
  return normalise === "size" || meanSquare === 0 ? longer : longer * meanSquare;
}

/** Null where half of the eigenvalues, or of those inside the bulk, are zero or noise, and for a single one. */
function bulkOf(eigenvalues: Float64Array, longer: number, slices: number): SpectrumBulk | null {
  const shorter = eigenvalues.length / slices;
  const median = eigenvalues[eigenvalues.length >> 1] ?? 0;
  if (shorter < 2 || !(median > noiseShare * eigenvalues[0]!)) return null;
  try {
    const fit = fitMarchenkoPastur(eigenvalues, longer, shorter, 0.01, slices);
    const { variance, bulkEdges: edges, threshold, spikes, ksDistance } = fit;
    return { variance, edges, threshold, spikes, ksDistance };
  } catch (error) {
    if (error instanceof NetspectraError) return null;
    throw error;
  }
}
