import { fail, type Samples } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { EdjmCosts } from "../edjm/edjmCosts.ts";
import { edjmCostsOf } from "../edjm/edjmCostsOf.ts";
import { chooseEdjmPlan, type EdjmPlan } from "../edjm/edjmPlan.ts";
import { type EdjmSettings, edjmSettings } from "../edjm/edjmSettings.ts";
import { formatBytes } from "../formatBytes.ts";
import type { LoadedModel } from "../loadModel.ts";
import { checkValues } from "../matrixFreeSide.ts";
import type { DensityOptions } from "./densityOptions.ts";

/** What a stacked Jacobian is of, and how its spectrum is found: checked, with all defaults filled in. */
export interface DensitySettings extends EdjmSettings {
  /** k·d, with k the outputs asked for. */
  readonly width: number;
  readonly output: string;
  readonly normalise: "none" | "samples";
  readonly rankTolerance: number;
  readonly replicates: number;
  readonly shuffled: boolean;
  readonly seed: number;
  readonly plan: DensityPlan;
}

/** How it is computed; `inputs` and `outputs` are d and k, though the matrix is one, of k·d columns. */
export type DensityPlan = EdjmPlan;

/** Reverse passes that share a graph. */
const mostOutputs = 64;

/**
 * @throws NetspectraError for data that do not fit the model, options out of range, and what does not fit into the memory
 */
export async function densitySettings(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: DensityOptions,
): Promise<DensitySettings> {
  const { output = "probabilities", outputs, batch, normalise = "none", rankTolerance = 1e-12 } = options;
  const { replicates = 200, shuffled = false, seed = 0 } = options;
  if (!(rankTolerance >= 0 && rankTolerance < 1)) {
    fail({ subject: "rankTolerance", expected: "a number from 0 to below 1", got: `${rankTolerance}` });
  }
  if (!(Number.isInteger(replicates) && replicates >= 0)) {
    fail({ subject: "replicates", expected: "a whole number, 0 or more", got: `${replicates}` });
  }
  const single = { output, groups: 1, ...(outputs && { outputs }), ...(batch !== undefined && { batch }) };
  const settings = edjmSettings(model, samples, single);
  const width = settings.columns.length * settings.inputs;
  const q = Math.min(settings.samples, width);
  const values = checkValues(options.values ?? Math.min(100, q), q);
  const costs = await stackedCosts(platform, { ...settings, values }, width, options);
  const { inputs, columns } = settings;
  const plan = { ...chooseEdjmPlan(costs, options), inputs, outputs: columns.length };
  if (shuffled) checkShuffled(settings.samples * width * costs.elementBytes, plan);
  return { ...settings, values, width, output, normalise, rankTolerance, replicates, shuffled, seed, plan };
}

/** The stacked Jacobian is one matrix with k·d columns, all of which come in one pass. */
async function stackedCosts(
  platform: Platform,
  settings: EdjmSettings,
  width: number,
  options: DensityOptions,
): Promise<EdjmCosts> {
  const { columns } = settings;
  const { device, threads, batch } = options;
  const session = { ...(device && { device }), ...(threads && { threads }), ...(batch !== undefined && { batch }) };
  const costs = await edjmCostsOf(platform, settings, session);
  const together = Math.min(columns.length, mostOutputs);
  return {
    ...costs,
    inputs: width,
    outputs: 1,
    networkFlops: () => costs.networkFlops(columns.length),
    networkBytes: () => costs.networkBytes(together),
    batch: () => costs.batch(together),
  };
}

/** @throws NetspectraError where the entries of the whole matrix do not fit beside the rest */
function checkShuffled(entries: number, { method, memory, budget }: DensityPlan): void {
  if (method !== "exact") fail({ subject: "shuffled entries", expected: "method exact", got: method });
  if (memory + entries <= budget) return;
  fail({
    subject: "shuffled entries",
    expected: `at least ${formatBytes(memory + entries)} for the whole Jacobian beside its spectrum`,
    got: formatBytes(budget),
    todo: "Use fewer samples (--limit) or outputs (--outputs), or a larger --memory.",
  });
}
