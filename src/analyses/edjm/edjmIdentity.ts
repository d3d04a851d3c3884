import type { Platform } from "../../platform/index.ts";
import { dataIdentity } from "../checkpoint/dataIdentity.ts";
import { graphIdentity } from "../checkpoint/graphIdentity.ts";
import type { EdjmOptions } from "./edjmOptions.ts";
import type { EdjmPlan } from "./edjmPlan.ts";
import type { EdjmSettings } from "./edjmSettings.ts";

/** All that the numbers of a run depend on, by the names under which users know it. */
export async function edjmIdentity(
  platform: Platform,
  settings: EdjmSettings,
  plan: EdjmPlan,
  options: EdjmOptions,
): Promise<Readonly<Record<string, string>>> {
  const { model, selected, data, columns, percentile, groups, curve, values } = settings;
  const { method, side, accurate, outputsPerPass, samplesPerPass, batch } = plan;
  const { seed = 0, probes, steps, device = "cpu", threads } = options;
  return {
    analysis: "edjm",
    model: model.sha256,
    "input of the model": model.input,
    output: selected.output,
    "differentiated by": model.wrt,
    network: await graphIdentity(platform, selected.graph),
    ...(await dataIdentity(platform, data)),
    outputs: columns.join(","),
    percentile: `${percentile}`,
    groups: `${groups.length}`,
    curve: `${curve}`,
    method: `${method}${accurate ? ", accurate" : ""} (${side ?? "no"} side)`,
    "outputs per pass": `${outputsPerPass}`,
    "samples per pass": `${samplesPerPass}`,
    "batch size": `${batch}`,
    values: `${values}`,
    probes: `${probes ?? "default"}, ${steps ?? "default"} steps`,
    seed: `${seed}`,
    device,
    threads: `${threads ?? "all"}`,
    "ONNX Runtime": platform.versions["onnxruntime"] ?? "unknown",
  };
}
