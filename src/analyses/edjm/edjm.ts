import type { Samples } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { blockedNotes } from "../blockedNotes.ts";
import { openStateStore } from "../checkpoint/stateStore.ts";
import { type Common, describeRun } from "../common.ts";
import type { LoadedModel } from "../loadModel.ts";
import { collectEdjm } from "./collect.ts";
import { edjmCostsOf } from "./edjmCostsOf.ts";
import { edjmIdentity } from "./edjmIdentity.ts";
import type { EdjmOptions } from "./edjmOptions.ts";
import { chooseEdjmPlan, type EdjmPlan, type EdjmWay } from "./edjmPlan.ts";
import { type EdjmHeader, type EdjmResult, edjmResult } from "./edjmResult.ts";
import { type EdjmSettings, edjmSettings } from "./edjmSettings.ts";
import { openAccumulator } from "./openAccumulator.ts";
import { planText } from "./planText.ts";
import { openRunKeeper, type StoredRunKeeper } from "./runKeeper.ts";
import { scheduleOf } from "./schedule.ts";
import { timeJacobian } from "./timeJacobian.ts";

/**
 * Extended Data Jacobian Matrices: for every output j the n × d matrix E_j of input gradients around the data, its
 * singular values, and their score (Wang et al. 2016, section 3, equation 12).
 *
 * @throws NetspectraError for data that do not fit the model, gradients that are not finite, a budget that is too small
 */
export async function edjm(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: EdjmOptions = {},
): Promise<EdjmResult> {
  const started = platform.now();
  const settings = edjmSettings(model, samples, options);
  const plan = chooseEdjmPlan(await edjmCostsOf(platform, settings, options), options);
  platform.reporter.info(planText(plan));
  const keeper = await openCheckpoint(platform, settings, plan, options);
  const findings = await collectEdjm(platform, settings, plan, options, {
    units: scheduleOf(settings.groups, settings.inputs, plan.samplesPerPass ?? undefined),
    open: (columns) => openAccumulator(platform, settings, plan, columns, options, keeper?.journal),
    finish: (accumulator) => accumulator.finish(),
    keeper,
  });
  return edjmResult(headerOf(platform, settings, plan, options), findings, (platform.now() - started) / 1000);
}

async function openCheckpoint(
  platform: Platform,
  settings: EdjmSettings,
  plan: EdjmPlan,
  options: EdjmOptions,
): Promise<StoredRunKeeper | undefined> {
  if (!options.checkpoint) return undefined;
  const { folder, seconds } = options.checkpoint;
  const identity = await edjmIdentity(platform, settings, plan, options);
  return openRunKeeper(platform, await openStateStore(platform, folder, identity), seconds);
}

/** How an EDJM would be computed, its seconds from a timed batch. */
export interface EdjmPlanned extends Common {
  readonly analysis: "edjm";
  readonly status: "planned";
  readonly plan: EdjmPlan;
  /** Jacobians per second. */
  readonly samplesPerSecond: number;
}

/**
 * How `edjm` would compute the same, what that takes, and what other ways would take. One batch of the network is timed.
 *
 * @throws NetspectraError as `edjm` does before its work begins
 */
export async function planEdjm(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: EdjmOptions = {},
): Promise<EdjmPlanned> {
  const started = platform.now();
  const settings = edjmSettings(model, samples, options);
  const costs = await edjmCostsOf(platform, settings, options);
  const plan = chooseEdjmPlan(costs, options);
  const { outputs, secondsPerSample } = await timeJacobian(platform, settings, options);
  const networkRate = costs.networkFlops(outputs) / secondsPerSample;
  const seconds = (way: EdjmWay | EdjmPlan) => costs.seconds(way.flops, way.outputsPerPass, networkRate);
  return {
    analysis: "edjm",
    ...describeRun(platform, model, settings.selected.output, settings.data, options.seed ?? 0),
    status: "planned",
    plan: { ...plan, seconds: seconds(plan), ways: plan.ways.map((way) => ({ ...way, seconds: seconds(way) })) },
    samplesPerSecond: networkRate / costs.networkFlops(plan.outputs),
    seconds: (platform.now() - started) / 1000,
  };
}

/** What of a result is known before any work. */
export function headerOf(
  platform: Platform,
  settings: EdjmSettings,
  plan: EdjmPlan,
  { seed = 0 }: EdjmOptions,
): EdjmHeader {
  const { model, selected, data, inputs, outputs, columns, percentile, groups, curve, needed } = settings;
  return {
    common: describeRun(platform, model, selected.output, data, seed),
    notes: [...model.notes, ...blockedNotes(model, selected.output)],
    inputs,
    outputs,
    columns,
    epsilonPercentile: percentile,
    groupSizes: groups.map((group) => group.length),
    curve,
    needed,
    plan,
  };
}
