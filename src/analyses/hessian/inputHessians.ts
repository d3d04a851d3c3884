import { throwIfCancelled } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { ProbeSpectrum, SymmetricOperator } from "../../spectra/index.ts";
import { inTurns } from "../edjm/inTurns.ts";
import { type HessianProducts, openHessianProducts } from "./hessianProducts.ts";
import type { HessianSpectrum, SampleHessian } from "./hessianResult.ts";
import type { HessianSettings } from "./hessianSettings.ts";
import { hessianSpectrum, type SpectrumOptions, shapeOf } from "./hessianSpectrum.ts";

/** The mean of the spectra of all samples, and what is said of each. */
export type InputSpectrum = HessianSpectrum & { readonly samples: readonly SampleHessian[] };

/**
 * The Hessians of each sample's own loss by its input. The spectrum is the mean of theirs, error bars are over the samples;
 * λmax and λmin are those of all of them.
 */
export async function inputHessians(
  platform: Platform,
  settings: HessianSettings,
  options: SpectrumOptions,
): Promise<InputSpectrum> {
  const { data, problem, plan, gaussNewton, session, preset } = settings;
  const products = openHessianProducts(platform, problem, data.count, {
    gaussNewton,
    precision: plan.precision,
    ...session,
  });
  const progress = platform.reporter.progress("Hessians", data.count, "samples");
  let done = 0;
  try {
    const all = Array.from({ length: data.count }, (_, i) => i);
    const spectra = await inTurns(all, Math.max(1, Math.min(2, platform.cores)), async (sample) => {
      const operator = sampleOperator(platform, settings, products, sample);
      const own = {
        ...options,
        seed: options.seed + sample,
        phase: async <T>(_: string, __: number, work: () => Promise<T>) => work(),
      };
      const spectrum = await hessianSpectrum(platform, operator, own);
      progress.update(++done);
      return spectrum;
    });
    return meanOf(spectra, problem.order, preset);
  } finally {
    progress.finish();
    await products.close();
  }
}

/** The Hessian of one sample: it is fed as often as there are vectors. */
function sampleOperator(
  platform: Platform,
  { model, data, problem: { order }, batch: wanted, plan }: HessianSettings,
  products: HessianProducts,
  sample: number,
): SymmetricOperator {
  const fixed = model.batch === "any" ? undefined : model.batch;
  return {
    order,
    precision: plan.precision === "float64" ? 2 ** -50 : 2 ** -21,
    async apply(vectors, count) {
      const product = await products.open(1);
      const result = new Float64Array(count * order);
      const size = Math.min(fixed ?? wanted ?? product.batch, fixed ?? count);
      for (let from = 0; from < count; from += size) {
        throwIfCancelled(platform.signal, "Hessians by the input");
        const own = Math.min(size, count - from);
        const batch = data.batch(new Array<number>(own).fill(sample), fixed, 1);
        const given = new Float64Array(batch.count * order);
        given.set(vectors.subarray(from * order, (from + own) * order));
        result.set((await product.run(batch, given)).subarray(0, own * order), from * order);
      }
      return result;
    },
  };
}

function meanOf(spectra: readonly HessianSpectrum[], order: number, preset: SpectrumOptions["preset"]): InputSpectrum {
  const samples = spectra.map(({ lambdaMax, lambdaMin, trace, negative }, sample): SampleHessian => {
    const own = negative && { count: negative.count, fraction: negative.fraction, mass: negative.mass };
    return { sample, lambdaMax, lambdaMin, trace, negative: own };
  });
  const ends = {
    lambdaMax: Math.max(...samples.map(({ lambdaMax }) => lambdaMax)),
    lambdaMin: Math.min(...samples.map(({ lambdaMin }) => lambdaMin)),
  };
  const count = samples.length;
  const trace = samples.reduce((sum, own) => sum + own.trace, 0) / count;
  const squares = samples.reduce((sum, own) => sum + (own.trace - trace) ** 2, 0);
  const first = spectra[0]!;
  const common = {
    method: first.method,
    // Of one sample alone these are its eigenvalues; of several there is no order that they would share.
    eigenvalues: count === 1 ? first.eigenvalues : samples.map(({ lambdaMax }) => lambdaMax).toSorted((a, b) => b - a),
    ...ends,
    trace,
    traceError: count < 2 ? null : Math.sqrt(squares / (count - 1) / count),
    samples,
  };
  if (!first.density) return { ...common, negative: null, symmetry: null, roughness: null, density: null };
  // One mean spectrum for each sample, so that errors are over the samples.
  const probes = spectra.map(({ density }): ProbeSpectrum => {
    const { nodes, weights } = density!;
    const points = nodes.flatMap((own, p) => own.map((node, i) => [node, weights[p]![i]! / nodes.length] as const));
    points.sort(([a], [b]) => b - a);
    return { nodes: Float64Array.from(points, ([node]) => node), weights: Float64Array.from(points, ([, w]) => w) };
  });
  const shape = shapeOf(probes, { order, ...ends, preset, of: "samples" });
  // As many numbers as all Hessians have eigenvalues.
  return { ...common, ...shape, density: shape.density && { ...shape.density, nodes: [], weights: [] } };
}
