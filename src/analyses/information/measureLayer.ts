import type { GaussianChain } from "../../kernels/index.ts";
import type { Platform } from "../../platform/index.ts";
import {
  type BinnedInformation,
  binnedInformation,
  type InformationBounds,
  informationBounds,
} from "../../stats/index.ts";
import type { LayerView } from "../activations/index.ts";
import type { IbsgdColumns, InformationLayer, NoiseLevel } from "./informationResult.ts";
import { type Noise, noiseVariance } from "./noise.ts";
import { type HeldActivations, pairwiseSums } from "./pairwiseSums.ts";

/** Powers of 4 of the noise on each side. */
const sweepReach = 6;
/** From this share of log₂ n on, a bound says no more than that the samples differ. */
const saturation = 0.99;

/** How a layer is measured. */
export interface Measuring {
  readonly noise: Noise;
  readonly sweep: boolean;
  readonly binSize: number;
  readonly compat: "ibsgd" | undefined;
  /** Per sample, how many samples its class has. */
  readonly classSizes: Int32Array | undefined;
}

/** The bounds of one layer from its activations at all samples. */
export async function measureLayer(
  platform: Platform,
  { layer, operator, shape, units }: LayerView,
  held: HeldActivations,
  unitVariance: number,
  { noise, sweep, binSize, compat, classSizes }: Measuring,
  report: (done: number) => void,
): Promise<InformationLayer> {
  const variance = noiseVariance(noise, unitVariance);
  const reach = sweep ? sweepReach : 0;
  const levels = await boundsAt(platform, held, variance ?? 1, reach, classSizes, report);
  const bounds = boundsOf(levels[reach]!);
  const binned = binnedInformation(held.values, units, binSize, held.labels);
  const maximum = Math.log2(held.values.length / units);
  const isSaturated = maximum > 0 && bounds.inputUpper >= saturation * maximum;
  return {
    layer,
    operator,
    shape,
    units,
    noise: variance,
    unitVariance,
    ...bounds,
    binned: { ...binned, size: binSize },
    status: unitVariance === 0 ? "constant" : isSaturated ? "saturated" : "ok",
    ...(sweep && variance !== null && { sweep: levels }),
    ...(compat && variance !== null && { ibsgd: ibsgdColumns(bounds, binned, units, variance) }),
  };
}

/**
 * The bounds at σ²·4^k, k = −reach … reach. The lower bound at σ² is the upper one at 4σ², so that all of them come from sums at the
 * rates 1/(8σ²)·4^m. The powers start anew at m = 0, so that the bounds asked for have all their digits.
 */
async function boundsAt(
  platform: Platform,
  held: HeldActivations,
  variance: number,
  reach: number,
  classSizes: Int32Array | undefined,
  report: (done: number) => void,
): Promise<NoiseLevel[]> {
  const rate = 1 / (8 * variance);
  const chains: readonly GaussianChain[] = [
    ...(reach > 0 ? [{ rate: rate * 4 ** -reach, levels: reach }] : []),
    { rate, levels: reach + 2 },
  ];
  const sums = await pairwiseSums(platform, held, chains, report);
  return Array.from({ length: 2 * reach + 1 }, (_, k) => ({
    noise: variance * 4 ** (k - reach),
    ...informationBounds(sums[2 * reach + 1 - k]!, sums[2 * reach - k]!, classSizes),
  }));
}

function boundsOf({ noise: _, ...bounds }: NoiseLevel): InformationBounds {
  return bounds;
}

/** H(T) has ½ log₂(2πeσ²) for each unit on top of the information, in both directions. */
function ibsgdColumns(
  { inputUpper, inputLower, labelUpper, labelLower }: InformationBounds,
  { input, label }: BinnedInformation,
  units: number,
  variance: number,
): IbsgdColumns {
  const noiseEntropy = (units / 2) * Math.log2(2 * Math.PI * Math.E * variance);
  return {
    H_M_upper: inputUpper + noiseEntropy,
    H_M_lower: inputLower + noiseEntropy,
    MI_XM_upper: inputUpper,
    MI_XM_lower: inputLower,
    MI_YM_upper: labelUpper,
    MI_YM_lower: labelLower,
    MI_XM_bin: input,
    MI_YM_bin: label,
  };
}
