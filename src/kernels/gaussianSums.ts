import { fail } from "../base/index.ts";
import { allocateStored, checkRectangle, copyIn } from "./rectangle.ts";
import { type Kernels, withKernels } from "./wasm.ts";

/** Where {@link gaussianSums} lies, to call it in a worker. */
export const gaussianSumsModule: string = import.meta.url;

/** Some points of a set that is ordered by group. */
export interface GaussianPanel {
  readonly dimension: number;
  /** points × dimension, row-major. */
  readonly points: Float64Array;
  /** Group of each point, ascending. In the panel, each group has an even number of points. */
  readonly groups: Int32Array;
  /** Points that only fill a group up: their place among the others is taken, and they count for nothing. */
  readonly fillers: Uint8Array;
}

/** The rates rate·4^l, l = 0 … levels − 1. */
export interface GaussianChain {
  readonly rate: number;
  readonly levels: number;
}

/** Sums for each point of a panel, levels × points, row-major; the levels of all chains follow each other. */
export interface GaussianSums {
  readonly all: Float64Array;
  /** Over the points of the same group alone. */
  readonly same: Float64Array;
}

/**
 * Σ_j exp(−r ‖x_i − y_j‖²) for every point x_i of a panel over the points y_j of another, and for every y_j over the x_i, for
 * all rates r of the chains: one exponential a chain, as exp(−4r d) = exp(−r d)⁴. Without a second panel the points are those of
 * the first, each with itself.
 *
 * @throws NetspectraError for panels that do not fit each other, and groups with an odd number of points
 */
export function gaussianSums(
  first: GaussianPanel,
  second: GaussianPanel | undefined,
  chains: readonly GaussianChain[],
): { readonly first: GaussianSums; readonly second: GaussianSums | undefined } {
  const other = second ?? first;
  const { dimension } = first;
  if (other.dimension !== dimension) {
    fail({ subject: "panels of points", expected: `${dimension} dimensions`, got: `${other.dimension}` });
  }
  const ranges = rangesOf(first.groups, other.groups);
  const [rows, columns] = [first.groups.length, other.groups.length];
  const levels = chains.reduce((sum, chain) => sum + chain.levels, 0);
  return withKernels(
    `sums over ${rows} × ${columns} pairs of points`,
    (kernels) => kernels.gaussianSumsBytes(rows, columns, dimension, levels),
    (kernels) => {
      const [x, xNorms] = storePanel(kernels, first);
      const [y, yNorms] = second ? storePanel(kernels, second) : [x, xNorms];
      const [starts, ends] = [storeVector(kernels, ranges.starts), storeVector(kernels, ranges.ends)];
      const own = zeros(kernels, levels, rows);
      const others = second && zeros(kernels, levels, columns);
      let level = 0;
      for (const { rate, levels: count } of chains) {
        const at = (sums: Sums, address: number) => address + 8 * level * sums.stride;
        kernels.gaussianSums(
          ...([rows, columns, dimension, x.address, x.stride, y.address, y.stride, xNorms, yNorms] as const),
          ...([starts, ends, rate, count, at(own, own.all), at(own, own.same), own.stride] as const),
          ...(others
            ? ([at(others, others.all), at(others, others.same), others.stride] as const)
            : ([0, 0, 0] as const)),
          second === undefined,
        );
        level += count;
      }
      return { first: read(kernels, own), second: others && read(kernels, others) };
    },
  );
}

/** For each point, where the other panel's points of its group begin and end. */
function rangesOf(groups: Int32Array, others: Int32Array) {
  const places = new Map<number, [number, number]>();
  others.forEach((group, at) => {
    const place = places.get(group);
    if (place === undefined) places.set(group, [at, at + 1]);
    else if (place[1] !== at)
      fail({ subject: "groups of points", expected: "each in one piece", got: `a second piece of group ${group}` });
    else place[1] = at + 1;
  });
  for (const [group, [start, end]] of places) {
    if ((end - start) % 2 === 0) continue;
    fail({ subject: `group ${group} of a panel`, expected: "an even number of points", got: `${end - start}` });
  }
  const of = (side: 0 | 1) => Float64Array.from(groups, (group) => places.get(group)?.[side] ?? 0);
  return { starts: of(0), ends: of(1) };
}

function storePanel(kernels: Kernels, { dimension, points, groups, fillers }: GaussianPanel) {
  const count = groups.length;
  checkRectangle(points, count, dimension);
  const stored = allocateStored(kernels, count, dimension);
  copyIn(kernels, stored, points, false);
  const norms = Float64Array.from({ length: count }, (_, i) => {
    // Beyond the reach of any exponential.
    if (fillers[i] === 1) return 1e300;
    let sum = 0;
    for (let at = i * dimension; at < (i + 1) * dimension; at++) sum += points[at]! ** 2;
    return sum;
  });
  return [stored, storeVector(kernels, norms)] as const;
}

function storeVector(kernels: Kernels, values: Float64Array): number {
  const address = kernels.allocate(kernels.sizeOf(values.length));
  new Float64Array(kernels.memory.buffer, address >>> 0, values.length).set(values);
  return address;
}

interface Sums {
  readonly all: number;
  readonly same: number;
  readonly levels: number;
  readonly count: number;
  readonly stride: number;
}

function zeros(kernels: Kernels, levels: number, count: number): Sums {
  const stride = kernels.sizeOf(count);
  const room = () => {
    const address = kernels.allocate(levels * stride);
    new Float64Array(kernels.memory.buffer, address >>> 0, levels * stride).fill(0);
    return address;
  };
  return { all: room(), same: room(), levels, count, stride };
}

function read(kernels: Kernels, { all, same, levels, count, stride }: Sums): GaussianSums {
  const copy = (address: number) => {
    const source = new Float64Array(kernels.memory.buffer, address >>> 0, levels * stride);
    const result = new Float64Array(levels * count);
    for (let l = 0; l < levels; l++) result.set(source.subarray(l * stride, l * stride + count), l * count);
    return result;
  };
  return { all: copy(all), same: copy(same) };
}
