import type { Samples } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import { type Common, describeRun } from "../common.ts";
import { planText } from "../edjm/planText.ts";
import { openJacobianBlocks } from "../jacobianBlocks.ts";
import type { LoadedModel } from "../loadModel.ts";
import type { DensityOptions } from "./densityOptions.ts";
import type { DensityResult } from "./densityResult.ts";
import { type DensityPlan, densitySettings } from "./densitySettings.ts";
import { largestEigenvalues } from "./largestEigenvalues.ts";
import { measureDensity, measureShuffled } from "./measureDensity.ts";
import { shuffledSpectrum } from "./shuffledSpectrum.ts";
import { rowsOf, stackedSpectrum } from "./stackedSpectrum.ts";

/**
 * Spectral density of the stacked Jacobian 𝒥 (n × k·d, row i the flattened Jacobian of sample i): eigenvalues of 𝒥ᵀ𝒥, their
 * ranks and power law, its diagonal, and the same beside a random matrix.
 *
 * @throws NetspectraError for data that do not fit the model, gradients that are not finite, a budget that is too small
 */
export async function density(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: DensityOptions = {},
): Promise<DensityResult> {
  const started = platform.now();
  const settings = await densitySettings(platform, model, samples, options);
  const { plan, width, type, samples: n, output, columns, seed } = settings;
  platform.reporter.info(planText(plan));
  const { device, threads, memory, batch, outputs, probes, steps } = options;
  const session: SessionOptions = { ...(device && { device }), ...(threads && { threads }) };
  const chosen = { ...session, output, ...(outputs && { outputs }), ...(batch !== undefined && { batch }) };
  const jacobians = await openJacobianBlocks(platform, model, samples, chosen);
  try {
    const rows = rowsOf(jacobians);
    const shape = { samples: n, width, type };
    const spectrum =
      plan.method === "exact"
        ? await stackedSpectrum(platform, rows, shape, plan, session)
        : await largestEigenvalues(platform, model, samples, jacobians, settings, {
            ...chosen,
            ...(memory !== undefined && { memory }),
            ...(probes !== undefined && { probes }),
            ...(steps !== undefined && { steps }),
          });
    const found = jacobians.found();
    const permuted = settings.shuffled && (await shuffledSpectrum(platform, rows, settings, session));
    return {
      analysis: "density",
      ...describeRun(platform, model, jacobians.output, jacobians.samples, seed),
      ...found,
      output,
      rows: n,
      columns: width,
      inputs: settings.inputs,
      outputs: columns,
      ...(await measureDensity(platform, settings, spectrum)),
      ...(permuted && { shuffled: await measureShuffled(platform, settings, permuted.eigenvalues) }),
      plan,
      seconds: (platform.now() - started) / 1000,
    };
  } finally {
    await jacobians.close();
  }
}

/** How a spectral density would be computed. */
export interface DensityPlanned extends Common {
  readonly analysis: "density";
  readonly status: "planned";
  readonly plan: DensityPlan;
}

/**
 * How `density` would compute the same, what that takes, and what other ways would take.
 *
 * @throws NetspectraError as `density` does before its work begins
 */
export async function planDensity(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: DensityOptions = {},
): Promise<DensityPlanned> {
  const started = platform.now();
  const { selected, data, seed, plan } = await densitySettings(platform, model, samples, options);
  const common = describeRun(platform, model, selected.output, data, seed);
  return { analysis: "density", ...common, status: "planned", plan, seconds: (platform.now() - started) / 1000 };
}
