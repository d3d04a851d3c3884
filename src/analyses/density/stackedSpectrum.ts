import { throwIfCancelled } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { Rows, SpectraAccumulator } from "../edjm/accumulator.ts";
import { openExactSide } from "../edjm/openAccumulator.ts";
import { type ScheduledUnit, scheduleOf, visitsOf } from "../edjm/schedule.ts";
import type { JacobianBlocks } from "../jacobianBlocks.ts";
import type { DensityPlan } from "./densitySettings.ts";

/** What a pass over the rows of a stacked Jacobian brings. */
export interface StackedSpectrum {
  /** Of 𝒥ᵀ𝒥, descending, min(n, k·d) of them. */
  readonly eigenvalues: Float64Array;
  /** c_a = Σᵢ 𝒥_{ia}², k·d of them. */
  readonly diagonal: Float64Array;
}

/** Rows of samples, one below the other, each the flattened Jacobian; `next` are the samples of the call after this one. */
export type RowSource = (samples: readonly number[], next?: readonly number[]) => AsyncIterable<Rows>;

export interface StackedShape {
  readonly samples: number;
  readonly width: number;
  readonly type: "float32" | "float64";
}

/**
 * All eigenvalues of a stacked Jacobian from the Gram matrix of one of its sides: the matrix is that of an EDJM with
 * k·d inputs. Where not all rows fit into the memory, they go by several times.
 */
export async function stackedSpectrum(
  platform: Platform,
  rows: RowSource,
  shape: StackedShape,
  plan: Pick<DensityPlan, "side" | "accurate" | "samplesPerPass">,
  session: SessionOptions,
): Promise<StackedSpectrum> {
  const { samples: n, width, type } = shape;
  const all = Array.from({ length: n }, (_, i) => i);
  const units = scheduleOf([all], width, plan.samplesPerPass ?? undefined);
  const choices = { columns: [0], inputs: width, type, percentile: 90, groupSizes: [n], curve: false };
  const accumulator = await openExactSide(platform, plan, { ...session, ...choices });
  try {
    const diagonal = await collect(platform, rows, shape, units, accumulator);
    const [spectrum] = await accumulator.finish();
    return { eigenvalues: spectrum!.singularValues.map((value) => value * value), diagonal };
  } finally {
    await accumulator.close();
  }
}

async function collect(
  platform: Platform,
  rows: RowSource,
  { width, type }: StackedShape,
  units: readonly ScheduledUnit[],
  accumulator: SpectraAccumulator,
): Promise<Float64Array> {
  const diagonal = new Float64Array(width);
  const largest = width * Math.max(...units.map(({ count }) => count));
  const buffer = type === "float64" ? new Float64Array(largest) : new Float32Array(largest);
  const visits = visitsOf(units);
  const total = visits.reduce((sum, { unit }) => sum + unit.count, 0);
  const progress = platform.reporter.progress("Jacobians", total, "samples");
  let done = 0;
  try {
    for (const [at, { pass, unit }] of visits.entries()) {
      let filled = 0;
      for await (const block of rows(unit.samples, visits[at + 1]?.unit.samples)) {
        throwIfCancelled(platform.signal, "the spectral density");
        buffer.set(block, filled);
        filled += block.length;
        if (pass === 0) addSquares(diagonal, block);
        progress.update(done + filled / width);
      }
      await accumulator.add([buffer.subarray(0, filled)], { ...unit, pass });
      done += unit.count;
    }
  } finally {
    progress.finish();
  }
  return diagonal;
}

/** The rows of a network, output-major. */
export function rowsOf(jacobians: JacobianBlocks): RowSource {
  return async function* (samples, next) {
    for await (const { jacobian } of jacobians.blocks(samples, next)) yield jacobian;
  };
}

/** Add the squared entries of each column. */
export function addSquares(sums: Float64Array, rows: Rows): void {
  const width = sums.length;
  for (let at = 0; at < rows.length; at += width) {
    for (let a = 0; a < width; a++) sums[a]! += rows[at + a]! * rows[at + a]!;
  }
}
