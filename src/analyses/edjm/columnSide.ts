import { float32, float64, type Tensor } from "../../base/index.ts";
import type { SymmetricEigen } from "../../kernels/index.ts";
import type { Platform } from "../../platform/index.ts";
import { type Congruence, openCongruence, openGram } from "../gram.ts";
import { kernelTask } from "../kernelTask.ts";
import { packedLength, packedRow } from "../packed.ts";
import {
  type CollectedState,
  type EdjmSpectrum,
  leadingCount,
  leftOutScore,
  roots,
  type SpectraAccumulator,
  type SpectraOptions,
  scoreOf,
  sumOf,
} from "./accumulator.ts";
import { inTurns } from "./inTurns.ts";

/** Sums of one output, upper triangles of d × d. */
interface OutputSums {
  /** EᵀE of all samples so far, but those of a group that is not complete. */
  readonly whole: Float64Array;
  /** EᵀE of the samples so far of the group that comes in. */
  readonly current: Float64Array;
  /** Complete groups, scaled. */
  readonly groups: (ScaledTriangle | undefined)[];
}

/** scale · triangle, with entries of at most 1, so that float32 can hold any. */
interface ScaledTriangle {
  readonly triangle: Float32Array | Float64Array;
  readonly scale: number;
}

/**
 * The d side: EᵀE (d × d) summed over samples; for n ≥ d.
 *
 * The jackknife needs the largest eigenvalues of EᵀE − E_gᵀE_g for every group g. They are taken from the Rayleigh–Ritz
 * projection onto the leading eigenvectors of EᵀE, whose error is of second order in the coupling to the rest (Parlett
 * 1998, §11), so one decomposition serves all groups. Group matrices are kept in float32, of which the interval needs
 * three digits; in float64 where sums of them are wanted.
 */
export async function openColumnSide(platform: Platform, options: SpectraOptions): Promise<SpectraAccumulator> {
  const { columns, inputs: d, type, groupSizes, percentile } = options;
  const n = sumOf(groupSizes);
  const q = Math.min(n, d);
  const several = groupSizes.length > 1;
  const size = packedLength(d);
  const gram = await openGram(platform, d, type, options);
  const outputs = columns.map(
    (): OutputSums => ({
      whole: new Float64Array(size),
      current: new Float64Array(several ? size : 0),
      groups: [],
    }),
  );
  let group = 0;
  /** Samples of `group` so far. */
  let inGroup = 0;

  const endGroup = ({ whole, current, groups }: OutputSums) => {
    groups[group] = scaled(current, d, options.curve);
    addTo(whole, current);
    current.fill(0);
  };

  async function finishOutput({ whole, groups }: OutputSums, congruence: Congruence | undefined, m: number) {
    const eigen = await platform.call<SymmetricEigen>(kernelTask, whole, d, {
      packed: true,
      ...(congruence && { vectors: m }),
    });
    const vectors = new Float32Array(eigen.vectors ?? []);
    const leftOutScores: Promise<number | null>[] = [];
    for (const [g, samples] of groupSizes.entries()) {
      if (!congruence) break;
      const { triangle, scale } = groups[g] ?? empty;
      const unscaled = await congruence.apply(vectors, half(triangle, d));
      if (!options.curve) groups[g] = undefined;
      const projected = unscaled.map((value) => value * scale);
      leftOutScores.push(leftOutScore(platform, eigen.values, projected, m, n - samples, options));
    }
    const curve: (number | null)[] = [];
    const prefix = new Float64Array(options.curve ? size : 0);
    let samples = 0;
    for (const [g, count] of options.curve ? groupSizes.entries() : []) {
      samples += count;
      addTo(prefix, groups[g]?.triangle ?? [], groups[g]?.scale);
      const { values } = await platform.call<SymmetricEigen>(kernelTask, several ? prefix : whole, d, {
        packed: true,
      });
      curve.push(scoreOf(values.subarray(0, Math.min(samples, d)), percentile, Math.min(samples, d)));
    }
    return {
      singularValues: roots(eigen.values.subarray(0, q)),
      leftOutScores: await Promise.all(leftOutScores),
      curve,
    };
  }

  return {
    async add(columnRows, unit) {
      group = unit.group;
      inGroup += unit.count;
      const ends = several && inGroup === groupSizes[group];
      // The runtime has the next product while one is added, and while a group is put away.
      await inTurns([...outputs.entries()], 2, async ([j, sums]) => {
        const product = await gram.of(columnRows[j]!, unit.count);
        if (several && unit.count === groupSizes[group]) {
          const triangle = options.curve ? new Float64Array(size) : new Float32Array(size);
          product.addTo(sums.whole, triangle);
          sums.groups[group] = { triangle, scale: product.largest };
          return;
        }
        product.addTo(several ? sums.current : sums.whole);
        if (ends) endGroup(sums);
      });
      if (ends) inGroup = 0;
    },
    state() {
      const state = new Map<string, () => Tensor>([["group", () => float64([2], [group, inGroup])]]);
      outputs.forEach(({ whole, current, groups }, j) => {
        const of = (name: string) => `${columns[j]}/${name}`;
        state.set(of("whole"), () => float64([size], whole));
        if (several && inGroup > 0) state.set(of("current"), () => float64([size], current));
        groups.forEach((kept, g) => {
          if (!kept) return;
          const { triangle, scale } = kept;
          const tensor = triangle instanceof Float64Array ? float64 : float32;
          state.set(of(`group${g}!`), () => tensor([size], triangle));
          state.set(of(`scale${g}!`), () => float64([], [scale]));
        });
      });
      return state;
    },
    restore(state) {
      [group, inGroup] = numbersOf(state, "group") as unknown as [number, number];
      outputs.forEach(({ whole, current, groups }, j) => {
        whole.set(numbersOf(state, `${columns[j]}/whole`) ?? []);
        current.set(numbersOf(state, `${columns[j]}/current`) ?? []);
        for (let g = 0; g < groupSizes.length; g++) groups[g] = groupOf(state, columns[j]!, g);
      });
    },
    merge(state) {
      outputs.forEach(({ whole, groups }, j) => {
        addTo(whole, numbersOf(state, `${columns[j]}/whole`) ?? []);
        for (let g = 0; g < groupSizes.length; g++) {
          const [mine, theirs] = [groups[g], groupOf(state, columns[j]!, g)];
          groups[g] = mine && theirs ? together(mine, theirs) : (mine ?? theirs);
        }
      });
    },
    async finish() {
      const m = Math.min(d, leadingCount(q, percentile));
      const congruence = several ? await openCongruence(platform, d, m, options) : undefined;
      try {
        // No more at a time than there are workers: each has copies of the matrix.
        return await inTurns(outputs, platform.cores, async (sums): Promise<EdjmSpectrum> => {
          const spectrum = await finishOutput(sums, congruence, m);
          sums.groups.length = 0;
          return spectrum;
        });
      } finally {
        await congruence?.close();
      }
    },
    close: () => gram.close(),
  };
}

