import { studentQuantile } from "netspectra/stats";

/** The items under the text that each goes by, in the order in which the texts come up. */
export function groups<T>(items: readonly T[], key: (item: T) => string): readonly (readonly [string, readonly T[]])[] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const own = found.get(key(item));
    if (own) own.push(item);
    else found.set(key(item), [item]);
  }
  return [...found];
}

/** Of the numbers that are there; null where there is none. */
export function mean(values: readonly (number | null | undefined)[]): number | null {
  const present = values.filter((value) => typeof value === "number");
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0) / present.length;
}

/** A 95 % interval for the mean by Student's t; null for fewer than two numbers. */
export function meanInterval(values: readonly (number | null | undefined)[]): readonly [number, number] | null {
  const present = values.filter((value) => typeof value === "number");
  const centre = mean(present);
  if (centre === null || present.length < 2) return null;
  const squares = present.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const half = studentQuantile(0.975, present.length - 1) * Math.sqrt(squares / (present.length - 1) / present.length);
  return [centre - half, centre + half];
}
