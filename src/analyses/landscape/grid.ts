/** `count` values from `low` to `high` in even steps; what is symmetric about 0 is so to the last bit, with 0 itself in the middle. */
export function evenSteps(low: number, high: number, count: number): number[] {
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  return Array.from({ length: count }, (_, i) => middle + half * ((2 * i - (count - 1)) / (count - 1)));
}

/** `count` values from 0 to 1, both to the last bit, and more of the same distance on both sides as far as `margin`. */
export function stepsAcross(count: number, margin: number): number[] {
  const beyond = Math.floor(margin * (count - 1) + 1e-9);
  return Array.from({ length: count + 2 * beyond }, (_, i) => (i - beyond) / (count - 1));
}

/** Values of a grid row by row. */
export function rowsOf<T>(values: readonly T[], width: number): T[][] {
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}
