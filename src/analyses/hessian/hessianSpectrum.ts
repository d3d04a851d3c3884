import type { SymmetricEigen } from "../../kernels/index.ts";
import type { Platform } from "../../platform/index.ts";
import {
  blockLanczos,
  densityPresets,
  hutchPlusPlus,
  type ProbeSpectrum,
  type SymmetricOperator,
  spectralDensity,
  stochasticLanczosQuadrature,
} from "../../spectra/index.ts";
import { kernelTask } from "../kernelTask.ts";
import { denseHessian } from "./denseHessian.ts";
import type { HessianPlan } from "./hessianPlan.ts";
import type { HessianDensity, HessianSpectrum } from "./hessianResult.ts";
import { negativePart, negativeThreshold } from "./negativePart.ts";
import { type OverProbes, overProbes, pooled } from "./overProbes.ts";
import { spectralRoughness } from "./spectralRoughness.ts";
import { spectralSymmetry } from "./spectralSymmetry.ts";

export interface SpectrumOptions {
  readonly plan: Pick<HessianPlan, "method" | "values" | "smallest" | "block" | "probes" | "steps"> &
    Pick<HessianPlan, "traceProducts" | "mostProducts" | "vectorMemory">;
  readonly preset: keyof typeof densityPresets;
  readonly seed: number;
  /** Goes around each part of the work: shows its progress, out of so many products. */
  phase<T>(label: string, products: number, work: () => Promise<T>): Promise<T>;
}

/** Errors of the ends that are small enough, relative to the largest |λ|: what PyHessian stops at, but as a bound. */
const tolerance = 1e-3;

/** The spectrum of a symmetric operator by the way that was planned. */
export function hessianSpectrum(
  platform: Platform,
  operator: SymmetricOperator,
  options: SpectrumOptions,
): Promise<HessianSpectrum> {
  return options.plan.method === "exact"
    ? exactSpectrum(platform, operator, options)
    : estimatedSpectrum(operator, options);
}

/** All eigenvalues, of the whole matrix. */
async function exactSpectrum(
  platform: Platform,
  operator: SymmetricOperator,
  { preset, phase }: SpectrumOptions,
): Promise<HessianSpectrum> {
  const { order } = operator;
  const { packed, asymmetry, trace } = await phase("Hessian", order, () => denseHessian(operator));
  const { values } = await platform.call<SymmetricEigen>(kernelTask, packed, order, { packed: true });
  const [lambdaMax, lambdaMin] = [values[0]!, values.at(-1)!];
  const probes = [{ nodes: values, weights: new Float64Array(order).fill(1 / order) }];
  return {
    method: "exact",
    eigenvalues: Array.from(values),
    lambdaMax,
    lambdaMin,
    trace,
    ...shapeOf(probes, { order, lambdaMax, lambdaMin, preset, of: "eigenvalues" }),
    asymmetry,
    products: { matrix: order },
  };
}

/** Both ends, then the trace, then the density, from products with vectors. */
async function estimatedSpectrum(
  operator: SymmetricOperator,
  { plan, preset, seed, phase }: SpectrumOptions,
): Promise<HessianSpectrum> {
  const { method, values: count, smallest, block, mostProducts, traceProducts, probes, steps } = plan;
  const memory = plan.vectorMemory;
  const ends = await phase("Ends of the spectrum", mostProducts, () =>
    blockLanczos(operator, { count, smallest, block, tolerance, mostApplications: mostProducts, memory, seed }),
  );
  const lambdaMax = ends.values[0]!;
  const lambdaMin = ends.values.at(-1)!;
  const trace = await phase("Trace", traceProducts, () =>
    hutchPlusPlus(operator, { applications: traceProducts, block: 8, seed }),
  );
  const products = { ends: ends.applications, trace: trace.applications };
  const found = {
    method,
    eigenvalues: Array.from(ends.values.subarray(0, count)),
    errors: Array.from(ends.errors.subarray(0, count)),
    smallest: Array.from(ends.values.subarray(count)),
    smallestErrors: Array.from(ends.errors.subarray(count)),
    errorsVerified: ends.verified,
    ends: ends.status,
    lambdaMax,
    lambdaMin,
    trace: trace.value,
    traceError: Number.isNaN(trace.standardError) ? null : trace.standardError,
  };
  if (method === "lanczos") {
    return { ...found, products, negative: null, symmetry: null, roughness: null, density: null };
  }
  const { distribution } = densityPresets[preset].quadrature;
  const quadrature = await phase("Density", probes * steps, () =>
    stochasticLanczosQuadrature(operator, { probes, steps, distribution, memory, seed }),
  );
  return {
    ...found,
    products: { ...products, density: quadrature.applications },
    ...shapeOf(quadrature.probes, { order: operator.order, lambdaMax, lambdaMin, preset, of: "quadrature" }),
  };
}

export interface ShapeOptions {
  readonly order: number;
  readonly lambdaMax: number;
  readonly lambdaMin: number;
  readonly preset: keyof typeof densityPresets;
  /** What the probes are: all eigenvalues of one matrix, a quadrature from random vectors, or one spectrum for each sample. */
  readonly of: "eigenvalues" | "quadrature" | "samples";
}

/** What a density says of negative eigenvalues, symmetry and roughness. */
export function shapeOf(
  probes: readonly ProbeSpectrum[],
  { order, lambdaMax, lambdaMin, preset, of }: ShapeOptions,
): Pick<HessianSpectrum, "negative" | "symmetry" | "symmetryError" | "roughness" | "roughnessError" | "density"> {
  const settings = densityPresets[preset].density;
  const exact = of === "eigenvalues";
  const eigenvalues = of === "samples" ? order * probes.length : order;
  const own = probes.flatMap(({ nodes }) => [nodes[0]!, nodes.at(-1)!]);
  // Eigenvalues that are known belong onto the grid, too.
  const range = [Math.min(lambdaMin, ...own), Math.max(lambdaMax, ...own)] as const;
  const densityOf = (some: readonly ProbeSpectrum[]) =>
    spectralDensity({ order, probes: some, applications: 0 }, { ...settings, range });
  const symmetry = overProbes(probes, exact, (some) => spectralSymmetry(pooled(some)));
  const roughness = overProbes(probes, exact, (some) => spectralRoughness(densityOf(some), eigenvalues));
  const { grid, density, standardError, kernel } = densityOf(probes);
  return {
    negative: negativePart(probes, order, negativeThreshold(lambdaMax, lambdaMin), of),
    symmetry: symmetry.value,
    ...errorOf("symmetryError", symmetry),
    roughness: roughness.value,
    ...errorOf("roughnessError", roughness),
    density: {
      grid: Array.from(grid),
      density: Array.from(density),
      standardError: Array.from(standardError),
      kernel,
      eigenvalues,
      nodes: probes.map(({ nodes }) => Array.from(nodes)),
      weights: probes.map(({ weights }) => Array.from(weights)),
    } satisfies HessianDensity,
  };
}

const errorOf = <K extends string>(key: K, { error }: OverProbes): { [P in K]?: number | null } =>
  error === undefined ? {} : ({ [key]: error } as { [P in K]?: number | null });
