import { fail, type Samples } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { LoadedModel } from "../loadModel.ts";
import type { LossName } from "../sampleLoss.ts";
import { type HessianOperator, openHessianOperator } from "./hessianOperator.ts";
import type { HessianOptions } from "./hessianOptions.ts";
import { type HessianPlan, hessianPlan } from "./hessianPlan.ts";
import { type HessianProblem, hessianProblem } from "./hessianProblem.ts";
import { type LabelledData, labelledData } from "./labelledData.ts";

/** What a Hessian is of, and how its spectrum is found: checked, with all defaults filled in. */
export interface HessianSettings {
  readonly model: LoadedModel;
  readonly problem: HessianProblem;
  readonly data: LabelledData;
  readonly lossFunction: LossName;
  readonly wrt: "parameters" | "input";
  readonly gaussNewton: boolean;
  readonly preset: "default" | "pyhessian";
  readonly seed: number;
  readonly session: SessionOptions;
  readonly batch: number | undefined;
  readonly plan: HessianPlan;
  /** The mean over the samples. Nothing is opened before its first product. */
  readonly operator: HessianOperator;
}

/** @throws NetspectraError for data that do not fit, options that contradict each other or are out of range */
export function hessianSettings(
  platform: Platform,
  model: LoadedModel,
  samples: Samples,
  options: HessianOptions,
): HessianSettings {
  const { loss = "cross-entropy", wrt = "parameters", layers, gaussNewton = false, compat, batch } = options;
  const { seed = 0, device, threads } = options;
  if (wrt === "input" && layers) {
    fail({ subject: "--layer", expected: "--wrt parameters", got: "--wrt input", todo: "Leave one of the two out." });
  }
  if (compat && (wrt === "input" || options.method)) {
    const got = options.method ? `--method ${options.method}` : "--wrt input";
    fail({ subject: `--compat ${compat}`, expected: "that tool's way, by the parameters", got });
  }
  const problem = hessianProblem(model, { loss, wrt, layers });
  const data = labelledData(model, samples, problem.classes);
  if (batch !== undefined && batch > data.count) {
    fail({ subject: "--batch", expected: `at most ${data.count}, the number of samples`, got: `${batch}` });
  }
  const session = { ...(device && { device }), ...(threads && { threads }) };
  const chosen = { gaussNewton, ...session, ...(batch !== undefined && { batch }) };
  // The plan decides on the precision, which its costs do not depend on.
  const costs = openHessianOperator(platform, model, problem, data, { ...chosen, precision: "float32" });
  const matrices = wrt === "input" ? data.count : 1;
  const plan = hessianPlan(
    { order: problem.order, samples: data.count, batch: costs.batch, flops: costs.flops / matrices, matrices },
    options,
  );
  const operator = openHessianOperator(platform, model, problem, data, { ...chosen, precision: plan.precision });
  return {
    model,
    problem,
    data,
    lossFunction: loss,
    wrt,
    gaussNewton,
    preset: compat ?? "default",
    seed,
    session,
    batch,
    plan,
    operator,
  };
}
