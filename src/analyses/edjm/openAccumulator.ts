import type { Platform } from "../../platform/index.ts";
import type { ProductJournal } from "../checkpoint/productJournal.ts";
import { openMatrixFreeSide } from "../matrixFreeSide.ts";
import type { SpectraAccumulator, SpectraOptions } from "./accumulator.ts";
import { openAccurateSide } from "./accurateSide.ts";
import { openColumnSide } from "./columnSide.ts";
import type { EdjmOptions } from "./edjmOptions.ts";
import type { EdjmPlan } from "./edjmPlan.ts";
import type { EdjmSettings } from "./edjmSettings.ts";
import { openRowSide } from "./rowSide.ts";

/** Collect rows of these outputs in the way that was planned. @param journal for methods that form no matrix */
export async function openAccumulator(
  platform: Platform,
  settings: EdjmSettings,
  plan: EdjmPlan,
  columns: readonly number[],
  options: EdjmOptions,
  journal?: ProductJournal,
): Promise<SpectraAccumulator> {
  const { model, data, values, inputs, type, percentile, groups, curve } = settings;
  if (plan.method !== "exact") {
    const choices = { ...options, method: plan.method, values, percentile, ...(journal && { journal }) };
    return openMatrixFreeSide(platform, model, data, columns, choices);
  }
  const groupSizes = groups.map(({ length }) => length);
  return openExactSide(platform, plan, {
    ...sessionOptions(options),
    columns,
    inputs,
    type,
    percentile,
    groupSizes,
    curve,
  });
}

/** Collect rows for a Gram matrix, or for QR. */
export function openExactSide(
  platform: Platform,
  { side, accurate }: Pick<EdjmPlan, "side" | "accurate">,
  options: SpectraOptions,
): Promise<SpectraAccumulator> {
  if (accurate) return openAccurateSide(platform, side ?? "inputs", options);
  return side === "inputs" ? openColumnSide(platform, options) : openRowSide(platform, options);
}

/** The options that sessions beside the network's take. */
export function sessionOptions({ device, threads }: EdjmOptions): Pick<EdjmOptions, "device" | "threads"> {
  return { ...(device && { device }), ...(threads && { threads }) };
}