const empty: ScaledTriangle = { triangle: new Float32Array(), scale: 0 };

const numbersOf = (state: CollectedState, name: string) =>
  state.get(name)?.data as Float32Array | Float64Array | undefined;

function groupOf(state: CollectedState, column: number, g: number): ScaledTriangle | undefined {
  const triangle = numbersOf(state, `${column}/group${g}!`);
  return triangle && { triangle, scale: numbersOf(state, `${column}/scale${g}!`)![0]! };
}

function addTo(sum: Float64Array, values: ArrayLike<number>, scale = 1): void {
  for (let i = 0; i < values.length; i++) sum[i]! += scale * values[i]!;
}

/** No entry of a positive semidefinite matrix exceeds its largest diagonal one. */
function scaled(triangle: Float64Array, d: number, wide: boolean): ScaledTriangle {
  let scale = 0;
  for (let i = 0; i < d; i++) scale = Math.max(scale, triangle[packedRow(d, i) + i]!);
  const kept = wide ? new Float64Array(triangle.length) : new Float32Array(triangle.length);
  if (scale > 0) for (let i = 0; i < kept.length; i++) kept[i] = triangle[i]! / scale;
  return { triangle: kept, scale };
}

function together(a: ScaledTriangle, b: ScaledTriangle): ScaledTriangle {
  const scale = a.scale + b.scale;
  const [ofA, ofB] = scale > 0 ? [a.scale / scale, b.scale / scale] : [0, 0];
  return { triangle: a.triangle.map((value, i) => value * ofA + b.triangle[i]! * ofB), scale };
}

/** H with H + Hᵀ the whole matrix, d × d. */
function half(triangle: Float32Array | Float64Array, d: number): Float32Array {
  const matrix = new Float32Array(d * d);
  if (triangle.length === 0) return matrix;
  for (let r = 0; r < d; r++) {
    const from = packedRow(d, r);
    matrix.set(triangle.subarray(from + r, from + d), r * d + r);
    matrix[r * d + r]! /= 2;
  }
  return matrix;
}
