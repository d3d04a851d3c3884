import type {
  CollectedState,
  LazyState,
  Rows,
  SpectraAccumulator,
  SpectraOptions,
  Unit,
} from "../src/analyses/edjm/accumulator.ts";
import { openColumnSide } from "../src/analyses/edjm/columnSide.ts";
import { openRowSide } from "../src/analyses/edjm/rowSide.ts";
import { scheduleOf } from "../src/analyses/edjm/schedule.ts";
import type { Platform } from "../src/platform/index.ts";

export type Open = (platform: Platform, options: SpectraOptions) => Promise<SpectraAccumulator>;

interface Setting {
  /** Samples of each group. */
  groupSizes?: readonly number[];
  percentile?: number;
  curve?: boolean;
  /** Write the state and go on from it in another accumulator, before this unit. */
  breakBefore?: number;
}

/** Spectra of matrices of the same size, whose rows come unit by unit. */
export async function spectraOf(
  platform: Platform,
  open: Open,
  matrices: readonly Rows[],
  n: number,
  d: number,
  setting: Setting = {},
) {
  const { groupSizes = [n], percentile = 90, curve = false, breakBefore } = setting;
  const options = {
    columns: matrices.map((_, j) => 2 * j),
    inputs: d,
    type: matrices[0] instanceof Float64Array ? ("float64" as const) : ("float32" as const),
    percentile,
    groupSizes,
    curve,
    collectOnly: false,
    threads: 1,
  };
  let side = await open(platform, options);
  try {
    for (const { unit, from } of unitsOf(groupSizes, d)) {
      if (unit.index === breakBefore) {
        const state = written(side.state());
        await side.close();
        side = await open(platform, options);
        side.restore(state);
      }
      const rows = matrices.map((matrix) => matrix.slice(from * d, (from + unit.count) * d));
      await side.add(rows, unit);
      // They are the caller's again.
      for (const part of rows) part.fill(Number.NaN);
    }
    return await side.finish();
  } finally {
    await side.close();
  }
}

/** Units of samples that come in their order. */
function unitsOf(groupSizes: readonly number[], d: number): readonly { unit: Unit; from: number }[] {
  let next = 0;
  const groups = groupSizes.map((size) => {
    next += size;
    return Array.from({ length: size }, (_, i) => next - size + i);
  });
  return scheduleOf(groups, d).map((unit) => ({ unit: { ...unit, pass: 0 }, from: unit.samples[0]! }));
}

/** What a state would be after it was written to a file and read again. */
const written = (state: LazyState): CollectedState =>
  new Map(Array.from(state, ([name, tensor]) => [name, structuredClone(tensor())]));

/** Gram matrices of the smaller side. */
export const exactSide: Open = (on, options) =>
  (options.groupSizes.reduce((a, b) => a + b, 0) >= options.inputs ? openColumnSide : openRowSide)(on, options);

/** The first two thirds of each group in one accumulator, the rest in another, and both merged in a third. */
export async function mergedSpectra(
  platform: Platform,
  open: Open,
  matrices: readonly Rows[],
  n: number,
  d: number,
  groupSizes: readonly number[],
) {
  const options = {
    columns: matrices.map((_, j) => j),
    inputs: d,
    type: "float64" as const,
    percentile: 90,
    curve: false,
  };
  const all = { ...options, groupSizes, threads: 1 };
  const starts = groupSizes.map((_, g) => groupSizes.slice(0, g).reduce((a, b) => a + b, 0));
  const first = groupSizes.map((size) => Math.ceil((2 * size) / 3));
  const collect = async (sizes: readonly number[], startOf: (g: number) => number) => {
    const side = await open(platform, { ...all, groupSizes: n >= d ? sizes : groupSizes });
    for (const [group, count] of sizes.entries()) {
      const rows = matrices.map((matrix) => matrix.slice(startOf(group) * d, (startOf(group) + count) * d));
      if (count > 0) await side.add(rows, { index: group, group, count, pass: 0, keptIn: 0 });
    }
    const state = written(side.state());
    await side.close();
    return state;
  };
  const whole = await open(platform, all);
  await whole.merge!(await collect(first, (g) => starts[g]!));
  await whole.merge!(
    await collect(
      groupSizes.map((size, g) => size - first[g]!),
      (g) => starts[g]! + first[g]!,
    ),
  );
  const spectra = await whole.finish();
  await whole.close();
  return spectra;
}
