import type { Samples } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { randomizedSvd } from "../../spectra/index.ts";
import type { JacobianBlocks } from "../jacobianBlocks.ts";
import { type JacobianOperatorOptions, openJacobianOperator } from "../jacobianOperator.ts";
import type { LoadedModel } from "../loadModel.ts";
import type { DensitySettings } from "./densitySettings.ts";
import { type QuadratureDensity, quadratureDensity } from "./quadratureDensity.ts";
import { addSquares, rowsOf, type StackedSpectrum } from "./stackedSpectrum.ts";

export interface LargestEigenvalues extends StackedSpectrum {
  /** How far off each may be. */
  readonly errors: Float64Array;
  readonly density?: QuadratureDensity;
}

/** Vectors that share a pass over the data: a pass takes long, a vector more little. */
const block = 16;

/** No matrix at all: the largest eigenvalues (or the density of all) from products with the Jacobian, and its diagonal from one pass over the rows. */
export async function largestEigenvalues(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  jacobians: JacobianBlocks,
  { plan, values: count, width, seed }: DensitySettings,
  options: JacobianOperatorOptions & { memory?: number; probes?: number; steps?: number },
): Promise<LargestEigenvalues> {
  const diagonal = new Float64Array(width);
  const all = Array.from({ length: plan.samples }, (_, i) => i);
  for await (const rows of rowsOf(jacobians)(all)) addSquares(diagonal, rows);
  const { memory, probes, steps, ...rest } = options;
  if (plan.method === "slq") {
    const density = await quadratureDensity(platform, model, samples, { ...options, seed });
    const { nodes, errors } = density;
    return {
      eigenvalues: nodes.subarray(0, errors.length).map((value) => Math.max(0, value)),
      errors,
      density,
      diagonal,
    };
  }
  const operator = await openJacobianOperator(platform, model, samples, rest);
  try {
    const { values, errors } = await randomizedSvd(operator, {
      count,
      seed,
      ...(plan.method === "lanczos" ? { method: "krylov", block } : { method: "subspace" }),
      ...(memory !== undefined && { memory }),
    });
    return {
      eigenvalues: values.map((value) => value * value),
      errors: errors.map((error, i) => (2 * values[i]! + error) * error),
      diagonal,
    };
  } finally {
    await operator.close();
  }
}
