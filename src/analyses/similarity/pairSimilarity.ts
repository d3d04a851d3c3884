import { type Svd, svdModule } from "../../kernels/index.ts";
import type { Platform, Task } from "../../platform/index.ts";
import { kernelAlignment } from "../../stats/index.ts";
import type { LayerRepresentation } from "./layerRepresentation.ts";

/**
 * Why numbers of a pair are null or to be doubted: "constant": a layer is the same for all samples; "dominated": a few samples
 * carry most of a layer's kernel; "few-samples": SVCCA keeps a direction for fewer than five samples, so that layers
 * that have nothing in common are alike, too (about √(directions / samples)).
 */
export type SimilarityStatus = "ok" | "constant" | "dominated" | "few-samples";

/** How alike two layers see the same samples; each number is 1 for the same up to rotation and scale. */
export interface PairSimilarity {
  /** Centred kernel alignment of inner products, and by the unbiased estimator of HSIC. */
  readonly linearCka: number | null;
  readonly linearCkaDebiased: number | null;
  /** The same of Gaussian kernels. */
  readonly rbfCka: number | null;
  readonly rbfCkaDebiased: number | null;
  /** Mean canonical correlation of the directions that hold 99 % of the variance. */
  readonly svcca: number | null;
  /** ‖XᵀY‖₊ / (‖X‖ ‖Y‖), with the sum of the singular values. */
  readonly procrustes: number | null;
  readonly status: SimilarityStatus;
}

const svdTask: Task = { module: svdModule, name: "svd" };
/** Samples for each direction, at least. */
const fewSamples = 5;
/** Share of the variance that SVCCA keeps (Raghu et al. 2017). */
const keptVariance = 0.99;

/** Compare two layers around the same samples. */
export async function pairSimilarity(
  platform: Platform,
  a: LayerRepresentation,
  b: LayerRepresentation,
): Promise<PairSimilarity> {
  const linear = kernelAlignment(kernelOf(a.products, a.samples), kernelOf(b.products, b.samples));
  if (linear.status === "degenerate" || !a.gaussian || !b.gaussian) return { ...nothing, status: "constant" };
  const rbf = kernelAlignment(kernelOf(a.gaussian, a.samples), kernelOf(b.gaussian, b.samples));
  const [kept, others] = [directionsOf(a), directionsOf(b)];
  // Two subspaces of a space of n − 1 dimensions (the mean is gone) meet where they have more dimensions than it.
  const meet = kept + others > a.samples - 1;
  const isFew = meet || fewSamples * Math.max(kept, others) > a.samples;
  const canonical = meet ? undefined : await crossValues(platform, a, b, kept, others, false);
  const joint = await crossValues(platform, a, b, a.values.length, b.values.length, true);
  const length = ({ values }: LayerRepresentation) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return {
    linearCka: linear.value,
    linearCkaDebiased: linear.debiased,
    rbfCka: rbf.value,
    rbfCkaDebiased: rbf.debiased,
    svcca: canonical ? Math.min(1, sum(canonical) / canonical.length) : null,
    procrustes: Math.min(1, sum(joint) / length(a) / length(b)),
    status: linear.status === "dominated" ? "dominated" : isFew ? "few-samples" : "ok",
  };
}

const nothing = {
  linearCka: null,
  linearCkaDebiased: null,
  rbfCka: null,
  rbfCkaDebiased: null,
  svcca: null,
  procrustes: null,
} as const;

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

const kernelOf = (matrix: Float64Array, size: number) => ({
  size,
  read: (i: number, row: Float64Array) => row.set(matrix.subarray(i * size, (i + 1) * size)),
});

/** How many directions hold 99 % of the variance. */
export function directionsOf({ values }: Pick<LayerRepresentation, "values">): number {
  const all = values.reduce((total, value) => total + value * value, 0);
  let held = 0;
  const last = values.findIndex((value) => {
    held += value * value;
    return held >= keptVariance * all;
  });
  return last + 1;
}

/** Singular values of UᵀV, or of Σ UᵀV Σ: canonical correlations, and those of XᵀY. */
async function crossValues(
  platform: Platform,
  a: LayerRepresentation,
  b: LayerRepresentation,
  rows: number,
  columns: number,
  scaled: boolean,
): Promise<Float64Array> {
  const n = a.samples;
  const cross = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const u = a.left.subarray(i * n, (i + 1) * n);
    for (let j = 0; j < columns; j++) {
      const v = b.left.subarray(j * n, (j + 1) * n);
      let product = 0;
      for (let k = 0; k < n; k++) product += u[k]! * v[k]!;
      cross[i * columns + j] = scaled ? product * a.values[i]! * b.values[j]! : product;
    }
  }
  const { values } = await platform.call<Svd>(svdTask, cross, rows, columns);
  return values.subarray(0, Math.min(rows, columns));
}
