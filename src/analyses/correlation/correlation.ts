import type { Samples } from "../../base/index.ts";
import type { SymmetricEigen } from "../../kernels/index.ts";
import type { Platform } from "../../platform/index.ts";
import { type SpectralRanks, spectralRanks } from "../../stats/index.ts";
import { accuracyOf } from "../accuracy.ts";
import { blockedNotes, withNotes } from "../blockedNotes.ts";
import { type Common, describeRun } from "../common.ts";
import { collectEdjm } from "../edjm/collect.ts";
import { edjmCostsOf } from "../edjm/edjmCostsOf.ts";
import { type EdjmSettings, edjmSettings } from "../edjm/edjmSettings.ts";
import { scheduleOf } from "../edjm/schedule.ts";
import { kernelTask } from "../kernelTask.ts";
import type { LoadedModel } from "../loadModel.ts";
import { type CosineStatistics, classStatistics } from "./classStatistics.ts";
import type { CorrelationOptions } from "./correlationOptions.ts";
import { type CorrelationPlan, chooseCorrelationPlan, correlationPlanText } from "./correlationPlan.ts";
import { type Cosines, correlationMatrix, cosinesOf } from "./cosines.ts";
import { type CorrelationAlignment, labelAlignment } from "./kernels.ts";
import { openStackedProducts, type StackedProducts } from "./stackedProducts.ts";

/** M = 𝒥𝒥ᵀ of a network around samples. Arrays of n and of n × n numbers are kept apart from the JSON. */
export interface CorrelationResult extends Common, Cosines, CosineStatistics, SpectralRanks {
  readonly analysis: "correlation";
  /** What is differentiated, as it was asked for: "probabilities", "logits", or a tensor's name. */
  readonly output: string;
  /** d */
  readonly inputs: number;
  /** Columns that the output has. */
  readonly outputs: number;
  /** Those of them that M is of, k. */
  readonly outputColumns: readonly number[];
  /** Of M, descending: the min(n, k·d) that need not be zero. */
  readonly eigenvalues: readonly number[];
  /** Σ M_ii = ‖𝒥‖². */
  readonly trace: number;
  /** Samples around which no output changes: they have no cosines, and are left out of these. */
  readonly zeroRows: number;
  /** Centred alignment with the kernel of the labels; null without labels. */
  readonly labelAlignment: CorrelationAlignment | null;
  readonly plan: CorrelationPlan;
  /** The samples whose rows are not zero, by label, and within a class as they came. */
  readonly order: Int32Array;
}

const defaultOutput = "probabilities";

/** How M would be computed. */
export interface CorrelationPlanned extends Common {
  readonly analysis: "correlation";
  readonly status: "planned";
  readonly plan: CorrelationPlan;
}

/**
 * Correlation of the Jacobian (Shin 2020, equation 6): M_ij = ⟨J(x_i), J(x_j)⟩ over all outputs and inputs, by default of the
 * output probabilities; its eigenvalues, and the cosines between samples within and between classes.
 *
 * @throws NetspectraError for data that do not fit the model, gradients that are not finite, a budget that is too small
 */
export async function correlation(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: CorrelationOptions = {},
): Promise<CorrelationResult> {
  const started = platform.now();
  const { settings, plan } = await prepare(platform, model, samples, options);
  platform.reporter.info(correlationPlanText(plan));
  const { data, selected, columns } = settings;
  const { collected, accuracy } = await collect(platform, settings, plan, options);
  const found = cosinesOf(collected);
  const statistics = classStatistics(found, data.labels);
  const alignment = data.labels ? labelAlignment(found, data.labels) : null;
  const order = orderOf(found, data.labels);
  const eigenvalues = await eigenvaluesOf(platform, found, Math.min(data.count, columns.length * settings.inputs));
  return {
    analysis: "correlation",
    ...describeRun(platform, model, selected.output, data, options.seed ?? 0),
    ...withNotes(accuracyOf(accuracy), [...model.notes, ...blockedNotes(model, selected.output)]),
    ...statistics,
    output: options.output ?? defaultOutput,
    inputs: settings.inputs,
    outputs: settings.outputs,
    outputColumns: columns,
    eigenvalues,
    trace: found.norms.reduce((sum, norm) => sum + norm ** 2, 0),
    ...spectralRanks(eigenvalues),
    zeroRows: data.count - order.length,
    labelAlignment: alignment,
    plan,
    ...found,
    order,
    seconds: (platform.now() - started) / 1000,
  };
}

/**
 * How `correlation` would compute the same, and what that takes.
 *
 * @throws NetspectraError as `correlation` does before its work begins
 */
export async function planCorrelation(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: CorrelationOptions = {},
): Promise<CorrelationPlanned> {
  const started = platform.now();
  const { settings, plan } = await prepare(platform, model, samples, options);
  return {
    analysis: "correlation",
    ...describeRun(platform, model, settings.selected.output, settings.data, options.seed ?? 0),
    status: "planned",
    plan,
    seconds: (platform.now() - started) / 1000,
  };
}

async function prepare(platform: Platform, model: LoadedModel, samples: Samples, options: CorrelationOptions) {
  const { held: _, output = defaultOutput, ...rest } = options;
  const asked = { ...rest, output, groups: 1 };
  const settings = edjmSettings(model, samples, asked);
  const costs = await edjmCostsOf(platform, settings, asked);
  return { settings, plan: chooseCorrelationPlan(costs, options, settings.selected.head !== undefined) };
}

async function collect(
  platform: Platform,
  settings: EdjmSettings,
  plan: CorrelationPlan,
  { held: _, memory: __, ...options }: CorrelationOptions,
) {
  const { groups, inputs, samples, type, selected } = settings;
  let collected: StackedProducts | undefined;
  const include = (next: StackedProducts) => {
    // Rows are rescaled only where all outputs are taken together.
    collected?.products.forEach((value, at) => {
      next.products[at]! += value;
    });
    collected = next;
  };
  const { accuracy } = await collectEdjm(platform, settings, plan, options, {
    label: "correlation",
    units: scheduleOf(groups, plan.outputsPerPass * inputs, plan.samplesPerPass),
    open: (columns) => {
      const { device, threads } = options;
      const session = { ...(device && { device }), ...(threads && { threads }) };
      const rescale = selected.head !== undefined;
      return openStackedProducts(platform, { ...session, samples, inputs, columns, type, rescale }, include);
    },
    finish: (accumulator) => accumulator.finish(),
  });
  return { collected: collected!, accuracy };
}

async function eigenvaluesOf(platform: Platform, found: Cosines, count: number): Promise<number[]> {
  const matrix = correlationMatrix(found);
  const { values } = await platform.call<SymmetricEigen>(kernelTask, matrix, found.norms.length);
  // Rounding may have made the smallest slightly negative.
  return Array.from(values.subarray(0, count), (value) => Math.max(value, 0));
}

function orderOf({ norms }: Cosines, labels: Int32Array | undefined): Int32Array {
  const rows = Array.from(norms, (_, i) => i).filter((i) => norms[i]! > 0);
  return Int32Array.from(labels ? rows.toSorted((a, b) => labels[a]! - labels[b]!) : rows);
}
