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
  const { model, data, values, percentile, groups } = settings;
  if (plan.method !== "exact") {
    const choices = { ...options, method: plan.method, values, percentile, ...(journal && { journal }) };
    return openMatrixFreeSide(platform, model, data, columns, choices);
  }
  const groupSizes = groups.map(({ length }) => length);
  return openExactSide(platform, plan, spectraOptions(settings, columns, groupSizes, options));
}

/** What the EDJMs of some outputs are, as settings or what a shard says of itself have it. */
export function spectraOptions(
  { inputs, type, percentile, curve }: Pick<SpectraOptions, "inputs" | "type" | "percentile" | "curve">,
  columns: readonly number[],
  groupSizes: readonly number[],
  { device, threads }: EdjmOptions,
): SpectraOptions {
  const session = { ...(device && { device }), ...(threads && { threads }) };
  return { ...session, columns, inputs, type, percentile, groupSizes, curve };
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
