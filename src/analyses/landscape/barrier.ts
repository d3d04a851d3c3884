import type { Barrier } from "./landscapeResult.ts";

/**
 * The barrier between the points at 0 and 1 of a line: the largest excess of the loss over the straight line between both ends'
 * losses (Entezari, Sedghi, Saukh & Neyshabur 2022, definition 1), and the same shortfall of the accuracy. Where the loss is no
 * finite number there is no barrier to speak of: null.
 */
export function barrierOf(
  alpha: readonly number[],
  loss: readonly (number | null)[],
  accuracy: readonly (number | null)[],
): Barrier {
  const [from, to] = [alpha.indexOf(0), alpha.indexOf(1)];
  const excess = (values: readonly (number | null)[]) =>
    alpha.slice(from, to + 1).map((a, i) => {
      const [value, low, high] = [values[from + i]!, values[from]!, values[to]!];
      return value === null || low === null || high === null ? null : value - ((1 - a) * low + a * high);
    });
  const [above, below] = [excess(loss), excess(accuracy)];
  if (above.includes(null)) return { loss: null, alpha: null, accuracy: null };
  const heights = above as number[];
  // Rounding must not make a barrier of a straight line.
  const tallest = heights.reduce((best, height, i) => (height > heights[best]! ? i : best), 0);
  const height = Math.max(0, heights[tallest]!);
  return {
    loss: height,
    alpha: height > 0 ? alpha[from + tallest]! : null,
    accuracy: (below as number[]).reduce((worst, value) => Math.max(worst, -value), 0),
  };
}
