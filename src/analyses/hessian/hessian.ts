import type { Samples } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import { type Common, describeRun } from "../common.ts";
import type { LoadedModel } from "../loadModel.ts";
import { hessianLoss } from "./hessianLoss.ts";
import type { HessianOptions } from "./hessianOptions.ts";
import { type HessianPlan, hessianPlanText } from "./hessianPlan.ts";
import type { HessianResult } from "./hessianResult.ts";
import { hessianSettings } from "./hessianSettings.ts";
import { hessianSpectrum } from "./hessianSpectrum.ts";
import { inputHessians } from "./inputHessians.ts";
import { pyhessianColumns } from "./pyhessianColumns.ts";
import { showProgress } from "./showProgress.ts";

/**
 * The spectrum of the Hessian of a network's loss around samples, by its parameters or by the input: eigenvalues, trace, density,
 * how many are negative, how symmetric and how rough it is. Dropout is off, batch normalisation uses its running statistics.
 *
 * @throws NetspectraError for data that do not fit the model, labels that are missing or no classes, a loss that is not
 *   finite, networks without parameters, names of layers that are none, a budget that is too small
 */
export async function hessian(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: HessianOptions = {},
): Promise<HessianResult> {
  const started = platform.now();
  const settings = hessianSettings(platform, model, samples, options);
  const { problem, data, plan, preset, seed, session, operator, lossFunction, wrt, gaussNewton } = settings;
  platform.reporter.info(hessianPlanText(plan));
  try {
    const found = await hessianLoss(platform, model, problem, data, session);
    const phase = showProgress(platform, operator);
    const choices = { plan, preset, seed, phase };
    const spectrum =
      wrt === "input"
        ? await inputHessians(platform, settings, choices)
        : await hessianSpectrum(platform, operator, choices);
    const { accuracy, warnings = [] } = found;
    const all = [...warnings, ...plan.notes];
    return {
      analysis: "hessian",
      ...describeRun(platform, model, problem.output, data.samples, seed),
      status: statusOf(spectrum),
      ...(accuracy !== undefined && { accuracy }),
      ...(all.length > 0 && { warnings: all }),
      of: gaussNewton ? "gauss-newton" : "hessian",
      lossFunction,
      loss: found.loss,
      wrt,
      parameters: problem.order,
      tensors: problem.parameters.map(({ name, shape }) => ({ name, shape })),
      precision: plan.precision,
      ...spectrum,
      ...(options.compat && { pyhessian: await pyhessianColumns(operator, spectrum, seed, phase) }),
      plan,
      seconds: (platform.now() - started) / 1000,
    };
  } finally {
    await operator.close();
  }
}

function statusOf({
  lambdaMax,
  lambdaMin,
  method,
  density,
}: Pick<HessianResult, "lambdaMax" | "lambdaMin" | "method" | "density">) {
  if (lambdaMax === 0 && lambdaMin === 0) return "zero";
  return method === "exact" ? "ok" : density ? "estimated" : "partial";
}

/** How the spectrum of a Hessian would be computed. */
export interface HessianPlanned extends Common {
  readonly analysis: "hessian";
  readonly status: "planned";
  readonly plan: HessianPlan;
}

/**
 * How `hessian` would compute the same, and what that takes.
 *
 * @throws NetspectraError as `hessian` does before its work begins
 */
export async function planHessian(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: HessianOptions = {},
): Promise<HessianPlanned> {
  const started = platform.now();
  const { problem, data, plan, seed, operator } = hessianSettings(platform, model, samples, options);
  await operator.close();
  const common = describeRun(platform, model, problem.output, data.samples, seed);
  return { analysis: "hessian", ...common, status: "planned", plan, seconds: (platform.now() - started) / 1000 };
}
