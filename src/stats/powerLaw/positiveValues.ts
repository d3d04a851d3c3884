import { fail } from "../../base/index.ts";

/** What a tail may be looked for in: the values above `floor`, ascending, and how many were left out. */
export interface PositiveValues {
  readonly values: Float64Array;
  readonly leftOut: LeftOut;
}

/** Values that no power law can hold: exact zeros, negative ones, and positive ones that do not exceed the floor. */
export interface LeftOut {
  readonly zeros: number;
  readonly negative: number;
  readonly belowFloor: number;
}

/**
 * The values above `floor` (default 0) in ascending order.
 *
 * @throws NetspectraError naming the first value that is not finite, or a floor that is negative or not finite
 */
export function positiveValues(values: ArrayLike<number>, floor = 0): PositiveValues {
  if (!(floor >= 0 && floor < Number.POSITIVE_INFINITY)) {
    fail({ subject: "power law", expected: "a finite floor of 0 or more", got: `${floor}` });
  }
  const kept = new Float64Array(values.length);
  let [count, zeros, negative] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) failNotFinite(value, i);
    if (value > floor) kept[count++] = value;
    else if (value === 0) zeros++;
    else if (value < 0) negative++;
  }
  const belowFloor = values.length - count - zeros - negative;
  return { values: kept.subarray(0, count).sort(), leftOut: { zeros, negative, belowFloor } };
}

function failNotFinite(value: number, index: number): never {
  return fail({
    subject: "power law",
    expected: "finite values",
    got: `${value} at index ${index}`,
    todo: "Remove what is not a number, or look for what made it: an overflow in float32 is the usual cause.",
  });
}
