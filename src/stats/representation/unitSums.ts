/** What is summed of each unit alone, over the rows of its activations. */
export interface UnitSums {
  readonly units: number;
  rows: number;
  /** #{z = 0} */
  readonly zeros: Float64Array;
  /** #{z > 0} */
  readonly positives: Float64Array;
  /** Σ z */
  readonly sums: Float64Array;
  /** Σ z over z > 0 */
  readonly positiveSums: Float64Array;
  /** The smallest of all activations of all units; ∞ for no rows. */
  smallest: number;
}

/** How numbers are units and rows: `count` times units × positions, or positions × units where the unit is the last axis. */
export interface ActivationLayout {
  readonly units: number;
  readonly positions: number;
  readonly unitLast: boolean;
}

/** No rows yet. */
export function emptyUnitSums(units: number): UnitSums {
  const vector = () => new Float64Array(units);
  return {
    units,
    rows: 0,
    zeros: vector(),
    positives: vector(),
    sums: vector(),
    positiveSums: vector(),
    smallest: Number.POSITIVE_INFINITY,
  };
}

/** Add the activations of some samples. */
export function addUnitRows(
  target: UnitSums,
  values: Float32Array | Float64Array,
  { units, positions, unitLast }: ActivationLayout,
): void {
  const { zeros, positives, sums, positiveSums } = target;
  const run = unitLast ? 1 : positions;
  for (let at = 0, unit = 0; at < values.length; unit = unit + 1 === units ? 0 : unit + 1) {
    for (const end = at + run; at < end; at++) {
      const z = values[at]!;
      sums[unit]! += z;
      if (z > 0) {
        positives[unit]! += 1;
        positiveSums[unit]! += z;
      } else if (z === 0) zeros[unit]! += 1;
      if (z < target.smallest) target.smallest = z;
    }
  }
  target.rows += values.length / units;
}

/** Add what was summed over other rows. */
export function addUnitSums(target: UnitSums, other: UnitSums): void {
  target.rows += other.rows;
  target.smallest = Math.min(target.smallest, other.smallest);
  for (const name of ["zeros", "positives", "sums", "positiveSums"] as const) {
    const [own, more] = [target[name], other[name]];
    for (let unit = 0; unit < own.length; unit++) own[unit]! += more[unit]!;
  }
}
