import type { PowerLawVerdict, TailComparison } from "../../stats/index.ts";
import type { ConvolutionForm } from "./convolutionMatrix.ts";
import type { LayerSpectrum, ShuffledSpectrum } from "./layerSpectrum.ts";
import type { RecurrentForm } from "./recurrentMatrices.ts";
import type { SkippedWeight, WeightMatrix } from "./weightMatrix.ts";
import type { Normalisation } from "./weightsOptions.ts";
import type { WeightWatcherRow } from "./weightWatcherColumns.ts";

/** One weight matrix, or the slices of one convolution. */
export interface WeightLayer
  extends Pick<WeightMatrix, "layer" | "kind" | "operator" | "rows" | "columns" | "slices">,
    Omit<LayerSpectrum, "shuffled"> {
  readonly type: string;
  /** How many eigenvalues there are. */
  readonly values: number;
  /** Of the power law: only "ok" has numbers and a verdict. */
  readonly status: "ok" | "degenerate" | "too-few" | "failed";
  readonly reason?: string;
  readonly alpha: number | null;
  readonly xmin: number | null;
  readonly ksDistance: number | null;
  readonly sigma: number | null;
  readonly tail: number | null;
  readonly alphaInterval: readonly [number, number] | null;
  readonly pValue: number | null;
  readonly comparisons: readonly TailComparison[];
  /** Values that stand apart above the law. */
  readonly dominating: number | null;
  readonly verdict: PowerLawVerdict | null;
  /** α log₁₀ λmax */
  readonly alphaWeighted: number | null;
  /** log₁₀ Σ λ^α */
  readonly logAlphaNorm: number | null;
  readonly shuffled: Omit<ShuffledSpectrum, "eigenvalues"> | null;
  readonly shuffledEigenvalues: Float64Array | null;
  /** By another tool's names and definitions. */
  readonly weightwatcher?: WeightWatcherRow;
}

/** The spectra of a file's weight matrices. */
export interface WeightsResult {
  readonly analysis: "weights";
  readonly netspectra: string;
  readonly seed: number;
  readonly model: {
    readonly path: string;
    /** null for files that were not read as a whole. */
    readonly sha256: string | null;
    readonly input: null;
    readonly output: null;
    readonly format: "onnx" | "safetensors";
  };
  readonly data: null;
  readonly conv: ConvolutionForm;
  readonly recurrent: RecurrentForm;
  readonly normalise: Normalisation;
  readonly replicates: number;
  readonly layers: readonly WeightLayer[];
  readonly skipped: readonly SkippedWeight[];
  readonly compat?: "weightwatcher";
  /** Means over the layers that have the number, as WeightWatcher's summary. */
  readonly summary?: Readonly<Record<string, number | null>>;
  readonly seconds: number;
  readonly versions: Readonly<Record<string, string>>;
}
